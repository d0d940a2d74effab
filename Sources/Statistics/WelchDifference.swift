internal import Foundation

/// The difference of the means of two series of which nothing is paired: Welch's t interval.
///
/// For figures of two runs: their trials share no block. What differs between the times at which the
/// series were made (temperature, neighbours) is in the difference; pairing would have taken it out.
public struct WelchDifference: Sendable, Hashable {
    /// The mean of the second series − the mean of the first.
    public let difference: Double

    /// The ends of the interval; `nil` where a series has one value, which says nothing of spread.
    public let lower: Double?
    public let upper: Double?

    /// Of the difference; `nil` with the interval.
    public let standardError: Double?

    /// The standard deviation of the difference of one value of each series; `nil` with the interval.
    public let deviation: Double?

    /// Those of Welch and Satterthwaite; `nil` with the interval, and where neither series spreads.
    public let degreesOfFreedom: Double?

    /// The two-sided probability of means this far apart if there were no difference; `nil` as
    /// `degreesOfFreedom`.
    public let pValue: Double?

    /// The numbers of values, at least 1.
    public let firstCount: Int
    public let secondCount: Int
    public let confidence: Double

    /// Half the width of the interval.
    public var halfWidth: Double? { upper.map { $0 - difference } }

    /// Whether the interval leaves zero out; `nil` without an interval.
    public var isApart: Bool? {
        guard let lower, let upper else { return nil }
        return lower > 0 || upper < 0
    }

    /// Compares two series.
    ///
    /// `nil` where one is empty, or a value or the result is not finite.
    public init?(
        of second: some Collection<Double>,
        from first: some Collection<Double>,
        confidence: Double = 0.95
    ) {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        guard let one = Moments(of: first), let other = Moments(of: second) else { return nil }
        difference = other.mean - one.mean
        guard difference.isFinite else { return nil }
        (firstCount, secondCount) = (one.count, other.count)
        self.confidence = confidence
        guard let share = one.varianceOfMean, let otherShare = other.varianceOfMean else {
            (lower, upper, degreesOfFreedom, pValue) = (nil, nil, nil, nil)
            (standardError, deviation) = (nil, nil)
            return
        }
        let error = (share + otherShare).squareRoot()
        standardError = error
        deviation =
            (share * Double(one.count) + otherShare * Double(other.count)).squareRoot()
        guard error > 0 else {
            (lower, upper, degreesOfFreedom, pValue) = (difference, difference, nil, nil)
            return
        }
        let degrees = Self.degrees((share, one.count), (otherShare, other.count))
        let distribution = StudentT(degreesOfFreedom: degrees)
        let reach = distribution.twoSidedQuantile(confidence: confidence) * error
        (lower, upper) = (difference - reach, difference + reach)
        degreesOfFreedom = degrees
        pValue = 2 * distribution.upperTail(abs(difference) / error)
    }

    /// Satterthwaite's formula, of the shares of the sum, so that tiny variances stay in range.
    private static func degrees(
        _ first: (share: Double, count: Int),
        _ second: (share: Double, count: Int)
    ) -> Double {
        let part = first.share / (first.share + second.share)
        let rest = second.share / (first.share + second.share)
        return 1 / (part * part / Double(first.count - 1) + rest * rest / Double(second.count - 1))
    }
}

extension Moments {
    /// The square of the standard error; `nil` below two values.
    fileprivate var varianceOfMean: Double? {
        standardDeviation.map { $0 * $0 / Double(count) }
    }
}
