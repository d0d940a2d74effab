/// One thing that a sensor reads: a counter or a gauge, with its unit and what it covers.
public struct Channel: Sendable, Hashable, Codable {
    /// What the raw integers of a channel count, and in which unit.
    public enum Quantity: String, Sendable, Codable, CaseIterable {
        /// µJ: powercap's `energy_uj`.
        case energyMicrojoules
        /// mJ: NVML's total energy consumption.
        case energyMillijoules
        /// 2⁻³² J: the counts of perf's `power` events (`arch/x86/events/rapl.c`).
        case energyPerfUnits
        /// nJ: totals that other programs state.
        case energyNanojoules
        case powerMilliwatts
        /// µW: power that other programs recorded.
        case powerMicrowatts
        case cpuTimeNanoseconds
        /// How long something was enabled or running, in ns.
        case timeNanoseconds
        case memoryBytes
        /// Bytes that were read or written.
        case ioBytes
        /// How often something happened: instructions, page faults, context switches.
        case eventCount
        case temperatureMillicelsius
        case frequencyKilohertz
        case percent
        /// Thousandths: load averages.
        case thousandths
        /// Flags, one a bit.
        case bits

        /// What one raw unit of an energy counter is in joules; `nil` for what counts no energy.
        public var joulesPerUnit: Double? {
            switch self {
            case .energyMicrojoules: 1e-6
            case .energyMillijoules: 1e-3
            case .energyPerfUnits: 0x1p-32
            case .energyNanojoules: 1e-9
            default: nil
            }
        }

        /// Whether an energy can be made of it: it counts one, or shows a power.
        public var givesEnergy: Bool { joulesPerUnit != nil || wattsPerUnit != nil }

        /// What one raw unit of a power gauge is in watts; `nil` for what shows no power.
        public var wattsPerUnit: Double? {
            switch self {
            case .powerMilliwatts: 1e-3
            case .powerMicrowatts: 1e-6
            default: nil
            }
        }
    }

    /// How the raw integers behave over time.
    public enum Behaviour: Sendable, Hashable, Codable {
        /// Only goes up, but for a wrap after `wrapsAt` (`nil`: it does not wrap).
        case counter(wrapsAt: UInt64?)
        /// Goes up and down: the value at an instant.
        case gauge
    }

    /// The part of the machine that a channel covers.
    public enum Domain: String, Sendable, Codable, CaseIterable {
        /// A processor package with all that is in it.
        case package
        /// Main memory; not part of the package.
        case dram
        /// The cores of a package; part of it.
        case core
        /// The graphics unit of a client package; part of it.
        case uncore
        /// The platform; contains the packages. Never summed with them.
        case psys
        /// A graphics board that the workload may use; its energy is not in the package's.
        case gpu
        /// A graphics unit whose energy is part of a package's or a module's.
        case integratedGPU
        /// A graphics board that the workload does not use; shown apart.
        case otherGPU
        /// The processes of the workload.
        case processTree
        /// The machine as a whole: its temperatures, frequencies and load.
        case machine

        /// Whether its energy belongs to the total of a trial.
        ///
        /// `core`, `uncore` and an integrated graphics unit are inside the package, `psys`
        /// contains it, and other boards are none of the workload's.
        public var isPartOfTotal: Bool {
            switch self {
            case .package, .dram, .gpu: true
            default: false
            }
        }
    }

    /// A name that is unique on a host: "rapl/package-0".
    public var name: String

    /// The sensor that reads it: "rapl", "process".
    public var sensor: String

    /// The kernel's interface behind the number: "powercap", "procfs".
    public var interface: String

    public var quantity: Quantity
    public var behaviour: Behaviour
    public var domain: Domain

    /// What tells devices of one kind apart: the UUID of a graphics board.
    ///
    /// `nil` where the name of the channel does.
    public var device: String?

    /// Whether the numbers come from a simulation and not from this machine.
    public var isSimulated: Bool

    /// How far behind the truth a reading can be: the counter's refresh period.
    public var refreshPeriod: Duration

    /// The time over which a gauge averages before its reading; zero for counters.
    public var averagingWindow: Duration

    /// The smallest step of the counter, in its own unit.
    public var resolution: UInt64

    /// How far the sensor's own scale may be off, as a share of the value (an expanded uncertainty,
    /// coverage factor 2); `nil` where nobody states it.
    ///
    /// The same in every trial on one machine, so that it cancels in a ratio of trials.
    public var relativeAccuracy: Double?

    public init(
        name: String,
        sensor: String,
        interface: String,
        quantity: Quantity,
        behaviour: Behaviour,
        domain: Domain,
        device: String? = nil,
        isSimulated: Bool = false,
        refreshPeriod: Duration = .zero,
        averagingWindow: Duration = .zero,
        resolution: UInt64 = 1,
        relativeAccuracy: Double? = nil
    ) {
        self.name = name
        self.sensor = sensor
        self.interface = interface
        self.quantity = quantity
        self.behaviour = behaviour
        self.domain = domain
        self.device = device
        self.isSimulated = isSimulated
        self.refreshPeriod = refreshPeriod
        self.averagingWindow = averagingWindow
        self.resolution = resolution
        self.relativeAccuracy = relativeAccuracy
    }
}
