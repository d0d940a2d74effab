internal import Foundation
public import Units

/// The ratio of two series of which nothing is paired: of the geometric means, with Welch's t
/// interval of the logarithms.
///
/// The logarithm makes "half" and "twice" the same distance, so that exchanging the series inverts
/// the ratio and its interval.
public struct WelchRatio: Sendable, Hashable {
    /// The geometric mean of the second series ÷ that of the first.
    public let ratio: Double

    /// The ends of the interval; `nil` where a series has one value.
    public let lower: Double?
    public let upper: Double?

    /// The difference of the logarithms, with its degrees of freedom and p-value.
    public let logarithms: WelchDifference

    public var pValue: Double? { logarithms.pValue }

    /// Whether the interval leaves 1 out; `nil` without an interval.
    public var isApart: Bool? { logarithms.isApart }

    /// The ratio of numbers above zero.
    ///
    /// `nil` where a series is empty, where a value is not finite or not above zero, and where the
    /// result is beyond the range of floating point.
    public init?(
        of second: some Collection<Double>,
        to first: some Collection<Double>,
        confidence: Double = 0.95
    ) {
        guard first.allSatisfy({ $0 > 0 && $0.isFinite }),
            second.allSatisfy({ $0 > 0 && $0.isFinite }),
            let logarithms = WelchDifference(
                of: second.map { log($0) },
                from: first.map { log($0) },
                confidence: confidence
            )
        else { return nil }
        ratio = exp(logarithms.difference)
        guard ratio.isFinite, ratio > 0 else { return nil }
        lower = logarithms.lower.map { exp($0) }
        upper = logarithms.upper.map { exp($0) }
        self.logarithms = logarithms
    }

    /// The ratio of quantities above zero; `nil` as for numbers.
    public init?<Value: Quantity>(
        of second: some Collection<Value>,
        to first: some Collection<Value>,
        confidence: Double = 0.95
    ) {
        self.init(
            of: second.map(\.magnitude),
            to: first.map(\.magnitude),
            confidence: confidence
        )
    }
}
