internal import Foundation

/// How many processes the kernel has ended because memory ran out.
///
/// The trial's own cgroup counts them in `memory.events` where it has the memory controller
/// (`Documentation/admin-guide/cgroup-v2.rst`); elsewhere `/proc/vmstat` counts those of the whole
/// machine since Linux 4.13. Both call it `oom_kill`.
struct MemoryKills {
    /// `nil` where the kernel does not say.
    private let machine: Int?
    private let vmstat: String

    /// Takes down what there was before a trial.
    init(vmstat: String = "/proc/vmstat") {
        self.vmstat = vmstat
        machine = Self.count(in: vmstat)
    }

    /// What came since.
    ///
    /// - Parameter cgroup: the trial's, which is still there; `nil` where it has none.
    /// - Returns: how many, and whether they are the trial's for certain; `nil` for none.
    func since(cgroup: String?) -> (processes: Int, isOfTrial: Bool)? {
        if let cgroup, let own = Self.count(in: cgroup + "/memory.events") {
            return own > 0 ? (own, true) : nil
        }
        guard let machine, let now = Self.count(in: vmstat), now > machine else { return nil }
        return (now - machine, false)
    }

    private static func count(in path: String) -> Int? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix("oom_kill ") {
            return Int(line.dropFirst("oom_kill ".count))
        }
        return nil
    }
}
