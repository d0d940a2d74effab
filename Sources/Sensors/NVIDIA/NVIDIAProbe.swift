package import Experiment
internal import Units

/// The search for NVIDIA's boards.
package enum NVIDIAProbe {
    package static let name = "nvidia"
    static let covers = "NVIDIA graphics boards: energy, power, memory, clocks"
    static let nvmlInterface = "NVML"
    static let smiInterface = "nvidia-smi"

    /// What the search looks at.
    package struct Surroundings: Sendable {
        package var options: SensorOptions
        package var environment: [String: String]
        package var driver: NVIDIADriver

        /// How long `nvidia-smi` may take to answer.
        package var patience: Duration

        package init(
            options: SensorOptions,
            environment: [String: String],
            driver: NVIDIADriver = NVIDIADriver(),
            patience: Duration = .seconds(15)
        ) {
            self.options = options
            self.environment = environment
            self.driver = driver
            self.patience = patience
        }
    }

    /// Looks for boards through the interface that was chosen.
    ///
    /// Never silently through another one: where NVML is not used, the state says why.
    package static func probe(
        _ surroundings: Surroundings,
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) -> ProbedSensor {
        let options = surroundings.options
        if options.nvidiaInterface == .none {
            return state(of: .absent("not read: turned off"), surroundings)
        }
        do throws(NVIDIAFault) {
            if let power = options.simulatedGPUPower {
                return try simulation(power, surroundings)
            }
            switch options.nvidiaInterface {
            case .none, .nvml: return try nvml(surroundings, now)
            case .nvidiaSMI: return try smi(surroundings)
            case .automatic where options.nvidiaSMI != nil && options.nvmlLibrary == nil:
                return try smi(surroundings)
            case .automatic where options.nvmlLibrary != nil && options.nvidiaSMI == nil:
                return try nvml(surroundings, now)
            case .automatic: return try either(surroundings, now)
            }
        } catch {
            return state(of: error, surroundings)
        }
    }

    /// NVML, and `nvidia-smi` where it is not usable.
    private static func either(
        _ surroundings: Surroundings,
        _ now: @escaping @Sendable () -> MonotonicInstant
    ) throws(NVIDIAFault) -> ProbedSensor {
        let first: NVIDIAFault
        do throws(NVIDIAFault) {
            return try nvml(surroundings, now)
        } catch {
            if error.isFinal { throw error }
            first = error
        }
        do throws(NVIDIAFault) {
            return try smi(surroundings, because: first.reason)
        } catch {
            if first.isNotInstalled, error.isNotInstalled {
                throw .notInstalled("\(first.reason) and \(error.reason)")
            }
            if error.isNotInstalled { throw first }
            if first.isNotInstalled || error.isFinal { throw error }
            throw NVIDIAFault(
                availability: first.availability,
                reason: "\(first.reason); \(error.reason)",
                remedy: first.remedy ?? error.remedy
            )
        }
    }

    private static func nvml(
        _ surroundings: Surroundings,
        _ now: @escaping @Sendable () -> MonotonicInstant
    ) throws(NVIDIAFault) -> ProbedSensor {
        let library = try NVMLLibrary(surroundings.options.nvmlLibrary)
        let (sensor, summary) = try NVMLSensor.find(library, surroundings, now: now)
        let origin = "\(library.path) speaks of boards though no NVIDIA driver is loaded"
        let isSimulated = !surroundings.driver.isThere
        return present(sensor, isSimulated ? "simulated: \(origin): \(summary)" : summary)
    }

    private static func smi(
        _ surroundings: Surroundings,
        because reason: String? = nil
    ) throws(NVIDIAFault) -> ProbedSensor {
        let program = try NVIDIASMIProgram(
            [surroundings.options.nvidiaSMI ?? "nvidia-smi"],
            environment: surroundings.environment,
            patience: surroundings.patience
        )
        return try smi(program, surroundings, because: reason)
    }

    /// Looks through a given program.
    ///
    /// - Throws: `NVIDIAFault`.
    package static func smi(
        _ program: NVIDIASMIProgram,
        _ surroundings: Surroundings,
        because reason: String? = nil
    ) throws(NVIDIAFault) -> ProbedSensor {
        let (sensor, summary) = try NVIDIASMISensor.find(program, surroundings, isSimulated: false)
        let why = reason.map { "not through NVML (\($0)): " } ?? ""
        let origin = "\(program.words[0]) speaks of boards though no NVIDIA driver is loaded: "
        let isSimulated = !surroundings.driver.isThere
        return present(sensor, "\(isSimulated ? "simulated: \(origin)" : "")\(why)\(summary)")
    }

    private static func simulation(
        _ power: Power,
        _ surroundings: Surroundings
    ) throws(NVIDIAFault) -> ProbedSensor {
        let program = try NVIDIASMIProgram(
            surroundings.options.simulatedNVIDIASMI + ["--watts", "\(power.watts)"],
            environment: surroundings.environment,
            patience: surroundings.patience
        )
        let (sensor, summary) = try NVIDIASMISensor.find(program, surroundings, isSimulated: true)
        return present(
            sensor,
            "simulated: a GPU with \(power.watts) W all the time, whatever runs: \(summary)"
        )
    }

    private static func present(_ sensor: some Sensor, _ reason: String) -> ProbedSensor {
        ProbedSensor(
            state: SensorState(
                sensor: name,
                covers: covers,
                availability: .present,
                reason: reason,
                isSimulated: sensor.channels.contains(where: \.isSimulated)
            ),
            sensor: sensor
        )
    }

    private static func state(
        of fault: NVIDIAFault,
        _ surroundings: Surroundings
    ) -> ProbedSensor {
        var state = SensorState(
            sensor: name,
            covers: covers,
            availability: fault.availability,
            reason: fault.reason,
            remedy: fault.remedy
        )
        if fault.isNotInstalled {
            let driver = surroundings.driver
            if driver.isThere {
                let version = driver.version.map { " \($0)" } ?? ""
                state.availability = .refused
                state.reason = "NVIDIA's kernel driver\(version) is loaded, but \(fault.reason)"
                state.remedy =
                    "install the libraries of the driver\(version) (Debian and Ubuntu: "
                    + "libnvidia-compute), or start the container with --gpus all"
            } else {
                state.reason = "no NVIDIA driver: \(fault.reason)"
            }
        }
        return ProbedSensor(state: state, sensor: nil)
    }

    /// The first number of a driver's version.
    static func major(_ version: String?) -> Int? {
        version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) }
    }
}
