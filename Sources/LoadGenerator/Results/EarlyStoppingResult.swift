/// What the early stopping says of a run.
public enum EarlyStoppingResult: Sendable, Hashable {
    /// SingleStream and MultiStream: the bound that the percentile stays below.
    case estimated(Estimate, minimum: Int, further: FurtherEstimate?)

    /// SingleStream and MultiStream: too few queries for a bound.
    case tooFew(queries: Int, needed: Int)

    /// Server: enough queries within the bound.
    case enough

    /// Server: so many more, all of them within the bound, would be enough.
    case missing(queries: Int, more: Int)

    /// Offline has no percentile.
    case notApplicable

    /// An upper bound of a percentile of the latency.
    public struct Estimate: Sendable, Hashable {
        public let percentile: Double
        public let latency: Nanoseconds

        /// How many queries it is taken from, and how many of the highest lie above it.
        public let queries: Int
        public let discarded: Int
    }

    /// SingleStream's bound of the 99th percentile, which stands for MultiStream.
    public enum FurtherEstimate: Sendable, Hashable {
        case estimated(Estimate)
        case tooFew(percentile: Double, needed: Int)
    }

    public var isMet: Bool {
        switch self {
        case .estimated, .enough, .notApplicable: true
        case .tooFew, .missing: false
        }
    }

    init(_ settings: TestSettings, samples: LatencyStatistics, queries: LatencyStatistics?) {
        switch settings.scenario {
        case .singleStream:
            self = Self.stream(samples, percentile: settings.percentile, further: 0.99)
        case .multiStream:
            self = Self.stream(queries ?? samples, percentile: settings.percentile, further: nil)
        case .server(_, let bound):
            let needed = EarlyStopping.minimumQueries(
                overLatency: samples.count(above: bound),
                percentile: settings.percentile
            )
            self =
                samples.count >= needed
                ? .enough : .missing(queries: samples.count, more: needed - samples.count)
        case .offline: self = .notApplicable
        }
    }

    private static func stream(
        _ latencies: LatencyStatistics,
        percentile: Double,
        further: Double?
    ) -> EarlyStoppingResult {
        let needed = EarlyStopping.minimumQueries(overLatency: 1, percentile: percentile)
        guard let estimate = estimate(latencies, percentile: percentile) else {
            return .tooFew(queries: latencies.count, needed: needed)
        }
        let second = further.map { share in
            Self.estimate(latencies, percentile: share).map(FurtherEstimate.estimated)
                ?? .tooFew(
                    percentile: share,
                    needed: EarlyStopping.minimumQueries(overLatency: 1, percentile: share)
                )
        }
        return .estimated(estimate, minimum: needed, further: second)
    }

    private static func estimate(
        _ latencies: LatencyStatistics,
        percentile: Double
    ) -> Estimate? {
        let most = EarlyStopping.mostOverLatency(queries: latencies.count, percentile: percentile)
        return most.map { most in
            Estimate(
                percentile: percentile,
                latency: latencies.value(at: latencies.count - most),
                queries: latencies.count,
                discarded: most - 1
            )
        }
    }
}
