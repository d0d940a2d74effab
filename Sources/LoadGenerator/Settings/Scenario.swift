/// A time or a length of time in nanoseconds, as LoadGen keeps them.
public typealias Nanoseconds = Int64

/// How queries arrive: the scenarios of MLPerf Inference.
public enum Scenario: Sendable, Hashable {
    /// One sample a query, the next when the last is answered.
    case singleStream

    /// Several samples a query, the next when the last is answered.
    case multiStream(samplesPerQuery: Int)

    /// One sample a query, arriving as a Poisson process of a rate (queries per second), whatever
    /// the system does; latencies may exceed the bound only as often as the percentile allows.
    case server(targetQPS: Double, latencyBound: Nanoseconds)

    /// All samples in one query; their number follows from the rate that is expected (samples per
    /// second).
    case offline(expectedQPS: Double)

    /// LoadGen's name, as in its logs.
    public var name: String {
        switch self {
        case .singleStream: "SingleStream"
        case .multiStream: "MultiStream"
        case .server: "Server"
        case .offline: "Offline"
        }
    }

    /// Whether a query is issued when the one before it is answered.
    var isStream: Bool {
        switch self {
        case .singleStream, .multiStream: true
        case .server, .offline: false
        }
    }
}
