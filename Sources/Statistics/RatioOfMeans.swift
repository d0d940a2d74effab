internal import Foundation

/// The mean of the variant over the mean of the baseline, with Fieller's interval: a check of
/// `PairedRatio`, which is the default.
///
/// It needs no logarithm and therefore also takes values that are 0 or below, such as net energies;
/// where the baseline's mean is not clearly different from 0, its interval has no end.
/// (Fieller, Journal of the Royal Statistical Society B 16, 1954.)
public struct RatioOfMeans: Sendable, Hashable {
    public let ratio: Double

    /// The ends of the interval; `nil` where there are none: the baseline may be 0.
    public let lower: Double?
    public let upper: Double?
    public let count: Int
    public let confidence: Double

    /// - Throws: `PairingFault` with fewer than two pairs, where a value is not finite, or where
    ///   the baseline's mean is 0.
    public init(of pairs: [Pair<Double>], confidence: Double = 0.95) throws(PairingFault) {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        guard pairs.count > 1 else { throw .noPairs }
        if let bad = pairs.firstIndex(where: { !$0.baseline.isFinite || !$0.variant.isFinite }) {
            throw .notFinite(pair: bad)
        }
        guard let baseline = Moments(of: pairs.map(\.baseline)),
            let variant = Moments(of: pairs.map(\.variant)),
            let a = baseline.standardDeviation, let b = variant.standardDeviation,
            baseline.mean != 0
        else { throw .outOfRange }
        let n = Double(pairs.count)
        let products = pairs.reduce(0) {
            $0 + ($1.baseline - baseline.mean) * ($1.variant - variant.mean)
        }
        let covariance = products / (n - 1) / n
        let t = StudentT(degreesOfFreedom: n - 1).twoSidedQuantile(confidence: confidence)
        let squared = t * t
        let denominator = baseline.mean * baseline.mean - squared * a * a / n
        let middle = baseline.mean * variant.mean - squared * covariance
        let last = variant.mean * variant.mean - squared * b * b / n
        let root = middle * middle - denominator * last
        ratio = variant.mean / baseline.mean
        guard ratio.isFinite else { throw .outOfRange }
        count = pairs.count
        self.confidence = confidence
        // Where the baseline's mean may be 0, the ratio may be anything.
        guard denominator > 0, root >= 0, root.isFinite else {
            (lower, upper) = (nil, nil)
            return
        }
        lower = (middle - root.squareRoot()) / denominator
        upper = (middle + root.squareRoot()) / denominator
    }
}
