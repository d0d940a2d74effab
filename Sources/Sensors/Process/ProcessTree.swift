internal import Glibc

/// The processes of a workload, sampled again and again with the same memory.
///
/// The CPU time is a sum over processes that start and end while it is taken. To count each of
/// them once, the children of a process are listed first, then its own time is read with that of
/// the children it has waited for, then the children's: a child that ended in between is either
/// in the parent's sum already or makes the walk torn. A child that ends without being waited
/// for takes its time with it; and as the kernel gives waited-for time in ticks, the sum may fall
/// by up to two ticks when a child is waited for. The raw sum is handed out as it is.
///
/// A walk over processes that were there in the one before allocates nothing.
final class ProcessTree {
    /// What a walk added up.
    struct Sum {
        var nanoseconds: UInt64 = 0

        /// Whether there was nothing to read.
        var isEmpty = true

        /// Whether a listed process was gone before it was read, so that its time may be missing.
        var isTorn = false
    }

    private let table: ProcessTable
    private let processes: SampledProcesses
    private let buffer = KeptBuffer()
    private var files: [Int32: ProcessFiles] = [:]
    private var members: [Int32] = []
    private var waiting: [Int32] = []
    private var walk = 0

    init(table: ProcessTable, processes: SampledProcesses) {
        self.table = table
        self.processes = processes
        members.reserveCapacity(64)
        waiting.reserveCapacity(64)
    }

    /// Adds up the CPU time of the tree.
    ///
    /// With a reaper also that of the reaper's other children, and of those it has waited for:
    /// an orphan's time, and in the end the root's, then stays in the sum.
    func cpuTime() -> Sum {
        var sum = Sum()
        let search = table.children()
        beginWalk()
        if let reaper = processes.reaper {
            appendChildren(of: reaper, by: search)
            waiting.removeAll { processes.others.contains($0) }
            if let time = table.waitedForNanoseconds(of: reaper) {
                sum.nanoseconds &+= time
                sum.isEmpty = false
            }
        }
        let isRootListed = waiting.contains(processes.root)
        if !isRootListed { waiting.append(processes.root) }
        while let pid = waiting.popLast() {
            guard let process = process(pid) else {
                if pid != processes.root || isRootListed { sum.isTorn = true }
                continue
            }
            guard process.walk != walk else { continue }
            process.walk = walk
            appendChildren(of: pid, by: search)
            guard let time = nanoseconds(of: process) else {
                files[pid] = nil
                if pid != processes.root || isRootListed { sum.isTorn = true }
                continue
            }
            sum.nanoseconds &+= time
            sum.isEmpty = false
            members.append(pid)
        }
        forgetUnseen()
        return sum
    }

    /// Takes the processes of a list to be the tree, in place of a walk.
    ///
    /// - Parameter list: numbers, one in each line, as in a cgroup's `cgroup.procs`.
    func setMembers(_ list: UnsafeRawBufferPointer) {
        beginWalk()
        var scanner = ByteScanner(list)
        repeat {
            guard let number = scanner.number(), let pid = Int32(exactly: number),
                let process = process(pid)
            else { continue }
            process.walk = walk
            members.append(pid)
        } while scanner.skipLine()
        forgetUnseen()
    }

    /// The resident memory of the last walk's processes together, in bytes.
    ///
    /// Pages that processes share are counted in each. Where a single process once held more
    /// than all do now, its peak since its start: short peaks between readings are not lost.
    ///
    /// - Returns: `nil` where none of them is there any more.
    func residentBytes() -> UInt64? {
        var total: UInt64 = 0
        var largest: UInt64 = 0
        var count = 0
        for pid in members {
            guard let process = files[pid], process.status >= 0,
                let bytes = buffer.read(process.status).bytes
            else { continue }
            let memory = ResidentMemory(parsing: bytes)
            total &+= memory.now
            largest = max(largest, memory.peak)
            count += 1
        }
        return count > 0 ? max(total, largest) : nil
    }

    /// The storage traffic of the last walk's processes and those that they have waited for.
    ///
    /// - Returns: `nil` where it cannot be read of any, and so not told of all.
    func storageTraffic() -> StorageTraffic? {
        var sum: StorageTraffic?
        for pid in members {
            guard let process = files[pid], process.io >= 0 else { return nil }
            guard let bytes = buffer.read(process.io).bytes,
                let traffic = StorageTraffic(parsing: bytes)
            else { return nil }
            guard let known = sum else {
                sum = traffic
                continue
            }
            sum?.readBytes = known.readBytes &+ traffic.readBytes
            sum?.writtenBytes = known.writtenBytes &+ traffic.writtenBytes
        }
        return sum
    }

    private func beginWalk() {
        walk &+= 1
        members.removeAll(keepingCapacity: true)
        waiting.removeAll(keepingCapacity: true)
    }

    private func process(_ pid: Int32) -> ProcessFiles? {
        if let known = files[pid] { return known }
        let new = ProcessFiles(pid: pid, root: table.root)
        files[pid] = new
        return new
    }

    private func nanoseconds(of process: ProcessFiles) -> UInt64? {
        guard let bytes = buffer.read(process.stat).bytes,
            let stat = ProcessStat(parsing: bytes)
        else { return nil }
        return table.nanoseconds(of: process.pid, stat)
    }

    private func appendChildren(of pid: Int32, by search: ProcessTable.Children) {
        switch search {
        case .files: process(pid)?.appendChildren(to: &waiting, buffer: buffer)
        case .listed(let children): waiting += children[pid] ?? []
        }
    }

    /// Closes the files of processes that the last walk did not meet.
    private func forgetUnseen() {
        // The reaper's are kept, and it is no member.
        guard files.count > members.count + 1 else { return }
        for (pid, process) in files where process.walk != walk && pid != processes.reaper {
            files[pid] = nil
        }
    }
}
