/// One way through the processes of a workload.
///
/// The CPU time is a sum over processes that start and end while it is taken. To count each of
/// them once, the children of a process are listed first, then its own time is read with that of
/// the children it has waited for, then the children's: a child that ended in between is either
/// in the parent's sum already or makes the walk torn. A child that ends without being waited
/// for takes its time with it; and as the kernel gives waited-for time in ticks, the sum may fall
/// by up to two ticks when a child is waited for. The raw sum is handed out as it is.
struct ProcessTreeWalk: Sendable {
    /// What a walk added up.
    struct Sum {
        var nanoseconds: UInt64 = 0
        var members: [Int32] = []

        /// Whether there was nothing to read.
        var isEmpty = true

        /// Whether a listed process was gone before it was read, so that its time may be missing.
        var isTorn = false
    }

    var table: ProcessTable
    var processes: SampledProcesses

    /// Adds up the CPU time of the tree.
    ///
    /// With a reaper also that of the reaper's other children, and of those it has waited for:
    /// an orphan's time, and in the end the root's, then stays in the sum.
    func cpuTime() -> Sum {
        var sum = Sum()
        let children = table.children()
        var waiting: [Int32] = []
        if let reaper = processes.reaper {
            waiting = children(reaper).filter { !processes.others.contains($0) }
            if let time = table.waitedForNanoseconds(of: reaper) {
                sum.nanoseconds += time
                sum.isEmpty = false
            }
        }
        let isRootListed = waiting.contains(processes.root)
        if !isRootListed { waiting.append(processes.root) }
        var seen: Set<Int32> = []
        while let pid = waiting.popLast() {
            guard seen.insert(pid).inserted else { continue }
            let below = children(pid)
            guard let time = table.cpuNanoseconds(of: pid) else {
                if pid != processes.root || isRootListed { sum.isTorn = true }
                continue
            }
            sum.nanoseconds += time
            sum.isEmpty = false
            sum.members.append(pid)
            waiting += below
        }
        return sum
    }

    /// The resident memory of processes together, in bytes.
    ///
    /// Pages that processes share are counted in each. Where a single process once held more
    /// than all do now, its peak since its start: short peaks between readings are not lost.
    ///
    /// - Returns: `nil` where none of them is there any more.
    func residentBytes(of members: [Int32]) -> UInt64? {
        let sizes = members.compactMap(table.residentBytes(of:))
        guard !sizes.isEmpty else { return nil }
        let now = sizes.reduce(0) { $0 + $1.now }
        return sizes.reduce(now) { max($0, $1.peak) }
    }
}
