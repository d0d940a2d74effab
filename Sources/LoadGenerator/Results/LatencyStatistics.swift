/// The figures of a set of latencies as LoadGen states them: exact, from the sorted values.
public struct LatencyStatistics: Sendable, Hashable {
    /// The percentiles of every log, as shares.
    public static let percentiles = [0.50, 0.90, 0.95, 0.97, 0.99, 0.999]

    public let count: Int
    public let min: Nanoseconds
    public let max: Nanoseconds

    /// Rounded down.
    public let mean: Nanoseconds

    private let sorted: [LatencyRun]

    /// Takes latencies that ascend.
    public init?(_ sorted: [LatencyRun]) {
        guard let first = sorted.first, let last = sorted.last else { return nil }
        self.sorted = sorted
        count = sorted.reduce(0) { $0 + $1.count }
        min = first.latency
        max = last.latency
        let sum = sorted.reduce(Int128(0)) { $0 + Int128($1.latency) * Int128($1.count) }
        mean = Nanoseconds(sum / Int128(count))
    }

    /// The percentile without interpolation: `sorted[⌊count · share⌋]`.
    public func percentile(_ share: Double) -> Nanoseconds { value(at: Int(Double(count) * share)) }

    /// The value of an index of the sorted latencies.
    func value(at index: Int) -> Nanoseconds {
        precondition((0..<count).contains(index))
        var rest = index
        for run in sorted {
            if rest < run.count { return run.latency }
            rest -= run.count
        }
        return max
    }

    /// How many are above a bound.
    func count(above bound: Nanoseconds) -> Int {
        sorted.reduce(0) { $0 + ($1.latency > bound ? $1.count : 0) }
    }
}
