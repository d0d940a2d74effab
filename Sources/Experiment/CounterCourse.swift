internal import Units

/// The course of one counter over a trial: raw readings with the wraps undone.
///
/// Sensors keep no state and hand out raw integers; this is the one place where a value below the
/// one before it is explained.
public struct CounterCourse: Sendable {
    /// A reading that worked, as the amount counted since the first one.
    public struct Point: Sendable, Hashable {
        public var before: MonotonicInstant
        public var after: MonotonicInstant
        public var amount: UInt64

        /// The middle of the read.
        public var instant: MonotonicInstant {
            MonotonicInstant(
                nanoseconds: before.nanoseconds + (after.nanoseconds - before.nanoseconds) / 2
            )
        }
    }

    /// Why there is no course.
    public enum Fault: Error, Hashable, Sendable {
        /// No reading worked.
        case noReadings
        /// The counter went back and no single wrap explains it.
        case reset(at: MonotonicInstant)
        /// A value was above the counter's own range.
        case aboveRange(UInt64)
    }

    /// At least one.
    public let points: [Point]

    /// Undoes the wraps of a counter.
    ///
    /// A decrease is one wrap: `(range − previous) + next`. The kernel states the range as
    /// unit × 0xffffffff (`intel_rapl_common.c`), so the true period is one unit (61 µJ) more; the
    /// difference is below the resolution. More than one wrap between two readings cannot be
    /// seen, so a counter must be read more often than it wraps.
    ///
    /// - Parameters:
    ///   - readings: of one channel, in the order in which they were taken.
    ///   - wrapsAt: the last value before the wrap; `nil` for a counter that never wraps.
    ///   - fastest: the largest plausible rate in units per second. A wrap that implies more is a
    ///     reset of the counter.
    ///   - bridgesLosses: whether a decrease counts as nothing instead of as a reset; for the CPU
    ///     time of a process tree, which loses what processes used that nobody waited for.
    /// - Throws: `Fault` where no course can be told.
    public init(
        readings: some Sequence<Reading>,
        wrapsAt: UInt64?,
        fastest: Double,
        bridgesLosses: Bool = false
    ) throws(Fault) {
        var points: [Point] = []
        var previous: UInt64 = 0
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            if let wrapsAt, value > wrapsAt { throw .aboveRange(value) }
            guard let last = points.last else {
                points.append(Point(before: reading.before, after: reading.after, amount: 0))
                previous = value
                continue
            }
            let step: UInt64
            if value >= previous {
                step = value - previous
            } else if bridgesLosses {
                step = 0
            } else {
                guard let wrapsAt else { throw .reset(at: reading.instant) }
                step = (wrapsAt - previous) + value
                let seconds = max((reading.instant - last.instant).inSeconds, 1e-9)
                // One refresh of the counter may fall between two reads that follow each other
                // closely, hence the allowance of 10 ms.
                guard Double(step) <= fastest * (seconds + 0.01) else {
                    throw .reset(at: reading.instant)
                }
            }
            previous = value
            points.append(
                Point(
                    before: reading.before,
                    after: reading.after,
                    amount: last.amount + step
                )
            )
        }
        guard !points.isEmpty else { throw .noReadings }
        self.points = points
    }

    /// The amount counted by an instant, on the line between the readings around it.
    ///
    /// - Returns: `nil` outside the readings; nothing is extrapolated.
    public func amount(at instant: MonotonicInstant) -> Double? {
        guard let (left, right) = bracket(instant) else { return nil }
        let span = right.instant.nanoseconds - left.instant.nanoseconds
        guard span > 0 else { return Double(right.amount) }
        let share = Double(instant.nanoseconds - left.instant.nanoseconds) / Double(span)
        return Double(left.amount) + share * Double(right.amount - left.amount)
    }

    /// The largest error of `amount(at:)` that the interpolation itself can make.
    ///
    /// The counter only goes up, so between two readings the truth lies between their amounts;
    /// and the rate at an instant is taken to be at most twice the fastest that was seen between
    /// two readings of the course.
    public func interpolationBound(at instant: MonotonicInstant) -> Double? {
        let fastest = 2 * fastestRate
        guard let (left, right) = bracket(instant), let value = amount(at: instant) else {
            return nil
        }
        let sinceLeft = max((instant - left.before).inSeconds, 0)
        let untilRight = max((right.after - instant).inSeconds, 0)
        let low = max(Double(left.amount), Double(right.amount) - fastest * untilRight)
        let high = min(Double(right.amount), Double(left.amount) + fastest * sinceLeft)
        return max(abs(value - low), abs(high - value))
    }

    /// The highest mean rate between two readings that follow each other, in units per second.
    ///
    /// Readings less than 5 ms apart are left out: one refresh of the counter that falls between
    /// them would look like a burst.
    private var fastestRate: Double {
        let rates = zip(points, points.dropFirst()).compactMap { left, right -> Double? in
            let seconds = (right.instant - left.instant).inSeconds
            guard seconds >= 0.005 else { return nil }
            return Double(right.amount - left.amount) / seconds
        }
        return rates.max() ?? .infinity
    }

    /// The readings right before and right after an instant.
    private func bracket(_ instant: MonotonicInstant) -> (Point, Point)? {
        guard let first = points.first, let last = points.last,
            instant >= first.instant, instant <= last.instant
        else { return nil }
        var low = 0
        var high = points.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if points[middle].instant <= instant { low = middle } else { high = middle }
        }
        return (points[low], points[high])
    }
}
