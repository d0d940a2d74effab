/// What `/proc/cpuinfo` says of the processors.
package struct CPUInfo: Sendable, Hashable {
    /// "GenuineIntel", "AuthenticAMD"; `nil` on ARM.
    package var vendor: String?
    package var family: Int?
    package var model: Int?
    package var stepping: Int?

    /// The version of the microcode that is loaded; `nil` on ARM.
    package var microcode: String?

    /// The maker's name for it, or on ARM the numbers of the core's maker and part.
    package var name: String
    package var logicalCPUs: Int

    /// How many packages the logical CPUs are on; 0 where the text does not say.
    package var packages: Int
    package var flags: Set<String>

    /// Whether the kernel runs as the guest of a hypervisor, which x86 shows as a flag.
    package var isGuest: Bool { flags.contains("hypervisor") }

    package var isX86: Bool { vendor != nil }

    /// Reads the text of `/proc/cpuinfo`: one block of `key : value` lines for each logical CPU.
    ///
    /// The first block speaks for all.
    package init(parsing text: String) {
        var first: [String: String] = [:]
        var count = 0
        var packages: Set<String> = []
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = SystemFile.trimmed(line[..<colon])
            if key == "processor" { count += 1 }
            let value = SystemFile.trimmed(line[line.index(after: colon)...])
            if key == "physical id" { packages.insert(value) }
            // ARM has a line "Processor" besides, and lines of the whole machine at the end.
            if count <= 1, first[key] == nil {
                first[key] = value
            }
        }
        vendor = first["vendor_id"]
        family = first["cpu family"].flatMap { Int($0) }
        model = first["model"].flatMap { Int($0) }
        stepping = first["stepping"].flatMap { Int($0) }
        microcode = first["microcode"]
        name = first["model name"] ?? Self.coreName(first)
        logicalCPUs = count
        self.packages = packages.count
        let list = first["flags"] ?? first["Features"] ?? ""
        flags = Set(list.split(separator: " ").map(String.init))
    }

    /// Reads `/proc/cpuinfo` below a root; empty where it cannot be read.
    package static func read(root: String = "") -> CPUInfo {
        CPUInfo(parsing: (try? SystemFile.text(at: "\(root)/proc/cpuinfo")) ?? "")
    }

    private static func coreName(_ fields: [String: String]) -> String {
        guard let implementer = fields["CPU implementer"], let part = fields["CPU part"] else {
            return "unknown"
        }
        return "implementer \(implementer) part \(part)"
    }
}
