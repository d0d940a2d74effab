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

        /// Whether readings failed or were useless between the point before and this one.
        public var followsGap: Bool

        /// Whether the course is broken between the point before and this one.
        var followsBreak = false

        /// Whether the counter is taken to have wrapped between the point before and this one.
        var followsWrap = false

        init(_ reading: Reading, amount: UInt64, followsGap: Bool = false) {
            before = reading.before
            after = reading.after
            self.amount = amount
            self.followsGap = followsGap
        }

        /// The middle of the read.
        public var instant: MonotonicInstant {
            MonotonicInstant(
                nanoseconds: before.nanoseconds + (after.nanoseconds - before.nanoseconds) / 2
            )
        }
    }

    /// Why there is no course, or none over some time.
    public enum Fault: Error, Hashable, Sendable {
        /// No reading worked.
        case noReadings
        /// The counter went back or ahead and neither a wrap nor a plausible rate explains it.
        case reset(at: MonotonicInstant)
        /// A value was above the counter's own range.
        case aboveRange(UInt64)
        /// So much time passed between two readings that the counter may have wrapped unseen.
        case wrapsUnknown(at: MonotonicInstant)
        /// The counter stood still for so long that too much of the window is unknown.
        case stalled(for: Duration)
    }

    /// A place where the course is broken: what was counted before a point is unknown.
    public struct Break: Sendable, Hashable {
        /// The index of the first point after it.
        public var index: Int
        public var fault: Fault

        public init(index: Int, fault: Fault) {
            self.index = index
            self.fault = fault
        }
    }

    /// A time for which the counter stood still and lost what it should have counted.
    public struct Stall: Sendable, Hashable {
        public var start: MonotonicInstant
        public var stop: MonotonicInstant

        public init(start: MonotonicInstant, stop: MonotonicInstant) {
            self.start = start
            self.stop = stop
        }
    }

    /// At least one.
    public internal(set) var points: [Point]
    public internal(set) var breaks: [Break] = []
    public internal(set) var stalls: [Stall] = []

    /// No rate is taken to be above this, in units per second.
    let fastestPlausible: Double

    /// The highest rate anywhere over 5 ms or more, once all points are known.
    var fastestSeen: Double?

    init(points: [Point], fastestPlausible: Double) {
        self.points = points
        self.fastestPlausible = fastestPlausible
    }

    /// The amount counted by an instant, on the line between the readings around it.
    ///
    /// - Returns: `nil` outside the readings, where nothing is extrapolated, and in a break.
    public func amount(at instant: MonotonicInstant) -> Double? {
        guard let index = bracket(instant) else { return nil }
        let (left, right) = (points[index], points[index + 1])
        if left.instant == instant { return Double(left.amount) }
        guard !isBroken(index, index + 1) || right.instant == instant else { return nil }
        let span = right.instant.nanoseconds - left.instant.nanoseconds
        guard span > 0 else { return Double(right.amount) }
        let share = Double(instant.nanoseconds - left.instant.nanoseconds) / Double(span)
        return Double(left.amount) + share * Double(right.amount - left.amount)
    }

    /// The amount counted in a window; see `difference(in:refreshPeriod:)`.
    public func amount(in window: Window, refreshPeriod: Duration = .zero) -> Double? {
        difference(in: window, refreshPeriod: refreshPeriod)?.amount
    }

    /// The first fault that makes the amount of a window unknown.
    public func interruption(in window: Window) -> Fault? {
        breaks.first { broken in
            points[broken.index - 1].instant < window.stop
                && points[broken.index].instant > window.start
        }?.fault
    }

    /// The place of the reading right before an instant that has one right after it.
    func bracket(_ instant: MonotonicInstant) -> Int? {
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
