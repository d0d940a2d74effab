internal import Foundation

/// How one thing stands to another: paired where they ran in turn, apart where they did not.
///
/// Both are a ratio of geometric means with a t interval of the logarithms; what differs is where
/// the spread comes from. Apart, whatever drifted between the two is in the ratio and not in the
/// interval.
public enum ComparedRatio: Sendable, Hashable {
    case paired(PairedRatio)
    case apart(WelchRatio)

    public var ratio: Double {
        switch self {
        case .paired(let paired): paired.ratio
        case .apart(let apart): apart.ratio
        }
    }

    /// The ends of the interval; `nil` where a single value says nothing of spread.
    public var lower: Double? {
        switch self {
        case .paired(let paired): paired.lower
        case .apart(let apart): apart.lower
        }
    }

    public var upper: Double? {
        switch self {
        case .paired(let paired): paired.upper
        case .apart(let apart): apart.upper
        }
    }

    /// The two-sided probability of a ratio this far from 1 if there were no difference; `nil`
    /// without spread.
    public var pValue: Double? {
        switch self {
        case .paired(let paired): paired.pValue
        case .apart(let apart): apart.pValue
        }
    }

    /// How many pairs were the pilot that the interval takes its spread from; see `PairedRatio`.
    public var pilotCount: Int? {
        if case .paired(let paired) = self { paired.pilotCount } else { nil }
    }

    /// The number of pairs, or of values on the side that has fewer: at least 1.
    public var count: Int {
        switch self {
        case .paired(let paired): paired.count
        case .apart(let apart): min(apart.logarithms.firstCount, apart.logarithms.secondCount)
        }
    }

    public var logRatio: Double { log(ratio) }

    /// The standard deviation of the logarithm of a ratio of one pair, or of one value of each side;
    /// `nil` for a single one.
    public var logStandardDeviation: Double? {
        switch self {
        case .paired(let paired): paired.logStandardDeviation
        case .apart(let apart): apart.logarithms.deviation
        }
    }

    /// Whether the ratio is practically 1; see `PairedRatio.equivalence(within:)`.
    public func equivalence(within relative: Double) -> Equivalence? {
        switch self {
        case .paired(let paired): paired.equivalence(within: relative)
        case .apart(let apart): apart.equivalence(within: relative)
        }
    }
}

extension WelchRatio {
    /// Whether the ratio is practically 1, by two one-sided tests with Welch's standard error.
    ///
    /// - Parameter relative: as for `PairedRatio.equivalence(within:)`.
    /// - Returns: `nil` where a series has one value.
    public func equivalence(within relative: Double) -> Equivalence? {
        logarithms.standardError.map {
            Equivalence(
                mean: logarithms.difference,
                standardError: $0,
                degreesOfFreedom: logarithms.degreesOfFreedom ?? 1,
                bound: log1p(relative)
            )
        }
    }
}

/// How far one thing is above another, paired or apart as `ComparedRatio`.
public enum ComparedDifference: Sendable, Hashable {
    case paired(PairedDifference)
    case apart(WelchDifference)

    public var difference: Double {
        switch self {
        case .paired(let paired): paired.difference
        case .apart(let apart): apart.difference
        }
    }

    /// Half the width of the interval; `nil` where a single value says nothing of spread.
    public var halfWidth: Double? {
        switch self {
        case .paired(let paired): paired.halfWidth
        case .apart(let apart): apart.halfWidth
        }
    }

    public var lower: Double? { halfWidth.map { difference - $0 } }
    public var upper: Double? { halfWidth.map { difference + $0 } }
}
