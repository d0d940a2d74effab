public import Experiment
public import Randomness

extension SampleRun {
    /// A minute that is read each 100 ms, with all that makes single readings matter: a counter that
    /// wraps, one that stood still, reads that failed, phases, memory, CPU time that was lost.
    ///
    /// - Parameters:
    ///   - sequence: its place in the run.
    ///   - hasPower: whether a board's power is sampled, too.
    ///   - random: where the power goes.
    /// - Returns: the trial.
    public static func longTrial(
        sequence: Int = 0,
        hasPower: Bool = false,
        using random: inout SplitMix64
    ) -> Trial {
        var trial = SampleRun.trial(sequence: sequence)
        let steps = 600
        let start = trial.started.nanoseconds
        func instant(_ milliseconds: Int64) -> MonotonicInstant {
            MonotonicInstant(nanoseconds: start + milliseconds * 1_000_000)
        }
        trial.ended = instant(Int64(steps) * 100)
        trial.channels = channels + (hasPower ? [power] : [])
        trial.readings = []
        let stall = Int.random(in: 100...500, using: &random)
        let failure = Int.random(in: 10...590, using: &random)
        var counted: [UInt64] = [range - 5_000_000, 7, 0, 11]
        for step in 0...steps {
            let before = instant(Int64(step) * 100)
            let busy = UInt64.random(in: 0...150_000_000, using: &random)
            counted[0] += UInt64.random(in: 5_000_000...30_000_000, using: &random)
            if !(stall...stall + 3).contains(step) {
                counted[1] += UInt64.random(in: 500_000...700_000, using: &random)
            }
            counted[2] += busy
            // A process went that nobody waited for.
            if step == failure { counted[2] -= min(counted[2], 300_000_000) }
            counted[3] += step % 50 == 0 ? 90 : 0
            let memory = UInt64.random(in: 1 << 20...1 << 30, using: &random)
            let watts = UInt64.random(in: 30_000...90_000, using: &random)
            let values = [
                counted[0] % (range + 1), counted[1], counted[2], counted[3], memory, watts,
            ]
            for index in trial.channels.indices {
                let isLost = index == 0 && step == failure
                trial.readings.append(
                    Reading(
                        channel: index,
                        before: before,
                        after: MonotonicInstant(nanoseconds: before.nanoseconds + 20_000),
                        outcome: isLost ? .failed(errno: 5) : .value(values[index])
                    )
                )
            }
        }
        trial.events = events(at: instant, using: &random)
        return trial
    }

    /// In microjoules; it wraps a few times.
    private static let range: UInt64 = 2_000_000_000

    private static var channels: [Channel] {
        func counter(
            _ name: String,
            _ quantity: Channel.Quantity,
            _ domain: Channel.Domain,
            wrapsAt: UInt64? = nil
        ) -> Channel {
            Channel(
                name: name,
                sensor: "made",
                interface: "made",
                quantity: quantity,
                behaviour: .counter(wrapsAt: wrapsAt),
                domain: domain,
                refreshPeriod: quantity == .energyMicrojoules ? .milliseconds(1) : .zero
            )
        }
        return [
            counter("rapl/package-0", .energyMicrojoules, .package, wrapsAt: range),
            counter("rapl/package-0/dram", .energyMicrojoules, .dram),
            counter("process/cpu-time", .cpuTimeNanoseconds, .processTree),
            counter("counters/page-faults", .eventCount, .processTree),
            Channel(
                name: "process/memory",
                sensor: "made",
                interface: "made",
                quantity: .memoryBytes,
                behaviour: .gauge,
                domain: .processTree
            ),
        ]
    }

    private static var power: Channel {
        Channel(
            name: "nvidia/GPU-0/power",
            sensor: "nvidia",
            interface: "made",
            quantity: .powerMilliwatts,
            behaviour: .gauge,
            domain: .gpu,
            device: "GPU-0",
            refreshPeriod: .milliseconds(100),
            averagingWindow: .milliseconds(100)
        )
    }

    private static func events(
        at instant: (Int64) -> MonotonicInstant,
        using random: inout SplitMix64
    ) -> [WorkloadEvent] {
        var events = [
            WorkloadEvent(kind: .start, key: "run_start", instant: instant(2_050))
        ]
        for epoch in 0..<3 {
            let begin = Int64(4_000 + epoch * 17_000) + .random(in: 0...900, using: &random)
            events += [
                WorkloadEvent(kind: .start, key: "epoch_start", instant: instant(begin)),
                WorkloadEvent(kind: .start, key: "eval_start", instant: instant(begin + 9_037)),
                WorkloadEvent(kind: .stop, key: "eval_stop", instant: instant(begin + 11_001)),
                WorkloadEvent(kind: .stop, key: "epoch_stop", instant: instant(begin + 15_000)),
            ]
        }
        return events + [
            WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(57_777)),
            .statement("samples", "2000", at: instant(58_000)),
            .statement("eval_accuracy", "0.9", at: instant(58_000)),
        ]
    }
}
