/// How far a variant is above its baseline: the mean of variant − baseline over pairs.
///
/// For values that a ratio does not suit, such as accuracies, which may be zero and whose
/// distance in points is what is asked for. Differences that are all equal give an interval of
/// zero width.
public struct PairedDifference: Sendable, Hashable {
    /// The mean of variant − baseline, in the unit of the values.
    public let difference: Double

    /// The interval is `difference ± halfWidth`; `nil` for one pair.
    public let halfWidth: Double?

    /// The standard deviation of the differences; `nil` for one pair.
    public let standardDeviation: Double?

    /// The two-sided probability of differences this far from 0 if there were none.
    ///
    /// `nil` for one pair and where all differences are equal: without spread there is no t.
    public let pValue: Double?

    /// The number of pairs, at least 1.
    public let count: Int
    public let confidence: Double

    public var lower: Double? { halfWidth.map { difference - $0 } }
    public var upper: Double? { halfWidth.map { difference + $0 } }

    /// The difference of finite values of any sign.
    ///
    /// - Throws: `PairingFault` without pairs or where a value is not finite.
    public init(of pairs: some Sequence<Pair<Double>>, confidence: Double = 0.95)
        throws(PairingFault)
    {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        let pairs = Array(pairs)
        guard !pairs.isEmpty else { throw .noPairs }
        if let bad = pairs.firstIndex(where: { !$0.baseline.isFinite || !$0.variant.isFinite }) {
            throw .notFinite(pair: bad)
        }
        let differences = pairs.map { $0.variant - $0.baseline }
        guard let moments = Moments(of: differences) else { throw .outOfRange }
        difference = moments.mean
        halfWidth = moments.halfWidth(confidence: confidence)
        standardDeviation = moments.standardDeviation
        pValue = moments.pValueAgainstZero
        count = moments.count
        self.confidence = confidence
    }
}
