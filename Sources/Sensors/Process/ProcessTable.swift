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

    package let root: String

    /// How children are found; `nil` to look whether the kernel has the files for it.
    let search: ChildSearch?

    package init(root: String = "/proc", search: ChildSearch? = nil) {
        self.root = root
        self.search = search
    }

    /// Whether the processes run on this kernel, so that their clocks can be read.
    private var isLive: Bool { root == "/proc" }

    /// The nanoseconds of a tick, the unit of the times in `stat`.
    private var tick: UInt64 { 1_000_000_000 / UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1)) }

    /// - Returns: `nil` where the process is gone.
    package func stat(of pid: Int32) -> ProcessStat? {
        guard let text = try? SystemFile.text(at: "\(root)/\(pid)/stat") else { return nil }
        return ProcessStat(parsing: text)
    }

    /// The CPU time of a process and of the children that it has waited for, in nanoseconds.
    ///
    /// Its own part is its CPU clock, to the nanosecond and with all threads that it ever had. It
    /// may lag by a scheduler tick for threads that are running (`kernel/time/posix-cpu-timers.c`
    /// brings only the caller's up to date). The children's part comes in ticks.
    ///
    /// - Returns: `nil` where the process is gone.
    package func cpuNanoseconds(of pid: Int32) -> UInt64? {
        let own = isLive ? clock(of: pid) : nil
        guard let stat = stat(of: pid) else { return nil }
        return (own ?? stat.ownTicks * tick) + stat.waitedForTicks * tick
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

    /// The resident memory of a process, now and at most since its program was started.
    ///
    /// Reads `VmRSS` and `VmHWM` of `/proc/PID/status`. A process that has ended but was not
    /// waited for has none.
    ///
    /// - Returns: `nil` where the process is gone.
    package func residentBytes(of pid: Int32) -> (now: UInt64, peak: UInt64)? {
        guard let text = try? SystemFile.text(at: "\(root)/\(pid)/status") else { return nil }
        func bytes(_ key: String) -> UInt64 { UInt64(max(kibibytes(key, in: text) ?? 0, 0)) * 1024 }
        return (bytes("VmRSS"), bytes("VmHWM"))
    }

    /// A function that gives the children of a process at the time of this call or later.
    func children() -> (Int32) -> [Int32] {
        switch search ?? availableSearch() {
        case .childrenFiles:
            return children(fromFilesOf:)
        case .allProcesses:
            let children = childrenOfAll()
            return { children[$0] ?? [] }
        }
    }

    private func availableSearch() -> ChildSearch {
        access("\(root)/self/task", F_OK) == 0 && access("\(root)/thread-self/children", F_OK) != 0
            ? .allProcesses : .childrenFiles
    }

    /// The children of each thread.
    ///
    /// The kernel may leave one out while its siblings end
    /// (`proc_pid_children(5)`); the next reading has it again.
    private func children(fromFilesOf pid: Int32) -> [Int32] {
        let tasks = (try? SystemFile.names(in: "\(root)/\(pid)/task")) ?? []
        return tasks.flatMap { task -> [Int32] in
            let path = "\(root)/\(pid)/task/\(task)/children"
            let text = (try? SystemFile.text(at: path)) ?? ""
            return text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        }
    }

    private func childrenOfAll() -> [Int32: [Int32]] {
        let names = (try? SystemFile.names(in: root)) ?? []
        let stats = names.compactMap { Int32($0) }.compactMap(stat(of:))
        return Dictionary(grouping: stats, by: \.parent).mapValues { $0.map(\.pid) }
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
