/// The machine that a run was made on, as it described itself at the start.
public struct Host: Sendable, Hashable, Codable {
    /// A UUID made from the machine's identity and this description, the same in every run.
    public var id: String
    public var name: String
    public var cpuModel: String

    /// `nil` where files that were imported do not say it; so is `memoryBytes`.
    public var logicalCPUs: Int?
    public var memoryBytes: Int64?
    public var kernel: String
    public var operatingSystem: String
    public var architecture: String

    /// The hypervisor, where the kernel sees one; `nil` on bare metal as far as can be told.
    public var hypervisor: String?

    public init(
        id: String,
        name: String,
        cpuModel: String,
        logicalCPUs: Int?,
        memoryBytes: Int64?,
        kernel: String,
        operatingSystem: String,
        architecture: String,
        hypervisor: String?
    ) {
        self.id = id
        self.name = name
        self.cpuModel = cpuModel
        self.logicalCPUs = logicalCPUs
        self.memoryBytes = memoryBytes
        self.kernel = kernel
        self.operatingSystem = operatingSystem
        self.architecture = architecture
        self.hypervisor = hypervisor
    }
}

extension Host {
    /// The number of logical CPUs, or "unknown".
    public var cpuCountText: String { logicalCPUs.map(String.init) ?? "unknown" }
}
