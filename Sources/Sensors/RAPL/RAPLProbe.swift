package import Experiment
internal import Glibc

extension RAPLSensor {
    static let covers = "processor packages and their memory"

    /// Looks for RAPL in a powercap tree.
    ///
    /// The energy of a trial is the sum over the channels, and a sum with a package left out
    /// would look like a saving. So one unreadable package makes the whole sensor unusable, and
    /// one unreadable memory zone takes all memory out, which the scope of the figures then says.
    package static func probe(
        _ tree: some PowercapTree,
        cpu: CPUInfo,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> ProbedSensor {
        let survey: RAPLSurvey
        do throws(SensorError) {
            survey = try RAPLSurvey(tree, dies: DieRule(vendor: cpu.vendor))
        } catch {
            let reason = "\(tree.location): \(errorText(error.code))"
            return error.isRefusal
                ? unusable(reason, remedy: "sudo chmod a+rx \(tree.location)")
                : absent(reason, cpu: cpu)
        }
        let refusals = survey.problems.filter(\.isRefusal)
        guard refusals.isEmpty else {
            return refused("permission is missing for \(list(refusals))", tree)
        }
        let hasPackage = survey.counters.contains { $0.channel.domain == .package }
        let lost = survey.problems.filter { $0.part == .package }
        if !lost.isEmpty, !survey.counters.isEmpty {
            return unusable(
                "\(list(lost)) cannot be read, and a total without it would be too low; "
                    + "not used: \(survey.counters.map(\.channel.name).joined(separator: ", "))"
            )
        }
        guard hasPackage else {
            let why = survey.problems.isEmpty ? "" : ": \(list(survey.problems)) gave no energy"
            return absent("\(tree.location) has no package that can be read\(why)", cpu: cpu)
        }
        return present(survey, tree: tree, now: now)
    }

    private static func present(
        _ survey: RAPLSurvey,
        tree: some PowercapTree,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> ProbedSensor {
        var counters = survey.counters
        let lostMemory = survey.problems.contains { $0.part == .memory }
        if lostMemory { counters.removeAll { $0.channel.domain == .dram } }
        var reason = counters.map(\.channel.name).joined(separator: ", ")
        for note in survey.notes where note.part != .memory || !lostMemory {
            reason += "; \(note.text)"
        }
        if !survey.problems.isEmpty {
            reason += "; left out: \(list(survey.problems))"
            if lostMemory { reason += ", and with it all memory" }
        }
        let isSimulated = counters.contains { $0.channel.isSimulated }
        if isSimulated { reason = "\(tree.simulation): \(reason)" }
        return ProbedSensor(
            state: SensorState(
                sensor: name,
                covers: covers,
                availability: .present,
                reason: reason,
                isSimulated: isSimulated
            ),
            sensor: RAPLSensor(tree: tree, counters: counters, now: now)
        )
    }

    private static func refused(_ reason: String, _ tree: some PowercapTree) -> ProbedSensor {
        // Since CVE-2020-8694 the kernel lets only root read the counters.
        unusable(
            reason,
            remedy: "sudo chmod a+r \(tree.location)/intel-rapl*/energy_uj"
                + "  # until the next boot; a udev or tmpfiles.d rule keeps it"
        )
    }

    private static func absent(_ reason: String, cpu: CPUInfo) -> ProbedSensor {
        var reason = reason
        var remedy: String?
        if cpu.isGuest {
            reason += "; this guest's hypervisor does not pass RAPL through"
        } else if cpu.isX86 {
            remedy = "sudo modprobe intel_rapl_msr"
        }
        let state = SensorState(
            sensor: name,
            covers: covers,
            availability: .absent,
            reason: reason,
            remedy: remedy
        )
        return ProbedSensor(state: state, sensor: nil)
    }

    private static func unusable(_ reason: String, remedy: String? = nil) -> ProbedSensor {
        let state = SensorState(
            sensor: name,
            covers: covers,
            availability: .refused,
            reason: reason,
            remedy: remedy
        )
        return ProbedSensor(state: state, sensor: nil)
    }

    private static func list(_ problems: [ZoneProblem]) -> String {
        problems.map(\.text).joined(separator: ", ")
    }
}
