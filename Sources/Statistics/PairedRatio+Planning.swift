internal import Foundation

extension PairedRatio {
    /// How many pairs make the interval of the ratio as narrow as wanted, seen from these as a
    /// pilot: n = max(n₀, ⌈(t₍n₀−1₎ · s₀ / ln(1 + half-width))²⌉).
    ///
    /// Stein's two-stage rule: worked out once, from the pilot only, the interval
    /// exp(mean ± t₍n₀−1₎ · s₀ / √n) over all n pairs covers as often as it says. (Annals of
    /// Mathematical Statistics 16, 1945.)
    ///
    /// - Parameter halfWidth: relative: 0.01 asks for an upper end 1 % above the ratio.
    /// - Returns: at least `count`, at most 10⁹; `nil` for one pair.
    public func pairs(forHalfWidth halfWidth: Double) -> Int? {
        precondition(halfWidth > 0, "a half-width is above 0")
        guard let logStandardDeviation else { return nil }
        let t = StudentT(degreesOfFreedom: Double(count - 1))
            .twoSidedQuantile(confidence: confidence)
        let root = t * logStandardDeviation / log1p(halfWidth)
        return max(count, Int(min((root * root).rounded(.up), 1e9)))
    }
}

extension PairedRatio {
    /// The natural logarithm of the ratio.
    public var logRatio: Double { log(ratio) }
}
