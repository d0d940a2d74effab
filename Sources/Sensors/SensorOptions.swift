public import Experiment
public import Units

/// What a user may choose about the sensors.
public struct SensorOptions: Sendable, Hashable {
    /// The kernel's interface that RAPL is read through.
    public enum RAPLInterface: String, Sendable, CaseIterable {
        /// The first that works: powercap, then perf.
        case automatic
        case powercap
        case perf
        /// Not at all.
        case none
    }

    /// How NVIDIA boards are read.
    public enum NVIDIAInterface: String, Sendable, CaseIterable {
        /// NVML, and `nvidia-smi` where there is no NVML.
        case automatic
        case nvml
        case nvidiaSMI = "nvidia-smi"
        /// Not at all.
        case none
    }

    /// The folder that RAPL is read from.
    public var powercapRoot: String
    public var raplInterface: RAPLInterface

    /// Simulate RAPL with this constant power instead of reading it.
    public var simulatedPower: Power?

    /// Simulate RAPL with a power that jumps instead of reading it.
    public var simulatedSquareWave: SquareWave?

    public var nvidiaInterface: NVIDIAInterface

    /// A file to load as NVML; `nil` for the driver's own `libnvidia-ml.so.1`.
    public var nvmlLibrary: String?

    /// The program to run as `nvidia-smi`; `nil` for the one in `PATH`.
    public var nvidiaSMI: String?

    /// Simulate one NVIDIA board with this constant power through a simulated `nvidia-smi`.
    public var simulatedGPUPower: Power?

    /// The program that the simulation runs as `nvidia-smi`, with its leading arguments.
    public var simulatedNVIDIASMI: [String]

    /// The boards that the workload uses, by UUID, by the beginning of it, or by index.
    ///
    /// `nil`: those of `CUDA_VISIBLE_DEVICES`, and all where that is not set. None: `[]`.
    public var gpus: [String]?

    /// What the workloads' environment says of the boards that CUDA shows them.
    public var workloadCUDA: CUDAEnvironment

    /// Names of hardware and software events to count; `nil` for the default ones, `[]` for none.
    public var events: [String]?

    /// A file to load as PAPI; `nil` for the system's.
    public var papiLibrary: String?

    /// A stored trial whose energy and power readings are played again instead of reading any.
    public var replay: Replay?

    /// Whether energy may be estimated where it cannot be read.
    public var allowsEstimates: Bool

    public init(
        powercapRoot: String = "/sys/class/powercap",
        raplInterface: RAPLInterface = .automatic,
        simulatedPower: Power? = nil,
        simulatedSquareWave: SquareWave? = nil,
        nvidiaInterface: NVIDIAInterface = .automatic,
        nvmlLibrary: String? = nil,
        nvidiaSMI: String? = nil,
        simulatedGPUPower: Power? = nil,
        simulatedNVIDIASMI: [String] = ["/proc/self/exe", "simulated-nvidia-smi"],
        gpus: [String]? = nil,
        workloadCUDA: CUDAEnvironment = .inherited,
        events: [String]? = nil,
        papiLibrary: String? = nil,
        replay: Replay? = nil,
        allowsEstimates: Bool = true
    ) {
        self.powercapRoot = powercapRoot
        self.raplInterface = raplInterface
        self.simulatedPower = simulatedPower
        self.simulatedSquareWave = simulatedSquareWave
        self.nvidiaInterface = nvidiaInterface
        self.nvmlLibrary = nvmlLibrary
        self.nvidiaSMI = nvidiaSMI
        self.simulatedGPUPower = simulatedGPUPower
        self.simulatedNVIDIASMI = simulatedNVIDIASMI
        self.gpus = gpus
        self.workloadCUDA = workloadCUDA
        self.events = events
        self.papiLibrary = papiLibrary
        self.replay = replay
        self.allowsEstimates = allowsEstimates
    }

    /// A power that is low for the first half of each period and high for the second.
    public struct SquareWave: Sendable, Hashable {
        public var low: Power
        public var high: Power

        /// Above zero.
        public var period: Duration

        public init(low: Power, high: Power, period: Duration) {
            self.low = low
            self.high = high
            self.period = period
        }
    }

    /// The readings of a stored trial, to be played again.
    public struct Replay: Sendable, Hashable {
        public var trialID: String
        public var channels: [Channel]
        public var readings: [Reading]

        public init(trialID: String, channels: [Channel], readings: [Reading]) {
            self.trialID = trialID
            self.channels = channels
            self.readings = readings
        }
    }
}

extension SensorOptions {
    /// Whether RAPL is asked for in a certain place or through a certain interface.
    var namesRAPL: Bool {
        switch raplInterface {
        case .none: false
        case .automatic: powercapRoot != PowercapDirectory.system
        case .powercap, .perf: true
        }
    }

    /// Whether the workloads use different boards, and nobody said which of them count.
    var namesDifferentBoards: Bool {
        guard gpus == nil, nvidiaInterface != .none, case .differing = workloadCUDA else {
            return false
        }
        return true
    }

    /// Whether certain boards are asked for, or a certain way of reading them.
    var namesNVIDIA: Bool {
        switch nvidiaInterface {
        case .none: false
        case .automatic:
            nvmlLibrary != nil || nvidiaSMI != nil || simulatedGPUPower != nil
                || gpus?.isEmpty == false
        case .nvml, .nvidiaSMI: true
        }
    }
}
