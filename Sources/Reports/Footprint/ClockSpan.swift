public import Experiment
internal import Foundation
internal import Units

/// A stretch of time on the wall clock, in seconds since 1970.
public struct ClockSpan: Sendable, Hashable {
    public var start: Double
    public var end: Double

    public init(start: Double, end: Double) {
        self.start = start
        self.end = max(start, end)
    }

    /// The window of a trial; `nil` where it has none.
    init?(of trial: Trial) {
        guard let window = trial.window else { return nil }
        let start =
            Double(trial.startedAtMilliseconds) / 1000 + (window.start - trial.started).inSeconds
        self.init(start: start, end: start + window.duration.inSeconds)
    }

    var length: Double { end - start }
}

/// A value that may change over time: a grid's intensity, a tariff.
public enum ValueCourse: Sendable, Hashable {
    case constant(Double)
    case steps(StepCourse)
    case bands(DailyBands)

    /// The mean over a stretch of time.
    ///
    /// - Throws: `Absence` where the course does not cover all of it; it is never extrapolated.
    public func mean(over span: ClockSpan) throws(Absence) -> Double {
        switch self {
        case .constant(let value): value
        case .steps(let course): try course.mean(over: span)
        case .bands(let bands): try bands.mean(over: span)
        }
    }
}

/// Values that each hold until the next one.
///
/// The last one holds as long as the one before it, which is what hourly data means by its last row.
public struct StepCourse: Sendable, Hashable {
    /// In seconds since 1970, strictly ascending, at least two.
    public let starts: [Double]
    public let values: [Double]

    /// When the last value ends.
    public let end: Double

    /// - Throws: nothing: who makes one has checked the order.
    init(starts: [Double], values: [Double]) {
        precondition(starts.count == values.count && starts.count > 1, "two values at least")
        self.starts = starts
        self.values = values
        let last = starts[starts.count - 1]
        end = last + (last - starts[starts.count - 2])
    }

    func mean(over span: ClockSpan) throws(Absence) -> Double {
        guard let first = starts.first, span.start >= first, span.end <= end else {
            throw Absence(
                "the course goes from \(Self.text(starts.first ?? end)) to \(Self.text(end)) and does "
                    + "not cover \(Self.text(span.start))"
            )
        }
        var place = self.place(of: span.start)
        guard span.length > 0 else { return values[place] }
        var sum = 0.0
        var from = span.start
        while from < span.end {
            let next = place + 1 < starts.count ? starts[place + 1] : end
            let until = min(next, span.end)
            sum += values[place] * (until - from)
            from = until
            place = min(place + 1, starts.count - 1)
        }
        return sum / span.length
    }

    /// The last value that begins at a moment or before it.
    private func place(of moment: Double) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= moment { low = middle } else { high = middle }
        }
        return low
    }

    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
