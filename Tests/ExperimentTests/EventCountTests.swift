import Experiment
import Randomness
import Testing

@Suite struct EventCountTests {
    private static let second: Int64 = 1_000_000_000

    private func channel(_ name: String, _ quantity: Channel.Quantity = .eventCount) -> Channel {
        Channel(
            name: "counters/\(name)",
            sensor: "counters",
            interface: "perf",
            quantity: quantity,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
    }

    private var turns: [Channel] {
        [
            channel("cycles"), channel("cycles/enabled", .timeNanoseconds),
            channel("cycles/running", .timeNanoseconds),
        ]
    }

    private func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64((seconds * 1e9).rounded()))
    }

    /// A trial with rows of values, and a window between two of their instants.
    private func trial(
        _ channels: [Channel],
        _ rows: [(seconds: Double, values: [UInt64?])],
        window: (Double, Double) = (1, 3)
    ) -> Trial {
        let readings = rows.flatMap { row in
            row.values.enumerated().map { index, value in
                Reading(
                    channel: index,
                    before: instant(row.seconds),
                    after: instant(row.seconds),
                    outcome: value.map(Reading.Outcome.value) ?? .failed(errno: 5)
                )
            }
        }
        return Trial(
            id: "t",
            planned: PlannedTrial(
                sequence: 0,
                comparison: "c",
                variant: "v",
                block: 0,
                position: 0,
                blockSeed: 1
            ),
            command: [],
            startedAtMilliseconds: 0,
            started: instant(0),
            ended: instant(4),
            outcome: .completed,
            channels: channels,
            readings: readings,
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: instant(window.0)),
                WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(window.1)),
            ]
        )
    }

    private func count(_ trial: Trial) throws -> EventCount.Count {
        try #require(trial.eventCounts.first).outcome.get()
    }

    @Test func `the count of the window lies between the readings around its edges`() throws {
        let found = trial(
            [channel("page-faults")],
            [(0, [100]), (2, [300]), (4, [300])]
        )
        let event = try #require(found.eventCounts.first)
        #expect(event.event == "page-faults")
        #expect(event.interface == "perf")
        let count = try event.outcome.get()
        #expect(count.count == 100)
        #expect(!count.isMultiplexed)
    }

    @Test func `a clock is an event, and the times of turns are none`() throws {
        let found = trial(
            [channel("task-clock", .timeNanoseconds)] + turns,
            [(0, [0, 0, 0, 0]), (4, [4_000, 8, 400, 400])]
        )
        #expect(found.eventCounts.map(\.event) == ["task-clock", "cycles"])
        #expect(try count(found).count == 2000)
    }

    @Test func `a count that shared its counter is scaled up and marked`() throws {
        let found = trial(turns, [(0, [0, 0, 0]), (4, [400, 4000, 1000])])
        #expect(try count(found) == EventCount.Count(count: 800, runningShare: 0.25))
        #expect(try count(found).isMultiplexed)
    }

    @Test func `what never had a counter in the window is missing and not 0`() throws {
        let found = trial(
            turns,
            [(0, [0, 0, 0]), (1, [50, 1000, 500]), (3, [50, 3000, 500]), (4, [60, 4000, 600])]
        )
        #expect(throws: Absence("other events held the counters during the whole window")) {
            try count(found)
        }
        // A tree that slept the whole window has had nothing to count.
        let asleep = trial(turns, [(0, [5, 10, 10]), (4, [5, 10, 10])])
        #expect(try count(asleep) == EventCount.Count(count: 0, runningShare: 1))
    }

    @Test func `without readings around the window there is a reason`() throws {
        let events = [channel("page-faults")]
        #expect(throws: Absence.self) { try count(trial(events, [(1.5, [1]), (4, [2])])) }
        #expect(throws: Absence.self) { try count(trial(events, [(0, [nil]), (4, [nil])])) }
        #expect(throws: Absence.self) { try count(trial(events, [(0, [9]), (4, [2])])) }
        var open = trial(events, [(0, [1]), (4, [2])])
        open.events.removeLast()
        #expect(throws: Absence.self) { try count(open) }
        #expect(trial([], []).eventCounts.isEmpty)
    }

    @Test func `a count lies within one interval of the truth, whatever the course`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        for number in 0..<300 {
            let caseSeed = seed &+ UInt64(number)
            var random = SplitMix64(seed: caseSeed)
            // The truth: a rate that changes at each reading, so that it is known at every instant.
            let rates = (0..<40).map { _ in UInt64.random(in: 0...1_000_000_000, using: &random) }
            let step = 0.1
            var sums: [UInt64] = [0]
            for rate in rates { sums.append((sums.last ?? 0) + rate / 10) }
            let share = Double.random(in: 0.1...1, using: &random)
            let rows = sums.indices.map { index -> (seconds: Double, values: [UInt64?]) in
                let time = UInt64(index) * 100_000_000
                let counted = UInt64(Double(sums[index]) * share)
                return (Double(index) * step, [counted, time, UInt64(Double(time) * share)])
            }
            let start = Double.random(in: 0...1.9, using: &random)
            let stop = Double.random(in: 2...3.9, using: &random)
            func truth(_ seconds: Double) -> Double {
                let index = min(Int(seconds / step), rates.count - 1)
                return Double(sums[index])
                    + Double(rates[index]) * (seconds - Double(index) * step)
            }
            let found = try count(trial(turns, rows, window: (start, stop)))
            let expected = truth(stop) - truth(start)
            #expect(
                abs(found.count - expected) <= 1e-6 * expected + 100,
                "seed \(caseSeed): \(found.count) against \(expected)"
            )
            #expect(abs(found.runningShare - share) < 1e-5, "seed \(caseSeed)")
        }
    }
}

@Suite struct SpellingTests {
    @Test func `near words come nearest first and far ones not at all`() {
        let known = ["cycles", "cycle", "instructions", "cs"]
        #expect(Spelling.near("cylces", among: known) == ["cycles", "cycle"])
        #expect(Spelling.near("Instructions", among: known) == ["instructions"])
        #expect(Spelling.near("zzzzzz", among: known).isEmpty)
        #expect(Spelling.near(String(repeating: "c", count: 1000), among: known).isEmpty)
    }
}
