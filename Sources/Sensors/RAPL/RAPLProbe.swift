package import Experiment

extension RAPLSensor {
    static let covers = "processor packages and their memory"

    /// Looks for RAPL in a powercap tree.
    package static func probe(
        _ tree: some PowercapTree,
        cpu: CPUInfo,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> ProbedSensor { search(tree, cpu: cpu, now: now).probed(on: cpu) }

    /// Looks for RAPL in perf's `power` PMU.
    package static func probe(
        _ pmu: some PowerPMU,
        cpu: CPUInfo,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> ProbedSensor { search(pmu, cpu: cpu, now: now).probed(on: cpu) }

    /// Looks for RAPL in both and takes the first that works.
    ///
    /// One that works in part is not taken: where powercap lacks a package, perf may have it.
    ///
    /// - Parameters:
    ///   - tree: is preferred, for it needs no counter to be opened by the kernel.
    ///   - pmu: is not touched where powercap works.
    ///   - cpu: this machine's.
    ///   - now: the clock of the readings.
    /// - Returns: a state that says which is used and why the other is not.
    package static func probe(
        _ tree: some PowercapTree,
        otherwise pmu: some PowerPMU,
        cpu: CPUInfo,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> ProbedSensor {
        var powercap = search(tree, cpu: cpu, now: now)
        if powercap.availability == .present {
            powercap.reason += "; through powercap, so perf was not tried"
            return powercap.probed(on: cpu)
        }
        var perf = search(pmu, cpu: cpu, now: now)
        let why = "powercap is \(powercap.availability.rawValue) (\(powercap.reason))"
        if perf.availability == .present {
            perf.reason += "; through perf, because \(why)"
            return perf.probed(on: cpu)
        }
        let isRefused = [powercap, perf].contains { $0.availability == .refused }
        // A remedy for what is not there is of no use where a permission would do.
        let remedies = [powercap, perf].filter { !isRefused || $0.availability == .refused }
            .compactMap(\.remedy)
        return RAPLSearch(
            availability: isRefused ? .refused : .absent,
            reason: "\(why); perf is \(perf.availability.rawValue) (\(perf.reason))",
            remedy: remedies.isEmpty ? nil : remedies.joined(separator: "  # or: ")
        ).probed(on: cpu)
    }

    private static func search(
        _ tree: some PowercapTree,
        cpu: CPUInfo,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> RAPLSearch {
        let place = RAPLSearch.Place(
            location: tree.location,
            simulation: tree.simulation,
            // Since CVE-2020-8694 the kernel lets only root read the counters.
            permission: "sudo chmod a+r \(tree.location)/intel-rapl*/energy_uj"
                + "  # until the next boot; a udev or tmpfiles.d rule keeps it",
            driver: "sudo modprobe intel_rapl_msr"
        )
        let survey: RAPLSurvey
        do throws(SensorError) {
            survey = try RAPLSurvey(tree, cpu: cpu)
        } catch {
            let reason = "\(tree.location): \(errorText(error.code))"
            return error.isRefusal
                ? .refused(reason, remedy: "sudo chmod a+rx \(tree.location)")
                : .absent(reason, remedy: place.driver)
        }
        return RAPLSearch(survey, of: place) { counters in
            let open: Opener = { zone throws(SensorError) in
                try tree.openCounter(of: zone.entry)
            }
            return RAPLSensor(counters: counters, opener: open, now: now)
        }
    }

    private static func search(
        _ pmu: some PowerPMU,
        cpu: CPUInfo,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> RAPLSearch {
        let place = RAPLSearch.Place(
            location: pmu.location,
            simulation: pmu.simulation,
            // `perf_event_open(2)`: counting a whole CPU takes a level below 1 or CAP_PERFMON.
            permission: "sudo sysctl kernel.perf_event_paranoid=0"
                + "  # until the next boot; or give the program CAP_PERFMON with setcap",
            driver: "sudo modprobe rapl"
        )
        do throws(PMUFault) {
            let (survey, events) = try RAPLSurvey.perf(pmu, cpu: cpu)
            return RAPLSearch(survey, of: place) { counters in
                let open: Opener = { zone throws(SensorError) in
                    guard let event = events[zone] else {
                        preconditionFailure("every zone of perf has its event")
                    }
                    return try pmu.openCounter(of: event)
                }
                return RAPLSensor(counters: counters, opener: open, now: now)
            }
        } catch {
            switch error {
            case .absent(let reason): return .absent(reason, remedy: place.driver)
            case .refused(let reason, let remedy): return .refused(reason, remedy: remedy)
            }
        }
    }
}
