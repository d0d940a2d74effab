import ArgumentParser
import Sensors
import Units

/// Which NVIDIA boards are read, and how.
struct NVIDIAOptions: ParsableArguments {
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
    var interface = NVIDIAChoice.automatic

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
    var simulatedWatts: Double?

    mutating func validate() throws {
        if interface == .none, !gpus.isEmpty || nvmlLibrary != nil || nvidiaSMI != nil {
            throw ValidationError(
                "--nvidia none reads no GPU: leave out --gpu, --nvml-library and --nvidia-smi."
            )
        }
        guard let watts = simulatedWatts else { return }
        if !(watts > 0 && watts <= 2000) {
            throw ValidationError("--simulate-gpu-power must be above 0 and at most 2000 W.")
        }
        if interface != .automatic || nvmlLibrary != nil || nvidiaSMI != nil {
            throw ValidationError(
                "--simulate-gpu-power takes the place of the GPUs: leave out --nvidia, "
                    + "--nvml-library and --nvidia-smi."
            )
        }
    }

    func apply(to options: inout SensorOptions) {
        options.nvidiaInterface = interface.interface
        options.nvmlLibrary = nvmlLibrary
        options.nvidiaSMI = nvidiaSMI
        options.simulatedGPUPower = simulatedWatts.map(Power.watts)
        options.gpus = gpus.isEmpty ? nil : gpus
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
