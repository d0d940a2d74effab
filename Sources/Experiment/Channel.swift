/// One thing that a sensor reads: a counter or a gauge, with its unit and what it covers.
public struct Channel: Sendable, Hashable, Codable {
    /// What the raw integers of a channel count.
    public enum Quantity: String, Sendable, Codable, CaseIterable {
        case energyMicrojoules
        case cpuTimeNanoseconds
        case memoryBytes
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
        /// The processes of the workload.
        case processTree
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

    /// Whether the numbers come from a simulation and not from this machine.
    public var isSimulated: Bool

    /// How far behind the truth a reading can be: the counter's refresh period.
    public var refreshPeriod: Duration

    /// The smallest step of the counter, in its own unit.
    public var resolution: UInt64

    public init(
        name: String,
        sensor: String,
        interface: String,
        quantity: Quantity,
        behaviour: Behaviour,
        domain: Domain,
        isSimulated: Bool = false,
        refreshPeriod: Duration = .zero,
        resolution: UInt64 = 1
    ) {
        self.name = name
        self.sensor = sensor
        self.interface = interface
        self.quantity = quantity
        self.behaviour = behaviour
        self.domain = domain
        self.isSimulated = isSimulated
        self.refreshPeriod = refreshPeriod
        self.resolution = resolution
    }
}
