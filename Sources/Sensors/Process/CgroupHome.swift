internal import CSystem
internal import Glibc

/// The cgroup (version 2) that this harness is in, where it may make one for each trial.
///
/// A workload that is put into a cgroup of its own before it executes stays in it whatever it forks
/// and however it leaves its session; what its processes use counts whether somebody waits for them
/// or not (`Documentation/admin-guide/cgroup-v2.rst`).
package struct CgroupHome: Sendable, Hashable {
    /// The folder of the harness's own cgroup.
    package let path: String

    /// Whether a cgroup made here counts memory and storage; CPU time is counted in each.
    package let countsMemory: Bool
    package let countsStorage: Bool

    /// Looks for the harness's cgroup and tries to make one in it.
    ///
    /// What a harness that is gone has left there is taken away first.
    ///
    /// - Parameter root: stands before every path; empty for this machine.
    /// - Returns: `nil` where there is none or none can be made.
    package static func find(root: String = "") -> CgroupHome? {
        guard let path = ownFolder(root: root), access("\(path)/cgroup.procs", W_OK) == 0 else {
            return nil
        }
        for name in (try? SystemFile.names(in: path)) ?? [] where CgroupName(name)?.isLeft ?? false
        {
            CgroupFolder("\(path)/\(name)").remove()
        }
        return tried(path)
    }

    /// Makes a cgroup and moves a process into it, as for a trial.
    ///
    /// Permissions alone do not tell: a controller of the other version, a namespace or a read-only
    /// mount may be in the way.
    private static func tried(_ path: String) -> CgroupHome? {
        var child = joulebench_child()
        var none: [UnsafeMutablePointer<CChar>?] = [nil]
        var environment = none
        // It waits at its gate and is killed there: the program does not matter.
        guard joulebench_spawn("/", &none, &environment, nil, &child) == 0 else { return nil }
        defer {
            kill(child.pid, SIGKILL)
            waitpid(child.pid, nil, 0)
            for file in [
                child.standard_output, child.standard_error, child.gate, child.exec_report,
            ] { close(file) }
        }
        guard let group = try? TrialCgroup(in: path, root: child.pid), group.isComplete else {
            return nil
        }
        return CgroupHome(
            path: path,
            countsMemory: group.memoryPeak != nil,
            countsStorage: group.storage != nil
        )
    }

    /// The folder below the mount of cgroup2 that belongs to the line `0::` of `/proc/self/cgroup`.
    package static func ownFolder(root: String) -> String? {
        guard let groups = try? SystemFile.text(at: "\(root)/proc/self/cgroup"),
            let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }),
            let mounts = try? SystemFile.text(at: "\(root)/proc/self/mountinfo")
        else { return nil }
        let own = line.dropFirst(3)
        for mount in mounts.split(separator: "\n") {
            // proc_pid_mountinfo(5): root and mount point are fields 4 and 5, the type comes after -.
            let fields = mount.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
                fields[dash + 1] == "cgroup2", let below = below(fields[3], own)
            else { continue }
            return root + fields[4] + below
        }
        return nil
    }

    /// What of a path lies below the root of a mount: "/a" for "/x/a" below "/x".
    private static func below(_ mountRoot: Substring, _ path: Substring) -> Substring? {
        guard !path.contains("/..") else { return nil }
        if mountRoot == "/" { return path == "/" ? "" : path }
        guard path.hasPrefix(mountRoot) else { return nil }
        let rest = path.dropFirst(mountRoot.count)
        return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
    }
}

/// The name of a trial's cgroup, which says whose it is.
///
/// "joulebench-NAMESPACE-HARNESS-START-ROOT": a process number means something only in its PID
/// namespace and with the time at which the process started.
package struct CgroupName: Sendable, Hashable {
    private static let prefix = "joulebench"
    var namespace: String
    var harness: Int32
    var start: String
    var root: Int32

    package var text: String {
        "\(Self.prefix)-\(namespace)-\(harness)-\(start)-\(root)"
    }

    /// The name for a trial of this harness.
    package init(root: Int32) {
        namespace = Self.ownNamespace
        harness = getpid()
        start = Self.start(of: getpid()) ?? "0"
        self.root = root
    }

    /// - Returns: `nil` for names of others.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == Self.prefix, let harness = Int32(parts[2]),
            let root = Int32(parts[4])
        else { return nil }
        namespace = String(parts[1])
        self.harness = harness
        start = String(parts[3])
        self.root = root
    }

    /// Whether its harness is gone; not told of one in another namespace.
    package var isLeft: Bool {
        namespace == Self.ownNamespace && Self.start(of: harness) != start
    }

    /// The digits of "pid:[4026531836]".
    private static var ownNamespace: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = readlink("/proc/self/ns/pid", base, buffer.count)
            let bytes = buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
            let text = String(decoding: bytes, as: UTF8.self)
            return text.filter(\.isNumber)
        }
    }

    /// Field 22 of `/proc/PID/stat`: when it started, in ticks since the machine did; `nil` where it
    /// is gone.
    private static func start(of pid: Int32) -> String? {
        guard let text = try? SystemFile.text(at: "/proc/\(pid)/stat"),
            let close = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        // One that was killed may stay a zombie for a while.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }
}
