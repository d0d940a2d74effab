import EventLog
import Foundation
import Randomness
import TestSupport
import Testing

@testable import LoadGenerator

@Suite struct ScenarioResultTests {
    private func settings(
        _ scenario: Scenario,
        minDuration: Nanoseconds = 1_000_000_000,
        minQueries: Int = 1,
        percentile: Double = 0.9
    ) -> TestSettings {
        TestSettings(
            mode: .quick,
            scenario: scenario,
            minDuration: minDuration,
            minQueryCount: minQueries,
            percentile: percentile,
            sampleCount: 50
        )
    }

    /// A record of latencies 1, 2, … n µs over two seconds.
    private func record(_ count: Int) -> LoadRecord {
        let latencies = (1...count).map { LatencyRun(latency: Nanoseconds($0) * 1000, count: 1) }
        return LoadRecord(
            latencies: latencies,
            queryLatencies: [],
            queriesIssued: count,
            finalQueryScheduled: 2_000_000_000,
            finalQueryIssued: 2_000_000_000,
            finalQueryDone: 2_001_000_000,
            activeDuration: 2_001_000_000
        )
    }

    @Test func `percentiles are taken without interpolation`() throws {
        let result = try #require(ScenarioResult(settings(.singleStream), record(1000)))
        let latencies = result.latencies
        #expect(latencies.percentile(0.50) == 501_000)
        #expect(latencies.percentile(0.90) == 901_000)
        #expect(latencies.percentile(0.999) == 1_000_000)
        #expect((latencies.min, latencies.max, latencies.mean) == (1000, 1_000_000, 500_500))
        // The smallest t is 1 discarded of 64: sorted[n − t] with the largest t that n allows.
        let most = try #require(EarlyStopping.mostOverLatency(queries: 1000, percentile: 0.9))
        guard case .estimated(let estimate, 64, .estimated(let further)?) = result.earlyStopping
        else {
            Issue.record("\(result.earlyStopping)")
            return
        }
        #expect(estimate.latency == Nanoseconds(1000 - most + 1) * 1000)
        #expect(estimate.discarded == most - 1)
        #expect(further.percentile == 0.99)
        #expect(result.isValid)
    }

    @Test func `a run that is too short or has too few queries is INVALID, with the reasons`()
        throws
    {
        let result = try #require(
            ScenarioResult(
                settings(.singleStream, minDuration: 3_000_000_000, minQueries: 100),
                record(63)
            )
        )
        #expect(!result.isValid)
        #expect(result.earlyStopping == .tooFew(queries: 63, needed: 64))
        #expect(
            result.invalidReasons == [
                "The run is shorter than its minimum duration.",
                "Fewer queries or samples were answered than the minimum.",
                "Early stopping needs at least 64 queries and 63 were processed.",
            ]
        )
    }

    @Test func `a server must keep its bound, and show it with enough queries`() throws {
        let server = { (bound: Nanoseconds) in
            self.settings(.server(targetQPS: 500, latencyBound: bound), percentile: 0.99)
        }
        let good = try #require(ScenarioResult(server(1_000_000), record(1000)))
        #expect(good.isValid && good.areConstraintsMet == true && good.overLatencyCount == 0)
        let slow = try #require(ScenarioResult(server(900_000), record(1000)))
        #expect(slow.areConstraintsMet == false && slow.overLatencyCount == 100)
        #expect(slow.invalidReasons.first?.contains("lower the target QPS") == true)
        // Five of 1000 are within one per cent, but 1307 are needed to show that.
        let unsure = try #require(ScenarioResult(server(995_000), record(1000)))
        #expect(unsure.areConstraintsMet == true && !unsure.isValid)
        #expect(unsure.earlyStopping == .missing(queries: 1000, more: 307))
        #expect(abs(good.scheduledSamplesPerSecond - 499.5) < 1e-9)
        #expect(abs(good.completedSamplesPerSecond - 999 / 2.001) < 1e-9)
    }

    @Test func `offline is judged by its one query`() throws {
        var one = record(1)
        one.latencies = [
            LatencyRun(latency: 500_000_000, count: 600),
            LatencyRun(latency: 1_200_000_000, count: 600),
        ]
        let settings = settings(.offline(expectedQPS: 1000))
        let result = try #require(ScenarioResult(settings, one))
        #expect(result.isValid)
        #expect(result.samplesPerSecond == 1000)
        one.latencies[1] = LatencyRun(latency: 900_000_000, count: 600)
        let short = try #require(ScenarioResult(settings, one))
        #expect(!short.isMinDurationMet)
        #expect(short.invalidReasons[0].contains("raise the expected QPS"))
    }

    @Test func `nothing answered gives no result`() {
        var empty = record(1)
        empty.latencies = []
        #expect(ScenarioResult(settings(.singleStream), empty) == nil)
    }

    @Test func `the mean of a long offline run does not overflow`() throws {
        let runs = [LatencyRun(latency: 600_000_000_000, count: 200_000_000)]
        let latencies = try #require(LatencyStatistics(runs))
        #expect(latencies.mean == 600_000_000_000)
        #expect(LatencyHistogram(runs).classes.map(\.count) == [200_000_000])
    }

    @Test func `a histogram holds every latency in a class of about one per cent`() throws {
        var generator = SplitMix64(seed: 5)
        let latencies = (0..<5000).map { _ in
            Nanoseconds(exp(Double.random(in: 5...23, using: &generator)))
        }.sorted()
        let classes = LatencyHistogram(latencies.map { LatencyRun(latency: $0, count: 1) }).classes
        #expect(classes.reduce(0) { $0 + $1.count } == 5000)
        var rest = latencies[...]
        for one in classes {
            let held = rest.prefix(one.count)
            #expect(held.allSatisfy { $0 <= one.upperBound })
            #expect(try #require(held.first) >= one.upperBound - one.upperBound / 100 - 1)
            rest = rest.dropFirst(one.count)
        }
    }

    @Test func `a quick run says what it lacks, and MLPerf's limits lack nothing`() {
        let scenarios: [Scenario] = [
            .singleStream, .multiStream(samplesPerQuery: 8),
            .server(targetQPS: 10, latencyBound: 15_000_000), .offline(expectedQPS: 100),
        ]
        for scenario in scenarios {
            #expect(TestSettings.mlperf(scenario, sampleCount: 10_000).shortfalls.isEmpty)
            let quick = TestSettings.quick(scenario, minDuration: 2_000_000_000, sampleCount: 9)
            #expect(quick.shortfalls.contains { $0.contains("2000 ms instead of 600000 ms") })
            #expect(quick.percentile == TestSettings.mlperf(scenario, sampleCount: 9).percentile)
        }
        let offline = TestSettings.mlperf(.offline(expectedQPS: 1), sampleCount: 100_000)
        #expect(offline.samplesPerQuery == 24_576)
        #expect(TestSettings.mlperf(scenarios[1], sampleCount: 9).minQueryCount == 662)
    }

    @Test func `events carry LoadGen's keys, the mode and the histogram`() throws {
        let result = try #require(ScenarioResult(settings(.singleStream), record(1000)))
        let events = Dictionary(result.events) { $1 }
        #expect(events["scenario_mode"] == "quick")
        #expect(events["effective_scenario"] == "SingleStream")
        #expect(events["result_validity"] == "VALID")
        #expect(events["early_stopping_met"] == true)
        #expect(events["result_90.00_percentile_latency_ns"] == 901_000)
        #expect(events["result_mean_latency_ns"] == 500_500)
        #expect(events["queries"] == 1000)
        #expect(events["samples"] == 1000)
        #expect(events["result_invalid_reason"] == nil)
        guard case .array(let classes)? = events["latency_histogram"] else {
            Issue.record("no histogram")
            return
        }
        let counts = classes.compactMap { one -> Int64? in
            guard case .array(let pair) = one, pair.count == 2 else { return nil }
            return pair[1].asInteger
        }
        #expect(counts.reduce(0, +) == 1000)
    }

    @Test func `a figure that does not exist is no event`() throws {
        var one = record(1)
        one.finalQueryIssued = 0
        let result = try #require(ScenarioResult(settings(.singleStream), one))
        let keys = result.events.map(\.key)
        #expect(!keys.contains("result_qps_with_loadgen_overhead"))
        #expect(!keys.contains("early_stopping_latency_ss"))
        #expect(keys.contains("result_invalid_reason"))
    }
}
