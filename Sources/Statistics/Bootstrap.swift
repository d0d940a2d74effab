internal import Foundation
internal import Randomness

/// The BCa bootstrap interval of a ratio over blocks: a check of `PairedRatio` that assumes no
/// distribution.
///
/// Bias-corrected and accelerated (Efron, Journal of the American Statistical Association 82,
/// 1987): the quantiles of the resampled ratios, shifted by their bias z₀ and the jackknife's
/// acceleration. With few blocks every bootstrap covers too seldom (82 % instead of 95 % with 5,
/// see METHODOLOGY.md), so that there is none below `leastPairs`.
public struct BootstrapRatio: Sendable, Hashable {
    public static let leastPairs = 20

    public let lower: Double
    public let upper: Double
    public let resamples: Int
    public let seed: UInt64
    public let confidence: Double

    /// The interval of pairs of values above 0, whose blocks are drawn anew `resamples` times.
    ///
    /// The same seed gives the same interval. `nil` below `leastPairs`, and where a value is not
    /// above 0 or not finite.
    public init?(
        of pairs: [Pair<Double>],
        confidence: Double = 0.95,
        resamples: Int = 4000,
        seed: UInt64 = 1
    ) {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        precondition(resamples > 1, "a bootstrap draws more than once")
        guard pairs.count >= Self.leastPairs,
            pairs.allSatisfy({
                $0.baseline > 0 && $0.variant > 0 && $0.baseline.isFinite && $0.variant.isFinite
            })
        else { return nil }
        let values = pairs.map { log($0.variant) - log($0.baseline) }
        let mean = values.reduce(0, +) / Double(values.count)
        let drawn = Self.means(of: values, resamples: resamples, seed: seed).sorted()
        let below = Double(drawn.count { $0 < mean }) + Double(drawn.count { $0 == mean }) / 2
        let share = min(max(below, 0.5), Double(resamples) - 0.5) / Double(resamples)
        let bias = StandardNormal.quantile(share)
        let acceleration = Self.acceleration(of: values, mean: mean)
        func end(_ probability: Double) -> Double {
            let z = bias + StandardNormal.quantile(probability)
            let place = StandardNormal.cumulative(bias + z / (1 - acceleration * z))
            return exp(Quantile.value(place, of: drawn))
        }
        lower = end((1 - confidence) / 2)
        upper = end((1 + confidence) / 2)
        self.resamples = resamples
        self.seed = seed
        self.confidence = confidence
    }

    private static func means(of values: [Double], resamples: Int, seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<resamples).map { _ in
            var sum = 0.0
            for _ in values.indices {
                sum += values[Int.random(in: values.indices, using: &random)]
            }
            return sum / Double(values.count)
        }
    }

    /// â = Σ(θ̄ − θ₍ᵢ₎)³ / (6 [Σ(θ̄ − θ₍ᵢ₎)²]^{3/2}) over the means without one value each.
    private static func acceleration(of values: [Double], mean: Double) -> Double {
        // Without value i the mean is off by (mean − valueᵢ)/(n − 1): the factor cancels.
        let distances = values.map { $0 - mean }
        let squares = distances.reduce(0) { $0 + $1 * $1 }
        guard squares > 0 else { return 0 }
        let cubes = distances.reduce(0) { $0 + $1 * $1 * $1 }
        return cubes / (6 * squares * squares.squareRoot())
    }
}
