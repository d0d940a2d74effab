/// How a machine was set and what state it was in at one moment.
///
/// Taken before the first and after the last trial of a run. `nil` is unknown: this machine does
/// not say it.
public struct HostState: Sendable, Hashable, Codable {
    public var settings: Settings
    public var values: Values

    public init(settings: Settings = Settings(), values: Values = Values()) {
        self.settings = settings
        self.values = values
    }

    /// What somebody has set, and what stays as it is until somebody does.
    public struct Settings: Sendable, Hashable, Codable {
        /// The maker's name for the processor.
        public var cpuModel: String?

        /// Logical CPUs that are online.
        public var logicalCPUs: Int?
        public var kernel: String?
        public var microcode: String?

        /// The cpufreq driver: "intel_pstate", "amd-pstate-epp", "acpi-cpufreq".
        public var frequencyDriver: String?

        /// The cpufreq governors in use over all CPUs, sorted: mostly one.
        public var governors: [String]?

        /// The energy-performance preferences in use over all CPUs, sorted.
        public var energyPreferences: [String]?

        /// Whether the clock may rise above the nominal one.
        public var isTurboOn: Bool?

        /// Whether cores run two threads.
        public var isSMTOn: Bool?

        /// The weaknesses of the processor that the kernel works around, at a cost; sorted.
        public var mitigations: [String]?

        /// Whether the processor offers SGX, which makes RAPL add noise (INTEL-SA-00389).
        public var hasSGX: Bool?
        public var clockSource: String?

        /// `kernel.perf_event_paranoid`.
        public var perfEventParanoid: Int?

        /// Whether the kernel's watchdog takes a hardware counter of each CPU for itself.
        public var isNMIWatchdogOn: Bool?

        /// The chosen word of `transparent_hugepage/enabled`.
        public var transparentHugePages: String?

        /// The version of NVIDIA's kernel driver, where it is loaded.
        public var nvidiaDriver: String?

        /// Whether the kernel runs as the guest of a hypervisor, as x86 shows it.
        public var isGuest: Bool?

        /// What kind of container this is: "docker", "podman"; `nil` where none was recognised.
        public var container: String?

        /// Whether something is mounted over powercap, as container engines do to hide it.
        public var isPowercapMasked: Bool?

        public init() {}
    }

    /// What goes up and down by itself.
    public struct Values: Sendable, Hashable, Codable {
        /// The processor's temperatures in m°C by sensor; `nil` where there is no sensor.
        public var temperatures: [String: UInt64]?

        /// Over all CPUs, in kHz.
        public var lowestFrequency: UInt64?
        public var meanFrequency: UInt64?
        public var highestFrequency: UInt64?

        /// How often cores and packages were slowed down for heat since the machine's start.
        public var coreThrottles: UInt64?
        public var packageThrottles: UInt64?

        /// Load averages over 1, 5 and 15 minutes, in thousandths.
        public var load: [UInt64]?

        /// CPU time since the machine's start, over all CPUs, in ns: spent here, and taken away by
        /// the hypervisor.
        public var busyNanoseconds: UInt64?
        public var stealNanoseconds: UInt64?
        public var memoryAvailableBytes: UInt64?
        public var swapUsedBytes: UInt64?

        public init() {}
    }
}
