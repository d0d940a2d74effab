internal import Experiment
internal import Units

extension SensorCatalog {
    /// Looks for RAPL where the options say, or simulates it.
    static func rapl(_ surroundings: Surroundings) -> ProbedSensor {
        let options = surroundings.options
        var tree: any PowercapTree = PowercapDirectory(options.powercapRoot)
        var pmu: any PowerPMU = PowerPMUDirectory()
        if let simulated = simulatedPower(options) {
            tree = simulated
            pmu = SimulatedPowerPMU(simulated)
        }
        return rapl(tree, pmu, surroundings)
    }

    private static func simulatedPower(_ options: SensorOptions) -> SimulatedPowercap? {
        if let power = options.simulatedPower { return SimulatedPowercap(power: power) }
        guard let wave = options.simulatedSquareWave else { return nil }
        return SimulatedPowercap(
            curve: .squareWave(low: wave.low, high: wave.high, period: wave.period),
            simulation: "simulated: \(wave.low.watts) W and \(wave.high.watts) W by turns, "
                + "\((wave.period.inSeconds * 1e6).rounded() / 1e6) s together, whatever runs"
        )
    }

    private static func rapl(
        _ tree: some PowercapTree,
        _ pmu: some PowerPMU,
        _ surroundings: Surroundings
    ) -> ProbedSensor {
        let cpu = surroundings.cpu
        let now = MonotonicInstant.now
        // Who names another folder means that folder, and not this machine's PMU.
        let isMoved = surroundings.options.powercapRoot != PowercapDirectory.system
        return switch surroundings.options.raplInterface {
        case .automatic where !isMoved:
            RAPLSensor.probe(tree, otherwise: pmu, cpu: cpu, now: now)
        case .automatic, .powercap: RAPLSensor.probe(tree, cpu: cpu, now: now)
        case .none:
            ProbedSensor(
                state: SensorState(
                    sensor: RAPLSensor.name,
                    covers: RAPLSensor.covers,
                    availability: .absent,
                    reason: "not read: turned off"
                )
            )
        case .perf: RAPLSensor.probe(pmu, cpu: cpu, now: now)
        }
    }
}
