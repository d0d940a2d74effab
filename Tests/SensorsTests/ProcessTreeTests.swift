import Experiment
import Foundation
import Sensors
import TestSupport
import Testing

/// Real processes; bounds are on CPU time, which a slow or busy machine does not stretch much.
@Suite struct ProcessTreeTests {
    /// What two accounts of one CPU time may differ by: ticks, the exit itself, and a tenth.
    private func tolerance(_ nanoseconds: UInt64) -> UInt64 { 100_000_000 + nanoseconds / 10 }

    private func cpuTime(
        _ root: Int32,
        reaper: Int32? = nil,
        search: ProcessTable.ChildSearch? = nil
    ) throws -> Reading.Outcome? {
        try ProcessTreeSensor(ProcessTable(search: search))
            .readOnce(SampledProcesses(root: root, reaper: reaper))["process/cpu-time"]
    }

    private func nanoseconds(_ outcome: Reading.Outcome?) throws -> UInt64 {
        guard case .value(let value)? = outcome else {
            Issue.record("no value but \(String(describing: outcome))")
            return 0
        }
        return value
    }

    private func expect(_ value: UInt64, near truth: UInt64) {
        let difference = value > truth ? value - truth : truth - value
        #expect(difference <= tolerance(truth), "\(value) ns against \(truth) ns")
    }

    @Test func `the time of live children is in the tree`() throws {
        try expectTimeOfChildren(search: .allProcesses)
    }

    private static let childrenFile = "/proc/thread-self/children"

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: childrenFile),
            "the kernel has no files of children"
        )
    )
    func `the time of live children is found by the files of children`() throws {
        try expectTimeOfChildren(search: .childrenFiles)
    }

    private func expectTimeOfChildren(search: ProcessTable.ChildSearch) throws {
        let child = try ChildProcess(
            "exec 3<&0; (SPIN; echo a; read x <&3) & (SPIN; echo b; read x <&3) & wait; exit 0"
        )
        _ = child.line()
        _ = child.line()
        let value = try nanoseconds(try cpuTime(child.pid, search: search))
        let own = try nanoseconds(
            ProcessTable().cpuNanoseconds(of: child.pid).map(Reading.Outcome.value)
        )
        let truth = child.finish()
        expect(value, near: truth)
        #expect(own < value / 2 + tolerance(0), "the shell itself only waits")
    }

    @Test func `the time of children that were waited for stays in the tree`() throws {
        let child = try ChildProcess("(SPIN); (SPIN); (SPIN); echo done; read x")
        #expect(child.line() == "done")
        let value = try nanoseconds(try cpuTime(child.pid))
        child.proceed()
        expect(value, near: child.finish())
    }

    @Test func `a process that ended keeps its time until it is waited for`() throws {
        let child = try ChildProcess("SPIN; (SPIN); exit 0")
        child.waitUntilEnded()
        let value = try nanoseconds(try cpuTime(child.pid))
        expect(value, near: child.finish())
        #expect(try cpuTime(child.pid) == .failed(errno: ESRCH))
    }

    @Test func `other children of the reaper count when asked for`() throws {
        // The shell stands for the harness: its first child is the root, the second an orphan.
        let reaper = try ChildProcess(
            """
            exec 3<&0; (echo $(exec sh -c 'echo $PPID'); read x <&3) &
            (SPIN; echo spun; read x <&3) & (SPIN) & wait $!; echo waited; wait
            """
        )
        var root: Int32?
        for _ in 0..<3 {
            let line = reaper.line()
            if let pid = Int32(line) { root = pid }
        }
        let pid = try #require(root)
        let alone = try nanoseconds(try cpuTime(pid))
        let all = try nanoseconds(try cpuTime(pid, reaper: reaper.pid))
        let truth = reaper.finish()
        expect(all, near: truth)
        #expect(alone <= all)
        #expect(alone < tolerance(0))
    }

    @Test func `the harness's own waited-for children keep the time of a finished root`() throws {
        let child = try ChildProcess("SPIN; echo done; read x")
        _ = child.line()
        let processes = SampledProcesses(root: child.pid, reaper: getpid())
        let open = try ProcessTreeSensor().open(for: processes)
        func read() throws -> UInt64 {
            var outcomes: [Reading.Outcome] = []
            open.read(firstChannel: 0) { outcomes.append($0.outcome) }
            return try nanoseconds(outcomes.first)
        }
        let before = try read()
        let truth = child.finish()
        // Other tests start and end children at the same time; only theirs can add to it.
        #expect(try read() + tolerance(0) >= before)
        #expect(before + tolerance(truth) >= truth)
    }

    @Test func `threads count, also those that have ended`() throws {
        let table = ProcessTable()
        let before = try #require(table.cpuNanoseconds(of: getpid()))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in spinThread() }, nil)
        try #require(code == 0)
        pthread_join(thread, nil)
        let after = try #require(table.cpuNanoseconds(of: getpid()))
        // What other tests are waiting for can only add, but for two ticks of rounding.
        #expect(after + 20_000_000 >= before + 50_000_000)
    }

    @Test func `memory is the sum of what is resident, and at least the largest peak`() throws {
        let child = try ChildProcess(
            "exec 3<&0; (echo a; read x <&3) & (echo b; read x <&3) & wait; exit 0"
        )
        _ = child.line()
        _ = child.line()
        let table = ProcessTable()
        let alone = try #require(table.residentBytes(of: child.pid))
        let memory = try ProcessTreeSensor().readOnce(SampledProcesses(root: child.pid))
        guard case .value(let bytes)? = memory["process/memory"] else {
            Issue.record("no memory")
            return
        }
        #expect(bytes > alone.now, "the children are in it")
        #expect(bytes >= alone.peak)
        #expect(alone.peak >= alone.now)
        #expect(bytes < 1 << 30)
    }

    @Test func `it keeps the laws of sensors`() {
        let processes = SampledProcesses(root: getpid())
        #expect(SensorContract.breaches(of: ProcessTreeSensor(), for: processes) == [])
    }

    @Test func `a process that does not exist gives failed readings`() throws {
        // Above the largest number that Linux gives (2²²).
        let outcomes = try ProcessTreeSensor().readOnce(SampledProcesses(root: 1 << 23))
        #expect(outcomes["process/cpu-time"] == .failed(errno: ESRCH))
        #expect(outcomes["process/memory"] == .failed(errno: ESRCH))
        #expect(throws: SensorError.noSuchProcess(0)) {
            try ProcessTreeSensor().open(for: SampledProcesses(root: 0))
        }
    }
}

/// Uses 50 ms of CPU time of its thread.
private func spinThread() -> UnsafeMutableRawPointer? {
    var now = timespec()
    while now.tv_sec == 0, now.tv_nsec < 50_000_000 {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    }
    return nil
}
