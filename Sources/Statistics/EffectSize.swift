internal import Foundation

/// How large a difference is beside the spread, where a ratio alone does not say.
public struct EffectSize: Sendable, Hashable {
    /// Hedges' g of the paired differences: their mean over their standard deviation, corrected for
    /// few pairs by J = 1 − 3/(4(n − 1) − 1); `nil` without spread.
    public let hedges: Double?

    /// Cliff's δ: the share of all two (variant, baseline) where the variant is larger, less the
    /// share where it is smaller; from −1 to 1.
    public let cliff: Double

    /// The common language effect size: the probability that the variant is larger; ties count
    /// half.
    public var probabilityOfLarger: Double { (cliff + 1) / 2 }

    /// Of logarithms where `usesLogarithms`, which values above 0 allow.
    ///
    /// - Returns: `nil` below two pairs or where a value is not finite.
    public init?(of pairs: [Pair<Double>], usesLogarithms: Bool) {
        let values =
            usesLogarithms
            ? pairs.map { Pair(baseline: log($0.baseline), variant: log($0.variant)) } : pairs
        guard pairs.count > 1, let moments = Moments(of: values.map { $0.variant - $0.baseline })
        else { return nil }
        let correction = 1 - 3 / (4 * Double(pairs.count - 1) - 1)
        hedges = moments.standardDeviation.flatMap {
            $0 > 0 ? correction * moments.mean / $0 : nil
        }
        var (larger, smaller) = (0, 0)
        let baselines = pairs.map(\.baseline).sorted()
        for value in pairs.map(\.variant) {
            larger += Self.count(below: value, in: baselines)
            smaller += baselines.count - Self.count(below: value.nextUp, in: baselines)
        }
        cliff = Double(larger - smaller) / Double(pairs.count * pairs.count)
    }

    /// How many of the sorted values are below one.
    private static func count(below value: Double, in sorted: [Double]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
