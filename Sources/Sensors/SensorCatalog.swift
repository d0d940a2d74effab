internal import Experiment
internal import Foundation

/// All sensors that there are.
public enum SensorCatalog {
    /// What a sensor may look at when it is searched for.
    struct Surroundings {
        var options: SensorOptions
        var cpu: CPUInfo
    }

    private typealias Probe = @Sendable (Surroundings) -> ProbedSensor

    /// Sensors of energy and power, whose place a replay takes; a new one is added here.
    private static let energyProbes: [Probe] = [rapl, nvidia]

    /// All other sensors; a new one is added here.
    private static let otherProbes: [Probe] = [processTree, machine]

    /// Looks for every sensor on this machine.
    ///
    /// Never throws: what is not there has a state that says why.
    public static func probe(_ options: SensorOptions = SensorOptions()) -> SensorInventory {
        let surroundings = Surroundings(options: options, cpu: CPUInfo.read())
        var inventory = inventory(
            energy(surroundings) + otherProbes.map { $0(surroundings) } + counters(surroundings),
            options
        )
        let counting = options.replay == nil ? RAPLSensor.name : ReplaySensor.name
        if let counters = inventory.states.first(where: { $0.sensor == counting }) {
            let estimate = EstimateCatalog.probe(
                cpu: surroundings.cpu,
                counters: counters,
                measured: inventory.energySensors,
                isAllowed: options.allowsEstimates
            )
            inventory.states.append(estimate.state)
            inventory.estimateModel = estimate.model
        }
        return inventory
    }

    /// Looks for the sensors of energy and power alone.
    ///
    /// Nothing is estimated in their place.
    public static func probeEnergy(_ options: SensorOptions) -> SensorInventory {
        inventory(energy(Surroundings(options: options, cpu: CPUInfo.read())), options)
    }

    private static func energy(_ surroundings: Surroundings) -> [ProbedSensor] {
        (surroundings.options.replay == nil ? energyProbes : [replay]).map { $0(surroundings) }
    }

    /// What the probes found, with what was asked for and is not to be had.
    package static func inventory(
        _ probed: [ProbedSensor],
        _ options: SensorOptions
    ) -> SensorInventory {
        var inventory = SensorInventory(
            states: probed.map(\.state),
            sensors: probed.compactMap(\.sensor)
        )
        // Of events that are named but cannot be counted the state is loud enough: suites are
        // carried between machines.
        let named = [
            options.namesRAPL ? RAPLSensor.name : nil,
            options.namesNVIDIA ? NVIDIAProbe.name : nil,
            options.papiLibrary == nil ? nil : CounterProbe.libraryState,
        ]
        inventory.unmet = inventory.states.filter { state in
            state.availability != .present && named.contains(state.sensor)
                || state.availability == .refused && state.sensor == NVIDIAProbe.name
                    && options.namesDifferentBoards
        }
        return inventory
    }

    private static func replay(_ surroundings: Surroundings) -> ProbedSensor {
        guard let replay = surroundings.options.replay else {
            preconditionFailure("a replay is only looked for where there is one")
        }
        return ReplaySensor.probe(replay, now: MonotonicInstant.now)
    }

    /// Several sensors: what the processor counts and what the kernel counts have states each.
    private static func counters(_ surroundings: Surroundings) -> [ProbedSensor] {
        var probe = CounterProbe(
            kernel: SystemPerf(),
            cpu: surroundings.cpu,
            papiPath: surroundings.options.papiLibrary
        )
        return probe.probe(surroundings.options.events) + [probe.namedLibrary()].compactMap(\.self)
    }

    private static func machine(_ surroundings: Surroundings) -> ProbedSensor {
        MachineSensor.probe()
    }

    private static func processTree(_ surroundings: Surroundings) -> ProbedSensor {
        ProcessTreeSensor.probe(ProcessTable(), cgroups: CgroupHome.find())
    }

    private static func nvidia(_ surroundings: Surroundings) -> ProbedSensor {
        NVIDIAProbe.probe(
            NVIDIAProbe.Surroundings(
                options: surroundings.options,
                environment: ProcessInfo.processInfo.environment
            )
        )
    }
}
