package import Experiment
internal import Glibc

/// CPU time and memory of the workload's processes, from procfs and their CPU clocks.
package struct ProcessTreeSensor: Sensor {
    package static let name = "process"

    private let table: ProcessTable
    private let now: @Sendable () -> MonotonicInstant

    package init(
        _ table: ProcessTable = ProcessTable(),
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        self.table = table
        self.now = now
    }

    package var channels: [Channel] {
        [
            Channel(
                name: "process/cpu-time",
                sensor: Self.name,
                interface: "procfs",
                quantity: .cpuTimeNanoseconds,
                behaviour: .counter(wrapsAt: nil),
                domain: .processTree,
                // Running threads are accounted at scheduler ticks: 10 ms at the slowest.
                refreshPeriod: .milliseconds(10)
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
        ]
    }

    /// Looks at nothing but the number: a workload that ends at once is no error.
    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        guard processes.root > 0 else { throw .noSuchProcess(processes.root) }
        return OpenProcessTree(
            walk: ProcessTreeWalk(table: table, processes: processes),
            now: now
        )
    }

    static func probe(_ table: ProcessTable) -> ProbedSensor {
        let isPresent = table.stat(of: getpid()) != nil
        return ProbedSensor(
            state: SensorState(
                sensor: name,
                covers: "CPU time and memory of the workload's processes",
                availability: isPresent ? .present : .absent,
                reason: isPresent
                    ? "process/cpu-time, process/memory" : "\(table.root) is no procfs"
            ),
            sensor: isPresent ? ProcessTreeSensor(table) : nil
        )
    }
}

private final class OpenProcessTree: OpenSensor {
    private let walk: ProcessTreeWalk
    private let now: @Sendable () -> MonotonicInstant

    init(walk: ProcessTreeWalk, now: @escaping @Sendable () -> MonotonicInstant) {
        self.walk = walk
        self.now = now
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        let (sum, before, after) = cpuTime()
        take(
            Reading(
                channel: firstChannel,
                before: before,
                after: after,
                outcome: sum.isEmpty ? .failed(errno: ESRCH) : .value(sum.nanoseconds)
            )
        )
        let beforeMemory = now()
        let memory = walk.residentBytes(of: sum.members)
        take(
            Reading(
                channel: firstChannel + 1,
                before: beforeMemory,
                after: now(),
                outcome: memory.map(Reading.Outcome.value) ?? .failed(errno: ESRCH)
            )
        )
    }

    /// The CPU time by a walk that no process slipped through, if three tries give one.
    private func cpuTime() -> (ProcessTreeWalk.Sum, MonotonicInstant, MonotonicInstant) {
        let tries = 3
        for _ in 1..<tries {
            let before = now()
            let sum = walk.cpuTime()
            if !sum.isTorn { return (sum, before, now()) }
        }
        let before = now()
        let sum = walk.cpuTime()
        return (sum, before, now())
    }
}
