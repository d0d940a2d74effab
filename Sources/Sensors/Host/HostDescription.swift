public import Experiment
internal import Glibc

/// Reads how this machine describes itself.
public enum HostDescription {
    /// The machine as a host of runs.
    ///
    /// Reads `/proc/cpuinfo`, `/proc/meminfo`, `/proc/sys/kernel/{hostname,osrelease}`,
    /// `/etc/os-release`, `/etc/machine-id`, `uname(2)` and, in a guest, the names that the
    /// hypervisor gives itself. What is missing is "unknown".
    ///
    /// - Parameters:
    ///   - root: stands before every path; empty for this machine.
    ///   - architecture: the kernel's word for it; by default this machine's.
    /// - Returns: the description with its id.
    public static func read(root: String = "", architecture: String? = nil) -> Host {
        let cpu = CPUInfo.read(root: root)
        var host = Host(
            id: "",
            name: line(root, "/proc/sys/kernel/hostname"),
            cpuModel: cpu.name,
            logicalCPUs: cpu.logicalCPUs,
            memoryBytes: memoryBytes(root),
            kernel: line(root, "/proc/sys/kernel/osrelease"),
            operatingSystem: operatingSystem(root),
            architecture: architecture ?? machine(),
            hypervisor: cpu.isGuest ? hypervisor(root) : nil
        )
        host.id = id(of: host, machine: SystemFile.line(at: "\(root)/etc/machine-id"))
        return host
    }

    /// The machine itself, whatever its kernel, system and memory: a UUID from its machine-id, its
    /// name and its processor.
    ///
    /// A series of nights is of one machine; that its kernel changed is said there and is no other
    /// series.
    ///
    /// - Parameter root: stands before every path; empty for this machine.
    /// - Returns: the same in every run.
    public static func machineID(root: String = "") -> String {
        var digest = ContentDigest()
        digest.update("machine")
        digest.update(SystemFile.line(at: "\(root)/etc/machine-id") ?? "")
        digest.update(line(root, "/proc/sys/kernel/hostname"))
        digest.update(CPUInfo.read(root: root).name)
        return digest.uuid()
    }

    /// The same for the same machine and system in every run; another after an upgrade of the
    /// kernel, because that is another machine to compare with.
    ///
    /// The description goes in because copies of a virtual machine share their machine-id. The
    /// memory does so in whole GiB: what the kernel keeps for itself differs from boot to boot.
    private static func id(of host: Host, machine: String?) -> String {
        let gibibyte: Int64 = 1 << 30
        var digest = ContentDigest()
        digest.update(machine ?? "")
        for text in [
            host.name, host.cpuModel, host.cpuCountText,
            String(((host.memoryBytes ?? 0) + gibibyte / 2) / gibibyte), host.kernel,
            host.operatingSystem, host.architecture, host.hypervisor ?? "",
        ] { digest.update(text) }
        return digest.uuid()
    }

    private static func line(_ root: String, _ path: String) -> String {
        SystemFile.line(at: root + path) ?? "unknown"
    }

    /// `MemTotal`, in kB that are KiB (`proc_meminfo(5)`).
    private static func memoryBytes(_ root: String) -> Int64 {
        let text = (try? SystemFile.text(at: "\(root)/proc/meminfo")) ?? ""
        return (kibibytes("MemTotal", in: text) ?? 0) * 1024
    }

    /// `PRETTY_NAME` of `os-release(5)`, without its quotes.
    private static func operatingSystem(_ root: String) -> String {
        let text = (try? SystemFile.text(at: "\(root)/etc/os-release")) ?? ""
        let key = "PRETTY_NAME="
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else {
            return "unknown"
        }
        return String(line.dropFirst(key.count).filter { $0 != "\"" })
    }

    private static func hypervisor(_ root: String) -> String {
        let names = ["/sys/hypervisor/type", "/sys/class/dmi/id/sys_vendor"]
        return names.lazy.compactMap { SystemFile.line(at: root + $0) }.first ?? "unnamed"
    }

    private static func machine() -> String {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        return withUnsafeBytes(of: &names.machine) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

/// The value of a line "Key:   123 kB" of a file of procfs.
func kibibytes(_ key: String, in text: String) -> Int64? {
    // Over bytes: this is read for each process of a workload in each sample.
    var rest = text.utf8[...]
    while !rest.isEmpty {
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[line.endIndex...].dropFirst()
        guard line.starts(with: key.utf8), line.dropFirst(key.utf8.count).first == UInt8(ascii: ":")
        else { continue }
        let words = line.dropFirst(key.utf8.count + 1).split { $0 == 0x20 || $0 == 0x09 }
        return words.first.flatMap { Int64(Substring($0)) }
    }
    return nil
}
