internal import Foundation

/// A class of a histogram of latencies, as a load generator states it.
public struct LatencyClass: Sendable, Hashable {
    /// The largest latency that the class holds, in nanoseconds.
    public var upperBoundNanoseconds: Int64

    /// How many latencies it holds; above 0.
    public var count: Int64

    public init(upperBoundNanoseconds: Int64, count: Int64) {
        self.upperBoundNanoseconds = upperBoundNanoseconds
        self.count = count
    }
}

extension LatencyClass {
    /// The event that holds the classes: `[[upper bound in nanoseconds, count], …]`, ascending.
    static let event = "latency_histogram"

    /// - Returns: `nil` where the text is no histogram: that is never taken for an empty one.
    static func classes(json: String) -> [LatencyClass]? {
        guard let pairs = try? JSONDecoder().decode([[Int64]].self, from: Data(json.utf8)),
            !pairs.isEmpty, pairs.allSatisfy({ $0.count == 2 && $0[0] >= 0 && $0[1] > 0 }),
            zip(pairs, pairs.dropFirst()).allSatisfy({ $0[0] < $1[0] })
        else { return nil }
        return pairs.map { LatencyClass(upperBoundNanoseconds: $0[0], count: $0[1]) }
    }

    /// One histogram of several, whose classes have the same bounds wherever they hold the same value.
    package static func sum(_ histograms: [[LatencyClass]]) -> [LatencyClass] {
        var counts: [Int64: Int64] = [:]
        for part in histograms.joined() {
            let (sum, overflow) = counts[part.upperBoundNanoseconds, default: 0]
                .addingReportingOverflow(part.count)
            counts[part.upperBoundNanoseconds] = overflow ? .max : sum
        }
        return counts.sorted { $0.key < $1.key }.map {
            LatencyClass(upperBoundNanoseconds: $0.key, count: $0.value)
        }
    }
}
