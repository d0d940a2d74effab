internal import Experiment

/// What a search for events found, as sensors with their states.
struct CounterReport {
    var findings: [CounterProbe.Finding]

    /// Whether the events were asked for by name.
    var isExplicit: Bool
    var kernel: any PerfKernel
    var papi: PAPILibrary?

    /// The names of the states.
    static let hardware = CounterSensor.name
    static let software = "software-events"
    static let missing = "missing-events"

    var sensors: [ProbedSensor] {
        let groups = [
            group(
                Self.hardware,
                covers: "what the processor counts for the workload's processes: instructions, "
                    + "cycles, misses, floating-point operations",
                findings.filter { !$0.entry.isSoftware }
            ),
            group(
                Self.software,
                covers: "what the kernel counts for the workload's processes: CPU time, page "
                    + "faults, context switches, migrations",
                findings.filter(\.entry.isSoftware)
            ),
        ].compactMap(\.self)
        return groups + [missingState(beside: groups)].compactMap(\.self)
    }

    private func group(_ name: String, covers: String, _ findings: [CounterProbe.Finding])
        -> ProbedSensor?
    {
        guard !findings.isEmpty else { return nil }
        let events = findings.compactMap { try? $0.outcome.get() }
        let troubles = findings.compactMap(\.trouble)
        let isRefused = troubles.contains(where: \.isRefusal)
        let isPartial = events.contains { $0.interface.hasPrefix("perf, user") }
        let remedy =
            troubles.lazy.compactMap(\.remedy).first
            ?? (isPartial ? CounterTrouble.paranoidRemedy : nil)
        let lost = Self.list(findings)
        let state = SensorState(
            sensor: name,
            covers: covers,
            availability: !events.isEmpty ? .present : isRefused ? .refused : .absent,
            reason: events.isEmpty
                ? lost : Self.list(events) + (lost.isEmpty ? "" : "; not counted: \(lost)"),
            remedy: remedy
        )
        let sensor = CounterSensor(name: name, kernel: kernel, papi: papi, events: events)
        return ProbedSensor(state: state, sensor: events.isEmpty ? nil : sensor)
    }

    /// A state of its own for events that were asked for and are missing from a group that is
    /// there, so that it is as loud as a sensor that is missing.
    private func missingState(beside groups: [ProbedSensor]) -> ProbedSensor? {
        let present = groups.filter { $0.sensor != nil }.map(\.state.sensor)
        let lost = findings.filter { finding in
            finding.trouble != nil
                && present.contains(finding.entry.isSoftware ? Self.software : Self.hardware)
        }
        guard isExplicit, !lost.isEmpty else { return nil }
        let troubles = lost.compactMap(\.trouble)
        return ProbedSensor(
            state: SensorState(
                sensor: Self.missing,
                covers: "events that were asked for by name",
                availability: troubles.contains(where: \.isRefusal) ? .refused : .absent,
                reason: Self.list(lost),
                remedy: troubles.lazy.compactMap(\.remedy).first
            )
        )
    }

    /// "perf: cycles, instructions; PAPI 7.0: PAPI_L1_DCM".
    private static func list(_ events: [CounterSensor.Event]) -> String {
        grouped(events.map { ($0.interface, $0.name) }).map { interface, names in
            "\(interface): \(names)"
        }.joined(separator: "; ")
    }

    /// "cycles, instructions (why)", for those that are not counted.
    private static func list(_ findings: [CounterProbe.Finding]) -> String {
        let pairs = findings.compactMap { finding in
            finding.trouble.map { ($0.text, finding.entry.name) }
        }
        return grouped(pairs).map { "\($0.value) (\($0.key))" }.joined(separator: "; ")
    }

    /// The names of each key, in the order in which the keys come up.
    private static func grouped(_ pairs: [(String, String)]) -> [(key: String, value: String)] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for (key, name) in pairs {
            if names[key] == nil { order.append(key) }
            names[key, default: []].append(name)
        }
        return order.map { ($0, names[$0, default: []].joined(separator: ", ")) }
    }
}

extension CounterProbe.Finding {
    fileprivate var trouble: CounterTrouble? {
        guard case .failure(let trouble) = outcome else { return nil }
        return trouble
    }
}
