internal import Histogram

/// The distribution of latencies in classes of about one per cent, to be stored and drawn.
///
/// An HDR histogram of two significant digits (hdrhistogram.org): a class is at most 1/128 of its
/// value wide, over any range. The percentiles that decide are never taken from it.
public struct LatencyHistogram: Sendable, Hashable {
    public struct Class: Sendable, Hashable {
        /// The largest latency that the class holds.
        public let upperBound: Nanoseconds
        public let count: Int
    }

    /// Those that hold something, ascending.
    public let classes: [Class]

    public init(_ latencies: [LatencyRun]) {
        var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .two)
        for run in latencies {
            histogram.record(UInt64(max(0, run.latency)), count: UInt64(run.count))
        }
        classes = Self.classes(of: histogram)
    }

    /// Walks the values and not the library's iterators: those add up value × count, which
    /// overflows for a long Offline run.
    private static func classes(of histogram: Histogram<UInt64>) -> [Class] {
        guard histogram.totalCount > 0 else { return [] }
        var classes: [Class] = []
        var value = histogram.min
        let last = histogram.max
        while value <= last {
            let count = histogram.countForValue(value)
            if count > 0 {
                classes.append(
                    Class(
                        upperBound: Nanoseconds(histogram.highestEquivalentForValue(value)),
                        count: Int(count)
                    )
                )
            }
            value = histogram.nextNonEquivalentForValue(value)
        }
        return classes
    }
}
