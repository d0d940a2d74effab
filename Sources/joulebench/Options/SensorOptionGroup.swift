import ArgumentParser
import Experiment
import Sensors
import Units

/// Where the sensors read.
struct SensorOptionGroup: ParsableArguments {
    @Option(
        name: .customLong("powercap-root"),
        help: ArgumentHelp(
            "Read RAPL from this folder. A folder that is not a sysfs is marked as simulated.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var powercapRoot = "/sys/class/powercap"

    @Option(
        name: .customLong("simulate-power"),
        help: ArgumentHelp(
            "Simulate RAPL counters with this constant power instead of reading them. "
                + "Everything that comes of it is marked as simulated.",
            valueName: "watts"
        )
    )
    var simulatedWatts: Double?

    @Option(
        name: .customLong("gpu"),
        help: ArgumentHelp(
            "An NVIDIA GPU that the workload uses, by UUID, the beginning of one, or the index of "
                + "nvidia-smi; may be given several times. (default: the suite's, else those of "
                + "CUDA_VISIBLE_DEVICES, else all)",
            valueName: "gpu"
        )
    )
    var gpus: [String] = []

    @Option(
        name: .customLong("nvidia"),
        help: "How NVIDIA GPUs are read; auto takes nvidia-smi where NVML is missing."
    )
    var nvidia = NVIDIAChoice.automatic

    @Option(
        name: .customLong("nvml-library"),
        help: ArgumentHelp("Load this file as NVIDIA's NVML.", valueName: "file"),
        completion: .file()
    )
    var nvmlLibrary: String?

    @Option(
        name: .customLong("nvidia-smi"),
        help: ArgumentHelp("Run this program as nvidia-smi.", valueName: "program"),
        completion: .file()
    )
    var nvidiaSMI: String?

    @Option(
        name: .customLong("simulate-gpu-power"),
        help: ArgumentHelp(
            "Simulate one GPU with this constant power through a simulated nvidia-smi. "
                + "Everything that comes of it is marked as simulated.",
            valueName: "watts"
        )
    )
    var simulatedGPUWatts: Double?

    @Flag(
        name: .customLong("no-estimates"),
        help: "Leave energy out where no counter can be read, instead of estimating it."
    )
    var noEstimates = false

    mutating func validate() throws {
        if let watts = simulatedWatts, !(watts > 0 && watts <= 2000) {
            throw ValidationError("--simulate-power must be above 0 and at most 2000 W.")
        }
        if let watts = simulatedGPUWatts, !(watts > 0 && watts <= 2000) {
            throw ValidationError("--simulate-gpu-power must be above 0 and at most 2000 W.")
        }
        if simulatedGPUWatts != nil, nvidia != .automatic || nvmlLibrary != nil || nvidiaSMI != nil
        {
            throw ValidationError(
                "--simulate-gpu-power takes the place of the GPUs: leave out --nvidia, "
                    + "--nvml-library and --nvidia-smi."
            )
        }
    }

    var options: SensorOptions {
        SensorOptions(
            powercapRoot: powercapRoot,
            simulatedPower: simulatedWatts.map(Power.watts),
            nvidiaInterface: nvidia.interface,
            nvmlLibrary: nvmlLibrary,
            nvidiaSMI: nvidiaSMI,
            simulatedGPUPower: simulatedGPUWatts.map(Power.watts),
            gpus: gpus.isEmpty ? nil : gpus,
            allowsEstimates: !noEstimates
        )
    }

    /// The options with what the suite says where the command line says nothing.
    func options(for suite: BenchmarkSuite) -> SensorOptions {
        var options = options
        if options.gpus == nil { options.gpus = suite.gpus }
        return options
    }
}

/// The words of `--nvidia`.
enum NVIDIAChoice: String, ExpressibleByArgument, CaseIterable {
    case automatic = "auto"
    case nvml
    case nvidiaSMI = "nvidia-smi"
    case none

    var interface: SensorOptions.NVIDIAInterface {
        switch self {
        case .automatic: .automatic
        case .nvml: .nvml
        case .nvidiaSMI: .nvidiaSMI
        case .none: .none
        }
    }
}
