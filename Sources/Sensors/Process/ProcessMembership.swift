internal import Synchronization

/// Tells whether a process is one of a workload's, from the process up to its ancestors.
final class ProcessMembership: Sendable {
    private let processes: SampledProcesses
    private let table: ProcessTable
    private let known = Mutex<[Int32: Bool]>([:])

    init(_ processes: SampledProcesses, table: ProcessTable = ProcessTable()) {
        self.processes = processes
        self.table = table
    }

    /// Whether a process descends from the workload's root or was left to its reaper.
    ///
    /// The answer is kept: what a process is does not change while it lives.
    func contains(_ pid: Int32) -> Bool {
        if let answer = known.withLock({ $0[pid] }) { return answer }
        let answer = isMember(pid)
        known.withLock { $0[pid] = answer }
        return answer
    }

    private func isMember(_ pid: Int32) -> Bool {
        var current = pid
        // No family is that deep; a loop of parents cannot be, but may be read while it changes.
        for _ in 0..<1000 {
            if current == processes.root { return true }
            guard current > 1, let parent = table.stat(of: current)?.parent else { return false }
            if parent == processes.reaper { return !processes.others.contains(current) }
            current = parent
        }
        return false
    }
}
