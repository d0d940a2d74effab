internal import Experiment
internal import Foundation

/// All sensors that there are.
public enum SensorCatalog {
    /// What a sensor may look at when it is searched for.
    struct Surroundings {
        var options: SensorOptions
        var cpu: CPUInfo
    }

    /// A new sensor is added here, and nowhere else.
    private static let probes: [@Sendable (Surroundings) -> ProbedSensor] = [
        rapl,
        processTree,
        nvidia,
    ]

    /// Looks for every sensor on this machine.
    ///
    /// Never throws: what is not there has a state that says why.
    public static func probe(_ options: SensorOptions = SensorOptions()) -> SensorInventory {
        let surroundings = Surroundings(options: options, cpu: CPUInfo.read())
        let probed = probes.map { $0(surroundings) }
        var inventory = SensorInventory(
            states: probed.map(\.state),
            sensors: probed.compactMap(\.sensor)
        )
        if let counters = inventory.states.first(where: { $0.sensor == RAPLSensor.name }) {
            let estimate = EstimateCatalog.probe(
                cpu: surroundings.cpu,
                counters: counters,
                isAllowed: options.allowsEstimates
            )
            inventory.states.append(estimate.state)
            inventory.estimateModel = estimate.model
        }
        return inventory
    }

    private static func rapl(_ surroundings: Surroundings) -> ProbedSensor {
        let tree: any PowercapTree =
            if let power = surroundings.options.simulatedPower {
                SimulatedPowercap(power: power)
            } else {
                PowercapDirectory(surroundings.options.powercapRoot)
            }
        return RAPLSensor.probe(tree, cpu: surroundings.cpu, now: MonotonicInstant.now)
    }

    private static func processTree(_ surroundings: Surroundings) -> ProbedSensor {
        ProcessTreeSensor.probe(ProcessTable())
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
