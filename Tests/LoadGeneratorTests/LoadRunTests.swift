import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LoadGenerator

@Suite struct LoadRunTests {
    private let clock = VirtualClock()

    private func settings(
        _ scenario: Scenario,
        seconds: Double = 1,
        queries: Int = 1
    ) -> TestSettings {
        TestSettings(
            mode: .quick,
            scenario: scenario,
            minDuration: Nanoseconds(seconds * 1e9),
            minQueryCount: queries,
            percentile: 0.9,
            sampleCount: 50
        )
    }

    private func run(_ settings: TestSettings, _ system: some SystemUnderTest) throws -> LoadRecord
    {
        var run = try LoadRun(settings, system: system, clock: clock)
        return try run.run()
    }

    @Test func `a stream issues the next query when the last is answered`() throws {
        let system = ScriptedSystem(clock: clock, gap: { _ in 1_000_000 }) { number in
            9_000_000 + Nanoseconds(number % 2)
        }
        let record = try run(settings(.singleStream), system)
        // One each 10 ms: the hundredth and first goes out at one second and is the last.
        #expect(record.queriesIssued == 101)
        #expect(record.finalQueryIssued == 1_000_000_050)
        #expect(record.finalQueryDone == 1_009_000_050)
        #expect(record.activeDuration == 1_009_000_050)
        #expect(record.latencies.first?.latency == 9_000_000)
        #expect(record.sampleCount == 101)
        #expect(record.queryLatencies.isEmpty)
    }

    @Test func `a stream goes on until there are enough queries`() throws {
        let system = ScriptedSystem(clock: clock) { _ in 1_000_000_000 }
        let record = try run(settings(.singleStream, seconds: 2, queries: 7), system)
        #expect(record.queriesIssued == 7)
    }

    @Test func `a multi-stream query has samples side by side and one latency`() throws {
        let system = ScriptedSystem(clock: clock) { _ in 100_000_000 }
        let settings = settings(.multiStream(samplesPerQuery: 8))
        let record = try run(settings, system)
        #expect(record.queriesIssued == 11)
        #expect(record.sampleCount == 88)
        #expect(record.queryLatencies == Array(repeating: 100_000_000, count: 11))
        var sequence = SampleSequence(settings)
        for _ in 0..<200 {
            let samples = Array(sequence.next())
            let first = try #require(sequence.loaded.firstIndex(of: samples[0]))
            #expect(samples == (0..<8).map { sequence.loaded[(first + $0) % 50] })
        }
    }

    /// Coordinated omission would hide what a stall does to the queries that wait behind it.
    @Test func `a server's latency counts from when a query was due, not from when it went out`()
        throws
    {
        let schedule = QuerySchedule(
            seed: Seeds.mlperf.schedule,
            rate: 100,
            duration: 1_000_000_000,
            minQueryCount: 1
        )
        // Each answer takes 1 ms of the thread that issues, the tenth half a second.
        let system = StallingSystem(clock: clock) { $0 == 9 ? 500_000_000 : 1_000_000 }
        let record = try run(settings(.server(targetQPS: 100, latencyBound: 1)), system)
        var free: Nanoseconds = 0
        let wanted = schedule.arrivals.enumerated().map { number, due in
            free = max(free, due) + (number == 9 ? 500_000_000 : 1_000_000)
            return free - due
        }
        let found = record.latencies.flatMap { Array(repeating: $0.latency, count: $0.count) }
        #expect(found == wanted.sorted())
        #expect(found.count { $0 > 100_000_000 } > 20)
        #expect(record.finalQueryScheduled == schedule.arrivals.last)
    }

    @Test func `a server takes answers in any order`() throws {
        let system = ScriptedSystem(clock: clock, isImmediate: false) { number in
            number % 3 == 0 ? 80_000_000 : 2_000_000
        }
        let record = try run(settings(.server(targetQPS: 200, latencyBound: 1)), system)
        #expect(record.sampleCount == record.queriesIssued)
        #expect(Set(record.latencies.map(\.latency)) == [2_000_000, 80_000_000])
        let last = record.queriesIssued - 1
        let latency: Nanoseconds = last % 3 == 0 ? 80_000_000 : 2_000_000
        #expect(record.finalQueryDone == record.finalQueryScheduled + latency)
    }

    @Test func `offline is one query of a tenth more than expected`() throws {
        let system = ScriptedSystem(clock: clock) { _ in 1_500_000_000 }
        let settings = settings(.offline(expectedQPS: 1000))
        let record = try run(settings, system)
        #expect(record.queriesIssued == 1)
        #expect(record.latencies == [LatencyRun(latency: 1_500_000_000, count: 1100)])
        var sequence = SampleSequence(settings)
        let samples = sequence.next()
        #expect(samples.count == 1100)
        // All samples equally often.
        #expect(Dictionary(grouping: samples) { $0 }.values.allSatisfy { $0.count == 22 })
    }

    @Test func `answers may come from several threads, a query in parts`() throws {
        let clock = SteadyClock()
        let settings = TestSettings(
            mode: .quick,
            scenario: .multiStream(samplesPerQuery: 8),
            minDuration: 0,
            minQueryCount: 300,
            percentile: 0.9,
            sampleCount: 50
        )
        var run = try LoadRun(settings, system: ThreadedSystem(), clock: clock)
        let record = try run.run()
        #expect(record.queriesIssued == 300)
        #expect(record.sampleCount == 2400)
        #expect(record.queryLatencies.count == 300)
        #expect(record.activeDuration >= record.finalQueryIssued)
        #expect(record.finalQueryDone >= record.finalQueryIssued)
    }

    @Test func `a system that fails ends the run with its error`() throws {
        #expect(throws: Broken.self) {
            _ = try run(settings(.singleStream), FailingSystem(answersBefore: 3))
        }
        #expect(throws: Broken.self) {
            _ = try run(
                settings(.server(targetQPS: 100, latencyBound: 1)),
                FailingSystem(answersBefore: 3)
            )
        }
    }

    @Test func `a sample that is answered twice is a mistake that is told`() throws {
        #expect(throws: LoadError.answeredTwice(query: 0)) {
            _ = try run(settings(.singleStream), TwiceSystem())
        }
    }

    @Test func `a schedule that no memory holds is refused before anything runs`() {
        #expect {
            _ = try LoadRun(
                settings(.server(targetQPS: 1e9, latencyBound: 1), seconds: 600),
                system: TwiceSystem(),
                clock: clock
            )
        } throws: {
            "\($0)".contains("Lower the target rate")
        }
    }
}

private struct Broken: Error {}

private struct FailingSystem: SystemUnderTest {
    let name = "failing"
    let answersBefore: Int

    func issue(_ query: Query, to completions: Completions) {
        if query.number < answersBefore {
            completions.complete(query)
        } else {
            completions.fail(Broken())
        }
    }

    func finish() {}
}

private struct TwiceSystem: SystemUnderTest {
    let name = "twice"

    func issue(_ query: Query, to completions: Completions) {
        completions.complete(query)
        completions.complete(query)
    }

    func finish() {}
}

/// Answers on the thread that issues, one query after the other.
private struct StallingSystem: SystemUnderTest {
    let name = "stalling"
    let clock: VirtualClock
    let duration: @Sendable (Int) -> Nanoseconds

    func issue(_ query: Query, to completions: Completions) {
        clock.advance(by: duration(query.number))
        completions.complete(query)
    }

    func finish() {}
}

private struct ThreadedSystem: SystemUnderTest {
    let name = "threads"

    func issue(_ query: Query, to completions: Completions) {
        for _ in 0..<4 {
            DispatchQueue.global().async { completions.complete(query, samples: 2) }
        }
    }

    func finish() {}
}
