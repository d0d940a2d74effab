import Experiment
import Testing

@Suite struct MachineWarningsTests {
    private func channel(_ name: String, _ quantity: Channel.Quantity) -> Channel {
        Channel(
            name: name,
            sensor: String(name.prefix { $0 != "/" }),
            interface: "test",
            quantity: quantity,
            behaviour: .counter(wrapsAt: nil),
            domain: name.hasPrefix("machine") ? .machine : .processTree
        )
    }

    private func instant(_ seconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }

    /// A trial of 20 s with a window of 10 s in the middle; each counter goes up steadily.
    private func trial(_ rates: [(Channel, perSecond: UInt64)]) -> Trial {
        var trial = Trial(
            id: "t",
            planned: PlannedTrial(
                sequence: 0,
                comparison: "c",
                variant: "v",
                block: 0,
                position: 0,
                blockSeed: 0
            ),
            command: [],
            startedAtMilliseconds: 0,
            started: instant(0),
            ended: instant(20),
            outcome: .completed,
            channels: rates.map(\.0),
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: instant(5)),
                WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(15)),
            ]
        )
        for second in Int64(0)...20 {
            for (index, rate) in rates.enumerated() {
                trial.readings.append(
                    Reading(
                        channel: index,
                        before: instant(second),
                        after: instant(second),
                        outcome: .value(rate.perSecond * UInt64(second))
                    )
                )
            }
        }
        return trial
    }

    private func warnings(_ trial: Trial, cpus: Int? = 4) -> [TrialWarning] {
        trial.warningsFromData(samplingInterval: .seconds(1), logicalCPUs: cpus)
    }

    private let second: UInt64 = 1_000_000_000

    @Test func `a rise of a throttle counter is told`() {
        let cores = channel(Channel.coreThrottles, .eventCount)
        let packages = channel(Channel.packageThrottles, .eventCount)
        #expect(warnings(trial([(cores, 0), (packages, 0)])).isEmpty)
        #expect(
            warnings(trial([(cores, 2), (packages, 1)])) == [.throttled(cores: 20, packages: 10)]
        )
    }

    @Test func `a throttle outside the window is not`() {
        var trial = trial([(channel(Channel.coreThrottles, .eventCount), 0)])
        for index in trial.readings.indices where trial.readings[index].instant > instant(16) {
            trial.readings[index].outcome = .value(9)
        }
        #expect(warnings(trial).isEmpty)
    }

    @Test func `stolen time counts from a hundredth of all CPUs on`() {
        let steal = channel(Channel.machineStealTime, .timeNanoseconds)
        #expect(warnings(trial([(steal, second / 26)])).isEmpty)
        #expect(warnings(trial([(steal, second / 5)])) == [.timeStolen(percent: 5)])
        #expect(warnings(trial([(steal, second / 5)]), cpus: nil).isEmpty)
    }

    @Test func `what others keep busy counts from a tenth of one CPU on`() {
        let busy = channel(Channel.machineBusyTime, .timeNanoseconds)
        let own = channel("process/cpu-time", .cpuTimeNanoseconds)
        #expect(warnings(trial([(busy, second), (own, second)])).isEmpty)
        #expect(warnings(trial([(busy, second + second / 11), (own, second)])).isEmpty)
        #expect(
            warnings(trial([(busy, second + second / 2), (own, second)]))
                == [.foreignLoad(percentOfOneCPU: 50)]
        )
        // The two clocks may differ by 2 % on a workload with many threads.
        #expect(warnings(trial([(busy, 65 * second), (own, 64 * second)])).isEmpty)
        #expect(warnings(trial([(busy, second)])).isEmpty, "nothing to compare with")
    }

    @Test func `a machine without these channels gives no warning`() {
        #expect(warnings(trial([(channel("process/cpu-time", .cpuTimeNanoseconds), 1)])).isEmpty)
    }

    @Test(arguments: [
        TrialWarning.throttled(cores: 1, packages: 2), .timeStolen(percent: 3),
        .foreignLoad(percentOfOneCPU: 44),
    ])
    func `a warning says how much and what to do`(warning: TrialWarning) {
        #expect(warning.explanation.contains { $0.isNumber })
        #expect(warning.explanation.split(separator: ". ").count >= 2)
    }
}
