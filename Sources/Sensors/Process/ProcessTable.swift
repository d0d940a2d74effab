internal import Glibc

/// The processes of a procfs, by default this machine's.
package struct ProcessTable: Sendable {
    /// How the children of a process are found.
    package enum ChildSearch: Sendable, Hashable {
        /// `/proc/PID/task/TID/children`, where the kernel has `CONFIG_PROC_CHILDREN`.
        case childrenFiles
        /// The parents in all of `/proc/*/stat`.
        case allProcesses
    }

    /// Where children are to be looked up at the time of a walk.
    enum Children {
        case files
        /// All processes by their parents, from the time when they were listed.
        case listed([Int32: [Int32]])
    }

    package let root: String
    private let search: ChildSearch

    /// - Parameters:
    ///   - root: where procfs is.
    ///   - search: how children are found; `nil` to look whether the kernel has the files for it.
    package init(root: String = "/proc", search: ChildSearch? = nil) {
        self.root = root
        let lacksFiles =
            SystemFile.exists("\(root)/self/task")
            && !SystemFile.exists("\(root)/thread-self/children")
        self.search = search ?? (lacksFiles ? .allProcesses : .childrenFiles)
        tick = 1_000_000_000 / UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
    }

    /// Whether the processes run on this kernel, so that their clocks can be read.
    private var isLive: Bool { root == "/proc" }

    /// The nanoseconds of a tick, the unit of the times in `stat`.
    private let tick: UInt64

    /// - Returns: `nil` where the process is gone.
    package func stat(of pid: Int32) -> ProcessStat? {
        guard let text = try? SystemFile.text(at: "\(root)/\(pid)/stat") else { return nil }
        return ProcessStat(parsing: text)
    }

    /// The CPU time of a process and of the children that it has waited for, in nanoseconds.
    ///
    /// - Returns: `nil` where the process is gone.
    package func cpuNanoseconds(of pid: Int32) -> UInt64? {
        stat(of: pid).map { nanoseconds(of: pid, $0) }
    }

    /// The CPU time of a process and of the children that it has waited for, in nanoseconds.
    ///
    /// Its own part is its CPU clock, to the nanosecond and with all threads that it ever had. It
    /// may lag by a scheduler tick for threads that are running (`kernel/time/posix-cpu-timers.c`
    /// brings only the caller's up to date). The children's part comes in ticks.
    func nanoseconds(of pid: Int32, _ stat: ProcessStat) -> UInt64 {
        let own = isLive ? clock(of: pid) : nil
        return (own ?? stat.ownTicks &* tick) &+ stat.waitedForTicks &* tick
    }

    /// The CPU time of the children that a process has waited for, in nanoseconds.
    ///
    /// - Returns: `nil` where the process is gone.
    func waitedForNanoseconds(of pid: Int32) -> UInt64? {
        guard isLive, pid == getpid() else { return stat(of: pid).map { $0.waitedForTicks * tick } }
        // Of its own children the kernel tells a process microseconds instead of ticks.
        var usage = rusage()
        guard getrusage(RUSAGE_CHILDREN.rawValue, &usage) == 0 else { return nil }
        return nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime)
    }

    /// The resident memory of a process.
    ///
    /// - Returns: `nil` where the process is gone.
    package func residentBytes(of pid: Int32) -> ResidentMemory? {
        guard var text = try? SystemFile.text(at: "\(root)/\(pid)/status") else { return nil }
        return text.withUTF8 { ResidentMemory(parsing: UnsafeRawBufferPointer($0)) }
    }

    /// Where the children of a process are found at the time of this call or later.
    func children() -> Children {
        search == .childrenFiles ? .files : .listed(childrenOfAll())
    }

    private func childrenOfAll() -> [Int32: [Int32]] {
        let names = (try? SystemFile.names(in: root)) ?? []
        var children: [Int32: [Int32]] = [:]
        for pid in names.compactMap({ Int32($0) }) {
            if let parent = stat(of: pid)?.parent { children[parent, default: []].append(pid) }
        }
        return children
    }

    /// The CPU clock of a process (`clock_getcpuclockid(3)`): the kernel's `CPUCLOCK_SCHED`, kind
    /// 2, of the process with the inverted number.
    private func clock(of pid: Int32) -> UInt64? {
        var time = timespec()
        guard clock_gettime(clockid_t((~pid << 3) | 2), &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func nanoseconds(_ time: timeval) -> UInt64 {
        UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
    }
}
