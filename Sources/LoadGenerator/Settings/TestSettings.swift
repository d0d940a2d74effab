/// Which limits a result is held against.
public enum TestMode: String, Sendable, CaseIterable {
    /// Shorter than MLPerf's: for comparing variants, never to be shown as an MLPerf result.
    case quick

    /// The limits of MLPerf Inference.
    case mlperf
}

/// The seeds of the order of samples and of arrivals.
public struct Seeds: Sendable, Hashable {
    public var library: UInt64
    public var sampleIndex: UInt64
    public var schedule: UInt64

    public init(library: UInt64, sampleIndex: UInt64, schedule: UInt64) {
        self.library = library
        self.sampleIndex = sampleIndex
        self.schedule = schedule
    }

    /// Those of `mlperf.conf` in the version 6.0 of LoadGen; each round draws new ones.
    public static let mlperf = Seeds(
        library: 2_085_463_073_848_966_840,
        sampleIndex: 2_747_215_439_041_700_203,
        schedule: 16_159_082_839_903_944_936
    )
}

/// What is asked of a run and what its result is held against.
public struct TestSettings: Sendable, Hashable {
    public let mode: TestMode
    public let scenario: Scenario

    /// The least time that queries are issued for; in Offline that the query takes.
    public let minDuration: Nanoseconds

    /// The least number of queries; in Offline of samples.
    public let minQueryCount: Int

    /// The percentile of the latency that counts, from 0 to 1.
    public let percentile: Double

    /// The number of samples that queries are made of.
    public let sampleCount: Int

    public let seeds: Seeds

    public init(
        mode: TestMode,
        scenario: Scenario,
        minDuration: Nanoseconds,
        minQueryCount: Int,
        percentile: Double,
        sampleCount: Int,
        seeds: Seeds = .mlperf
    ) {
        precondition(minDuration >= 0 && minQueryCount >= 1 && sampleCount >= 1)
        precondition(percentile > 0 && percentile < 1)
        self.mode = mode
        self.scenario = scenario
        self.minDuration = minDuration
        self.minQueryCount = minQueryCount
        self.percentile = percentile
        self.sampleCount = sampleCount
        self.seeds = seeds
    }

    /// The limits of MLPerf Inference: 600 s, MLPerf's seeds, and the query counts of
    /// `mlperf.conf` (LoadGen 6.0), for a library of a number of samples.
    public static func mlperf(_ scenario: Scenario, sampleCount: Int) -> TestSettings {
        TestSettings(
            mode: .mlperf,
            scenario: scenario,
            minDuration: 600_000_000_000,
            minQueryCount: mlperfQueryCount(scenario, sampleCount: sampleCount),
            percentile: percentile(of: scenario),
            sampleCount: sampleCount
        )
    }

    /// A shorter run by the same rules.
    ///
    /// The percentile and the early stopping are MLPerf's, so that too few queries make a quick
    /// result INVALID as well; only the duration, the least count and the seeds are free.
    public static func quick(
        _ scenario: Scenario,
        minDuration: Nanoseconds,
        sampleCount: Int,
        seeds: Seeds = .mlperf
    ) -> TestSettings {
        TestSettings(
            mode: .quick,
            scenario: scenario,
            minDuration: minDuration,
            minQueryCount: 1,
            percentile: percentile(of: scenario),
            sampleCount: sampleCount,
            seeds: seeds
        )
    }

    /// What makes this less than a run by MLPerf's limits, one fact each; empty where nothing does.
    public var shortfalls: [String] {
        let full = TestSettings.mlperf(scenario, sampleCount: sampleCount)
        var facts: [String] = []
        if minDuration < full.minDuration {
            facts.append(
                "the minimum duration is \(minDuration / 1_000_000) ms instead of "
                    + "\(full.minDuration / 1_000_000) ms"
            )
        }
        if minQueryCount < full.minQueryCount {
            let what = if case .offline = scenario { "samples" } else { "queries" }
            facts.append(
                "the minimum is \(minQueryCount) instead of \(full.minQueryCount) \(what)"
            )
        }
        if percentile < full.percentile { facts.append("the percentile is \(percentile)") }
        if seeds != full.seeds { facts.append("the seeds are not MLPerf's") }
        if case .multiStream(let samples) = scenario, samples != Self.multiStreamSamples {
            facts.append("a query has \(samples) samples instead of \(Self.multiStreamSamples)")
        }
        return facts
    }

    /// The samples of a query of MLPerf's MultiStream.
    public static let multiStreamSamples = 8

    private static func percentile(of scenario: Scenario) -> Double {
        if case .singleStream = scenario { 0.90 } else { 0.99 }
    }

    private static func mlperfQueryCount(_ scenario: Scenario, sampleCount: Int) -> Int {
        switch scenario {
        case .singleStream, .server: 100
        case .multiStream: 662
        case .offline: min(24_576, sampleCount)
        }
    }
}

/// What LoadGen calls the effective settings: the same, as one scenario uses them.
extension TestSettings {
    /// The samples of a query.
    public var samplesPerQuery: Int {
        switch scenario {
        case .singleStream, .server: return 1
        case .multiStream(let samples): return samples
        case .offline(let expected):
            // A tenth more than expected, so that a system a little faster still takes long enough.
            let needed = 1.1 * (Double(minDuration) / 1e9) * expected
            return max(minQueryCount, Int(min(needed, 1e15)))
        }
    }

    /// The least number of queries that are issued.
    var effectiveMinQueryCount: Int { if case .offline = scenario { 1 } else { minQueryCount } }

    /// The least number of samples that are answered.
    var minSampleCount: Int { effectiveMinQueryCount * samplesPerQuery }

    /// The time that queries are issued for.
    var targetDuration: Nanoseconds { if case .offline = scenario { 0 } else { minDuration } }

    /// The latency that Server must keep within, in nanoseconds; 0 in the other scenarios.
    var latencyBound: Nanoseconds { if case .server(_, let bound) = scenario { bound } else { 0 } }

    /// The rate that arrivals are drawn at or that is expected; `nil` in the streams, where the
    /// answers set the pace.
    var targetQPS: Double? {
        switch scenario {
        case .singleStream, .multiStream: nil
        case .server(let rate, _): rate
        case .offline(let rate): rate
        }
    }
}
