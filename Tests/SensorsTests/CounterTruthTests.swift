import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// Events of real processes against the kernel's own account of them.
@Suite(.enabled(if: SoftwareEvents.areAllowed, "perf_event_open is forbidden here"))
struct CounterTruthTests {
    /// What was counted of a script, from the exec of its shell on, and the kernel's account.
    private func count(_ script: String) throws -> (counts: [String: UInt64], usage: rusage) {
        let child = try ChildProcess("echo ready; read x; exec /bin/sh -c '\(script)'")
        // A spawned child is handed back before the kernel has finished its exec, which would start
        // the counting of events that are opened by then.
        #expect(child.line() == "ready")
        let sensor = try SoftwareEvents.probed.sensor("software-events")
        let open = try sensor.open(for: SampledProcesses(root: child.pid))
        func read() -> [String: UInt64] {
            var values: [String: UInt64] = [:]
            open.read(firstChannel: 0) { reading in
                guard case .value(let value) = reading.outcome else { return }
                values[sensor.channels[reading.channel].name] = value
            }
            return values
        }
        let before = read()
        #expect(
            before
                == Dictionary(
                    uniqueKeysWithValues: SoftwareEvents.names.map { ("counters/\($0)", 0) }
                )
        )
        child.proceed()
        child.finish()
        return (read(), child.usage)
    }

    private func nanoseconds(_ usage: rusage) -> UInt64 {
        [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + UInt64($1.tv_sec) * 1_000_000_000 + UInt64($1.tv_usec) * 1000
        }
    }

    /// What the hypervisor has taken from all CPUs, in nanoseconds; 0 where it does not say.
    private var stolenTime: Double {
        Double(HostStateReader.read().values.stealNanoseconds ?? 0)
    }

    @Test func `three shells below a shell are counted with all they do`() throws {
        let before = stolenTime
        let (counts, usage) = try count("(SPIN) & (SPIN) & (SPIN) & wait; exit 0")
        let stolen = stolenTime - before
        let truth = Double(nanoseconds(usage))
        let clock = Double(try #require(counts["counters/task-clock"]))
        // The account begins before the exec and moves in ticks where the kernel has no better. The
        // clock goes on where a hypervisor takes the processor away; the account may not.
        #expect(clock > 0.9 * truth - 50e6, "\(clock) ns against \(truth) ns")
        #expect(clock < 1.1 * truth + 50e6 + stolen, "\(clock) ns against \(truth) ns")
        let faults = Double(try #require(counts["counters/page-faults"]))
        let known = Double(usage.ru_minflt + usage.ru_majflt)
        // The shell before its exec has some, and the account holds them too.
        #expect(faults > 0 && faults <= known + 50, "\(faults) against \(known)")
        #expect(faults > known / 2 - 300, "\(faults) against \(known)")
    }

    @Test func `sleeps below a shell are context switches`() throws {
        let (counts, usage) = try count(
            "(for i in 1 2 3 4 5 6 7 8; do sleep 0.01; done); exit 0"
        )
        let switches = Double(try #require(counts["counters/context-switches"]))
        let known = Double(usage.ru_nvcsw + usage.ru_nivcsw)
        // Each sleep gives the processor away once; the shell itself waits only once. What
        // processes do while they end is in the account alone, and more the busier the machine.
        #expect(switches >= 8)
        #expect(switches <= known + 10, "\(switches) against \(known)")
    }

    @Test func `counts of a tree whose processes come and go never fall`() throws {
        let child = try ChildProcess(
            "echo ready; read x; "
                + "exec /bin/sh -c 'i=0; while [ $i -lt 300 ]; do (:); i=$((i+1)); done; echo end'"
        )
        #expect(child.line() == "ready")
        let sensor = try SoftwareEvents.probed.sensor("software-events")
        let open = try sensor.open(for: SampledProcesses(root: child.pid))
        child.proceed()
        var last: [Int: UInt64] = [:]
        for _ in 0..<3000 {
            open.read(firstChannel: 0) { reading in
                guard case .value(let value) = reading.outcome else {
                    Issue.record("a reading failed: \(reading)")
                    return
                }
                #expect(value >= last[reading.channel, default: 0])
                last[reading.channel] = value
            }
        }
        #expect(child.line() == "end")
        child.finish()
    }

    @Test func `the known work is what it says`() {
        let work = KnownWork.perform()
        #expect(work == KnownWork.perform())
        #expect(work.operations(.bothPrecisions) == work.singlePrecision + work.doublePrecision)
        // All classes weigh the same: one that is left out is far beyond the tolerance.
        #expect(work.operations(.bothPrecisions).isMultiple(of: 1 << 17))
        #expect(work.operations(.bothPrecisions) / (1 << 17) <= 40)
        #expect(
            work.objection(to: Double(work.singlePrecision) * 1.019, claim: .singlePrecision) == nil
        )
        #expect(
            work.objection(to: Double(work.singlePrecision) * 0.97, claim: .singlePrecision) != nil
        )
    }
}

/// The software events of this machine, where they may be counted with the kernel's work.
private enum SoftwareEvents {
    static let names = ["task-clock", "page-faults", "context-switches"]

    static var probed: [ProbedSensor] {
        var probe = CounterProbe(
            kernel: SystemPerf(),
            cpu: CPUInfo.read(),
            papiPath: nil,
            loadsPAPI: false
        )
        return probe.probe(names)
    }

    static var areAllowed: Bool {
        probed.contains { $0.sensor?.channels.count == names.count }
    }
}
