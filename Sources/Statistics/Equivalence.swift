internal import Foundation

/// Whether two things are the same for all practical purposes: two one-sided tests (TOST).
///
/// A difference is equivalent to none within a bound where both "it is below −bound" and "it is
/// above +bound" are refused (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15,
/// 1987). A wide interval around no difference is therefore not equivalence.
public struct Equivalence: Sendable, Hashable {
    /// The largest difference that does not matter: of logarithms for a ratio.
    public let bound: Double

    /// The larger of the two one-sided probabilities.
    public let pValue: Double

    /// - Parameters:
    ///   - mean: the difference that was found.
    ///   - standardError: of the mean, at least 0.
    ///   - degreesOfFreedom: of the standard error.
    ///   - bound: above 0.
    init(mean: Double, standardError: Double, degreesOfFreedom: Double, bound: Double) {
        precondition(bound > 0 && standardError >= 0, "a bound above 0")
        self.bound = bound
        guard standardError > 0 else {
            pValue = abs(mean) < bound ? 0 : 1
            return
        }
        let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
        let above = distribution.upperTail((mean + bound) / standardError)
        let below = distribution.upperTail((bound - mean) / standardError)
        pValue = max(above, below)
    }

    /// Whether the two are equivalent with this probability of a wrong answer at most.
    public func isShown(alpha: Double = 0.05) -> Bool { pValue < alpha }
}

extension PairedRatio {
    /// The standard error of the logarithm of the ratio; `nil` for one pair.
    public var logStandardError: Double? {
        guard let upper, upper > 0 else { return nil }
        let t = StudentT(degreesOfFreedom: degreesOfFreedom)
            .twoSidedQuantile(confidence: confidence)
        return max(log(upper) - logRatio, 0) / t
    }

    /// Those of the standard error: of the pilot where it is the pilot's.
    public var degreesOfFreedom: Double { Double(max((pilotCount ?? count) - 1, 1)) }

    /// Whether the ratio is practically 1.
    ///
    /// - Parameter relative: how far above 1 a ratio may be that does not matter, above 0: 0.01 is
    ///   from 1/1.01 to 1.01.
    /// - Returns: `nil` for one pair.
    public func equivalence(within relative: Double) -> Equivalence? {
        logStandardError.map {
            Equivalence(
                mean: logRatio,
                standardError: $0,
                degreesOfFreedom: degreesOfFreedom,
                bound: log1p(relative)
            )
        }
    }
}

extension PairedDifference {
    /// Whether the difference is practically 0.
    ///
    /// - Parameter bound: the largest difference that does not matter, above 0, in the unit of the
    ///   values.
    /// - Returns: `nil` for one pair.
    public func equivalence(within bound: Double) -> Equivalence? {
        standardDeviation.map {
            Equivalence(
                mean: difference,
                standardError: $0 / Double(count).squareRoot(),
                degreesOfFreedom: Double(count - 1),
                bound: bound
            )
        }
    }
}
