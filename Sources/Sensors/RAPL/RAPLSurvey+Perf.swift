internal import Experiment

extension RAPLSurvey {
    /// The events of the PMU, and what they count.
    ///
    /// AMD's counts of single cores are another PMU (`power_core`) and stay out.
    private static let parts: [(event: String, part: RAPLZone.Part)] = [
        ("energy-pkg", .package), ("energy-ram", .memory), ("energy-cores", .core),
        ("energy-gpu", .uncore), ("energy-psys", .platform),
    ]

    /// Reads every counter of perf's `power` PMU.
    ///
    /// - Parameters:
    ///   - pmu: each event that is needed is opened once and watched for up to 50 ms.
    ///   - cpu: whose maker says what dies are.
    /// - Returns: what was found, and the event behind each zone.
    /// - Throws: `PMUFault` where the PMU as a whole cannot be used.
    static func perf(_ pmu: some PowerPMU, cpu: CPUInfo) throws(PMUFault)
        -> (survey: RAPLSurvey, events: [RAPLZone: PowerEvent])
    {
        let events = try events(of: pmu)
        let zones = events.keys.sorted { $0.order < $1.order }
        let survey = RAPLSurvey(zones, dies: DieRule(vendor: cpu.vendor)) {
            zone throws(ZoneProblem) in
            guard let event = events[zone] else {
                preconditionFailure("every zone of perf has its event")
            }
            return try counter(of: zone, event: event, in: pmu, cpu: cpu)
        }
        return (survey, events)
    }

    /// The event behind each zone that the PMU says it counts.
    private static func events(of pmu: some PowerPMU) throws(PMUFault) -> [RAPLZone: PowerEvent] {
        let names = try PMUFault.absentOrRefused(pmu.location + "/events") {
            () throws(SensorError) in
            Set(try pmu.events())
        }
        guard names.contains("energy-pkg") else {
            let found = names.isEmpty ? "is empty" : "has no energy-pkg"
            throw .absent("\(pmu.location)/events \(found)")
        }
        let reader = PowerPMUReader(pmu)
        let packages = try reader.packages()
        var events: [RAPLZone: PowerEvent] = [:]
        for (name, part) in parts where names.contains(name) {
            var event: PowerEvent
            do throws(PMUFault) {
                event = try reader.event(name)
            } catch {
                // Outside the total an event in an unknown unit is as good as none.
                if part.isPartOfTotal { throw error }
                continue
            }
            for (cpu, package) in packages {
                let entry = "\(name) of CPU \(cpu)"
                event.cpu = cpu
                events[RAPLZone(entry: entry, view: .perf, package: package, part: part)] = event
            }
        }
        return events
    }

    /// An event as a counter, which has to count something: guests have PMUs that do not.
    private static func counter(
        of zone: RAPLZone,
        event: PowerEvent,
        in pmu: some PowerPMU,
        cpu: CPUInfo
    ) throws(ZoneProblem) -> RAPLSensor.Counter {
        func problem(_ error: SensorError) -> ZoneProblem {
            ZoneProblem(part: zone.part, label: zone.label, file: event.name, error: error)
        }
        let counter: any RAPLCounter
        do throws(SensorError) {
            counter = try pmu.openCounter(of: event)
        } catch {
            throw problem(error)
        }
        let first = counter.value()
        if case .failed(let errno) = first {
            throw problem(.unreadable(path: event.name, errno: errno))
        }
        // Cores and graphics may be switched off and use nothing.
        if zone.part.isPartOfTotal, !counter.moves(from: first, pause: pmu.pause) {
            throw .standsStill(part: zone.part, label: zone.label, counter: event.name)
        }
        return RAPLSensor.Counter(
            zone: zone,
            channel: channel(of: zone, isSimulated: counter.isSimulated, cpu: cpu)
        )
    }

    private static func channel(of zone: RAPLZone, isSimulated: Bool, cpu: CPUInfo) -> Channel {
        // perf hides the register's own unit. 2⁻¹⁴ J is the coarsest of the usual ones, and 1 J
        // that of the platform on Sapphire Rapids (`RAPL_UNIT_QUIRK_INTEL_SPR`).
        let unit: UInt64 = zone.part == .platform ? 1 << 32 : 1 << 18
        return zone.channel(
            .energyPerfUnits,
            wrapsAt: nil,
            resolution: unit,
            isSimulated: isSimulated,
            cpu: cpu
        )
    }
}
