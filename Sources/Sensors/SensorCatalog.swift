internal import Experiment

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
        machine,
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

    private static func machine(_ surroundings: Surroundings) -> ProbedSensor {
        MachineSensor.probe()
    }

    private static func processTree(_ surroundings: Surroundings) -> ProbedSensor {
        ProcessTreeSensor.probe(ProcessTable(), cgroups: CgroupHome.find())
    }
}
