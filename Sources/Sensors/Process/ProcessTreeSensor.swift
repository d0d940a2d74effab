package import Experiment
internal import Glibc
internal import Synchronization

/// CPU time, memory and storage traffic of the workload's processes.
///
/// From procfs and the processes' CPU clocks; where a cgroup can be made for the trial, from its
/// counters, which lose nothing with processes that nobody waits for.
///
/// Context switches are not among them: `/proc/PID/status` counts those of one thread only and
/// forgets threads that ended. The event `context-switches` of perf counts them rightly.
package struct ProcessTreeSensor: Sensor {
    package static let name = "process"

    private let table: ProcessTable
    private let cgroups: CgroupHome?
    private let mostDescriptors: Int
    private let now: @Sendable () -> MonotonicInstant

    /// - Parameters:
    ///   - table: the processes.
    ///   - cgroups: where a cgroup can be made for each trial; `nil` to walk through processes.
    ///   - mostDescriptors: how many files of processes are kept open at most.
    ///   - now: the clock.
    package init(
        _ table: ProcessTable = ProcessTable(),
        cgroups: CgroupHome? = nil,
        mostDescriptors: Int = 400,
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        self.table = table
        self.cgroups = cgroups
        self.mostDescriptors = mostDescriptors
        self.now = now
    }

    package var channels: [Channel] {
        let storage = cgroups?.countsStorage ?? false ? "cgroup v2" : "procfs"
        var channels = [
            Channel(
                name: "process/cpu-time",
                sensor: Self.name,
                interface: cgroups == nil ? "procfs" : "cgroup v2",
                quantity: .cpuTimeNanoseconds,
                behaviour: .counter(wrapsAt: nil),
                domain: .processTree,
                // Running threads are accounted at scheduler ticks: 10 ms at the slowest.
                refreshPeriod: .milliseconds(10),
                resolution: cgroups == nil ? 1 : 1000
            ),
            Channel(
                name: "process/memory",
                sensor: Self.name,
                interface: "procfs",
                quantity: .memoryBytes,
                behaviour: .gauge,
                domain: .processTree,
                resolution: 1024
            ),
            traffic("process/storage-read", interface: storage),
            traffic("process/storage-written", interface: storage),
        ]
        if cgroups?.countsMemory ?? false {
            channels.append(
                Channel(
                    name: Channel.cgroupMemoryPeak,
                    sensor: Self.name,
                    interface: "cgroup v2",
                    quantity: .memoryBytes,
                    behaviour: .gauge,
                    domain: .processTree,
                    resolution: 4096
                )
            )
        }
        return channels
    }

    private func traffic(_ name: String, interface: String) -> Channel {
        Channel(
            name: name,
            sensor: Self.name,
            interface: interface,
            quantity: .ioBytes,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
    }

    /// Looks at nothing but the number: a workload that ends at once is no error.
    ///
    /// - Throws: `SensorError.noSuchProcess` for an impossible number, `.unwritable` where no cgroup
    ///   can be made any more.
    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        guard processes.root > 0 else { throw .noSuchProcess(processes.root) }
        var cgroup: TrialCgroup?
        // What is in a trial's cgroup is killed when it goes: only what this harness has started is
        // put into one, never the harness that looks at itself or a process of others.
        if let cgroups, table.stat(of: processes.root)?.parent == getpid() {
            cgroup = try TrialCgroup(in: cgroups.path, root: processes.root)
        }
        return OpenProcessTree(
            cgroup: cgroup?.path,
            reader: ProcessTreeReader(
                tree: ProcessTree(
                    table: table,
                    processes: processes,
                    mostDescriptors: mostDescriptors
                ),
                cgroup: cgroup,
                readsStorageOfCgroup: cgroup != nil && cgroups?.countsStorage ?? false,
                readsMemoryPeak: cgroups?.countsMemory ?? false,
                now: now
            )
        )
    }

    static func probe(_ table: ProcessTable, cgroups: CgroupHome?) -> ProbedSensor {
        let isPresent = table.stat(of: getpid()) != nil
        let sensor = ProcessTreeSensor(table, cgroups: cgroups)
        let names = sensor.channels.map(\.name).joined(separator: ", ")
        let way =
            cgroups == nil
            ? "no cgroup can be made for a trial, so CPU time is sampled from processes"
            : "each trial has a cgroup of its own"
        return ProbedSensor(
            state: SensorState(
                sensor: name,
                covers: "CPU time, memory and storage traffic of the workload's processes",
                availability: isPresent ? .present : .absent,
                reason: isPresent ? "\(names); \(way)" : "\(table.root) is no procfs"
            ),
            sensor: isPresent ? sensor : nil
        )
    }
}

private final class OpenProcessTree: OpenSensor {
    let cgroup: String?
    private let reader: Mutex<ProcessTreeReader>

    init(cgroup: String?, reader: sending ProcessTreeReader) {
        self.cgroup = cgroup
        self.reader = Mutex(reader)
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        let sample = reader.withLock { $0.read(firstChannel: firstChannel) }
        take(sample.cpuTime)
        take(sample.memory)
        take(sample.storageRead)
        take(sample.storageWritten)
        if let peak = sample.memoryPeak { take(peak) }
    }
}

/// Takes the readings of a trial's processes, in the order of the sensor's channels.
private final class ProcessTreeReader {
    private let tree: ProcessTree
    private let cgroup: TrialCgroup?
    private let readsStorageOfCgroup: Bool
    private let readsMemoryPeak: Bool
    private let buffer = KeptBuffer()
    private let now: @Sendable () -> MonotonicInstant

    init(
        tree: ProcessTree,
        cgroup: TrialCgroup?,
        readsStorageOfCgroup: Bool,
        readsMemoryPeak: Bool,
        now: @escaping @Sendable () -> MonotonicInstant
    ) {
        self.tree = tree
        self.cgroup = cgroup
        self.readsStorageOfCgroup = readsStorageOfCgroup
        self.readsMemoryPeak = readsMemoryPeak
        self.now = now
    }

    /// One reading of each channel, without a list to put them into.
    struct Sample {
        var cpuTime: Reading
        var memory: Reading
        var storageRead: Reading
        var storageWritten: Reading
        var memoryPeak: Reading?
    }

    func read(firstChannel: Int) -> Sample {
        let cpuTime = cpuTime(channel: firstChannel)
        let beforeMemory = now()
        if let cgroup, let list = cgroup.memberList(buffer) { tree.setMembers(list) }
        let memory = reading(firstChannel + 1, from: beforeMemory, tree.residentBytes())
        let beforeStorage = now()
        let (traffic, errno) = storageTraffic()
        let read = reading(firstChannel + 2, from: beforeStorage, traffic?.readBytes, errno)
        // Of the same read; the laws of sensors want its instants behind the other's.
        let written = reading(firstChannel + 3, from: read.after, traffic?.writtenBytes, errno)
        return Sample(
            cpuTime: cpuTime,
            memory: memory,
            storageRead: read,
            storageWritten: written,
            memoryPeak: readsMemoryPeak ? memoryPeak(channel: firstChannel + 4) : nil
        )
    }

    private func storageTraffic() -> (traffic: StorageTraffic?, errno: Int32) {
        guard readsStorageOfCgroup, let cgroup else { return tree.storageTraffic() }
        return (cgroup.storageTraffic(buffer), EIO)
    }

    private func memoryPeak(channel: Int) -> Reading {
        let before = now()
        return reading(channel, from: before, cgroup?.memoryPeakBytes(buffer))
    }

    private func reading(
        _ channel: Int,
        from before: MonotonicInstant,
        _ value: UInt64?,
        _ errno: Int32 = ESRCH
    ) -> Reading {
        Reading(
            channel: channel,
            before: before,
            after: now(),
            outcome: value.map(Reading.Outcome.value) ?? .failed(errno: errno)
        )
    }

    /// The CPU time by the cgroup, or else by a walk that no process slipped through, if three
    /// tries give one.
    private func cpuTime(channel: Int) -> Reading {
        if let cgroup {
            let before = now()
            return reading(channel, from: before, cgroup.cpuNanoseconds(buffer))
        }
        let tries = 3
        for _ in 1..<tries {
            let before = now()
            let sum = tree.cpuTime()
            if !sum.isTorn {
                return reading(channel, from: before, sum.isEmpty ? nil : sum.nanoseconds)
            }
        }
        let before = now()
        let sum = tree.cpuTime()
        return reading(channel, from: before, sum.isEmpty ? nil : sum.nanoseconds)
    }
}
