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

        init(_ reading: Reading, amount: UInt64) {
            before = reading.before
            after = reading.after
            self.amount = amount
        }

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
        /// The counter went back or ahead and neither a wrap nor a plausible rate explains it.
        case reset(at: MonotonicInstant)
        /// A value was above the counter's own range.
        case aboveRange(UInt64)
    }

    /// At least one.
    public let points: [Point]

    /// No rate is taken to be above this, in units per second.
    private let fastestPlausible: Double

    /// The CPU time of a process that was waited for moves to its parent in clock ticks of 10 ms,
    /// rounded down, and may be missing while it moves: falls up to this are no losses.
    static let roundingOfProcessTime: UInt64 = 50_000_000

    /// Undoes the wraps of a hardware counter.
    ///
    /// A decrease is one wrap: `(range − previous) + next`. The kernel states the range as
    /// unit × 0xffffffff (`intel_rapl_common.c`), so the true period is one unit (61 µJ) more; the
    /// difference is below the resolution. More than one wrap between two readings cannot be
    /// seen, so a counter must be read more often than it wraps.
    ///
    /// - Parameters:
    ///   - readings: of one channel, in the order in which they were taken.
    ///   - wrapsAt: the last value before the wrap; `nil` for a counter that never wraps.
    ///   - fastest: the largest plausible rate in units per second. A step that implies more is a
    ///     reset of the counter, up or down.
    /// - Throws: `Fault` where no course can be told.
    public init(readings: some Sequence<Reading>, wrapsAt: UInt64?, fastest: Double)
        throws(Fault)
    {
        var points: [Point] = []
        var previous: UInt64 = 0
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            if let wrapsAt, value > wrapsAt { throw .aboveRange(value) }
            let last = points.last
            var step: UInt64 = 0
            if let last {
                if value >= previous {
                    step = value - previous
                } else {
                    guard let wrapsAt else { throw .reset(at: reading.instant) }
                    step = (wrapsAt - previous) + value
                }
                // One refresh of the counter may fall between two reads that follow each other
                // closely, hence the allowance of 10 ms.
                let seconds = max((reading.instant - last.instant).inSeconds, 0) + 0.01
                guard Double(step) <= fastest * seconds else {
                    throw .reset(at: reading.instant)
                }
            }
            previous = value
            points.append(Point(reading, amount: (last?.amount ?? 0) + step))
        }
        guard !points.isEmpty else { throw .noReadings }
        self.points = points
        fastestPlausible = fastest
    }

    /// The course of the CPU time of a process tree, which may fall.
    ///
    /// Small falls are rounding: the course stays where it is until the values have caught up.
    /// Larger ones are what processes used that nobody waited for: it is lost, and the course goes
    /// on from the lower value.
    ///
    /// - Parameter readings: of the channel, in the order in which they were taken.
    /// - Throws: `Fault.noReadings`.
    public init(processTime readings: some Sequence<Reading>) throws(Fault) {
        var points: [Point] = []
        var highest: UInt64 = 0
        var amount: UInt64 = 0
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            if points.isEmpty || value + Self.roundingOfProcessTime < highest {
                highest = value
            } else if value > highest {
                amount += value - highest
                highest = value
            }
            points.append(Point(reading, amount: amount))
        }
        guard !points.isEmpty else { throw .noReadings }
        self.points = points
        // More CPUs than any machine has.
        fastestPlausible = 1e9 * 10_000
    }

    /// The amount counted by an instant, on the line between the readings around it.
    ///
    /// - Returns: `nil` outside the readings; nothing is extrapolated.
    public func amount(at instant: MonotonicInstant) -> Double? {
        guard let index = bracket(instant) else { return nil }
        let (left, right) = (points[index], points[index + 1])
        let span = right.instant.nanoseconds - left.instant.nanoseconds
        guard span > 0 else { return Double(right.amount) }
        let share = Double(instant.nanoseconds - left.instant.nanoseconds) / Double(span)
        return Double(left.amount) + share * Double(right.amount - left.amount)
    }

    /// The amount counted in a window; `nil` where the readings do not cover it.
    public func amount(in window: Window) -> Double? {
        guard let from = amount(at: window.start), let to = amount(at: window.stop) else {
            return nil
        }
        return to - from
    }

    /// The largest error of `amount(in:)`: those of both edges.
    public func bound(in window: Window, refreshPeriod: Duration) -> Double? {
        guard let from = bound(at: window.start, refreshPeriod: refreshPeriod),
            let to = bound(at: window.stop, refreshPeriod: refreshPeriod)
        else { return nil }
        return from + to
    }

    /// The largest error of `amount(at:)`, in units.
    ///
    /// Two things add up: the line between the two readings may not be the truth, which lies
    /// between their amounts because the counter only goes up; and the counter may lag behind
    /// the truth by one refresh. For both, the rate near the instant is taken to be at most twice
    /// the fastest that was seen over readings around it.
    ///
    /// - Parameters:
    ///   - instant: inside the readings.
    ///   - refreshPeriod: how far the counter may lag.
    /// - Returns: `nil` outside the readings.
    public func bound(at instant: MonotonicInstant, refreshPeriod: Duration) -> Double? {
        guard let index = bracket(instant), let value = amount(at: instant) else { return nil }
        let (left, right) = (points[index], points[index + 1])
        // Without two readings far enough apart nothing was seen of the rate.
        let fastest = fastestRate(around: index).map { 2 * $0 } ?? fastestPlausible
        let sinceLeft = max((instant - left.before).inSeconds, 0)
        let untilRight = max((right.after - instant).inSeconds, 0)
        let low = max(Double(left.amount), Double(right.amount) - fastest * untilRight)
        let high = min(Double(right.amount), Double(left.amount) + fastest * sinceLeft)
        return max(abs(value - low), abs(high - value)) + fastest * refreshPeriod.inSeconds
    }

    /// The highest mean rate over readings near a pair of readings, in units per second.
    ///
    /// The two intervals of at least 5 ms on each side of the pair are looked at, and what lies
    /// between: over less than that, one refresh of the counter would look like a burst.
    private func fastestRate(around index: Int) -> Double? {
        var rates: [Double] = []
        func look(from start: Int, by step: Int) {
            var anchor = start
            var next = start + step
            var found = 0
            while found < 3, points.indices.contains(next) {
                let span = (points[next].instant - points[anchor].instant).inSeconds.magnitude
                if span >= 0.005 {
                    let counted =
                        Double(points[max(anchor, next)].amount)
                        - Double(points[min(anchor, next)].amount)
                    rates.append(counted / span)
                    anchor = next
                    found += 1
                }
                next += step
            }
        }
        look(from: index + 1, by: -1)
        look(from: index, by: 1)
        return rates.max()
    }

    /// The place of the reading right before an instant that has one right after it.
    private func bracket(_ instant: MonotonicInstant) -> Int? {
        guard points.count > 1, let first = points.first, let last = points.last,
            instant >= first.instant, instant <= last.instant
        else { return nil }
        var low = 0
        var high = points.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if points[middle].instant <= instant { low = middle } else { high = middle }
        }
        return low
    }
}
