internal import Foundation
public import Units

/// How a variant stands to its baseline: the geometric mean of variant ÷ baseline over pairs.
///
/// The t interval is that of the logarithms of the ratios. Pairing inside a block takes out what
/// both trials share (temperature, clocks, neighbours), and the logarithm makes "half" and
/// "twice" the same distance, so that exchanging the two inverts the ratio and its interval.
/// With 5 blocks the interval covers the truth as often as it says, where a bootstrap does not.
public struct PairedRatio: Sendable, Hashable {
    /// The geometric mean of variant ÷ baseline: 0.9 is 10 % less than the baseline.
    public let ratio: Double

    /// The ends of the interval; `nil` for one pair, which says nothing of spread.
    public let lower: Double?
    public let upper: Double?

    /// The standard deviation of the logarithms of the ratios; `nil` for one pair.
    public let logStandardDeviation: Double?

    /// The two-sided probability of ratios this far from 1 if there were no difference.
    ///
    /// `nil` for one pair and where all ratios are equal: without spread there is no t.
    public let pValue: Double?

    /// The number of pairs, at least 1.
    public let count: Int

    /// How many pairs, from the first on, were the pilot that the interval takes its spread from;
    /// `nil` where it is that of all.
    public let pilotCount: Int?
    public let confidence: Double

    /// The ratio of quantities above zero.
    ///
    /// - Throws: `PairingFault` without pairs or where a value is not finite or not above zero.
    public init<Value: Quantity>(
        of pairs: some Sequence<Pair<Value>>,
        confidence: Double = 0.95,
        pilot: Int? = nil
    ) throws(PairingFault) {
        let plain = pairs.map {
            Pair(baseline: $0.baseline.magnitude, variant: $0.variant.magnitude)
        }
        try self.init(of: plain, confidence: confidence, pilot: pilot)
    }

    /// The ratio of plain numbers above zero, such as seconds.
    ///
    /// - Parameters:
    ///   - pairs: in the order in which they were made.
    ///   - confidence: of the interval.
    ///   - pilot: where the number of pairs was worked out from the spread of the first so many
    ///     (`pairs(forHalfWidth:)`): the interval is then Stein's, with that spread and its degrees
    ///     of freedom. The spread of all would be too small, because fewer pairs were made where the
    ///     pilot's happened to be small.
    /// - Throws: `PairingFault` without pairs or where a value is not finite or not above zero.
    public init(
        of pairs: some Sequence<Pair<Double>>,
        confidence: Double = 0.95,
        pilot: Int? = nil
    ) throws(PairingFault) {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        let logarithms = try Self.logarithms(of: Array(pairs))
        guard let moments = Moments(of: logarithms) else { throw .outOfRange }
        let first = pilot.flatMap { $0 < 2 ? nil : Moments(of: logarithms.prefix($0)) }
        let spread = first ?? moments
        pilotCount = first?.count
        let halfWidth = spread.halfWidth(confidence: confidence, over: moments.count)
        ratio = exp(moments.mean)
        guard ratio.isFinite, ratio > 0 else { throw .outOfRange }
        lower = halfWidth.map { exp(moments.mean - $0) }
        upper = halfWidth.map { exp(moments.mean + $0) }
        logStandardDeviation = moments.standardDeviation
        pValue = spread.pValueAgainstZero(of: moments.mean, over: moments.count)
        count = moments.count
        self.confidence = confidence
    }

    private static func logarithms(of pairs: [Pair<Double>]) throws(PairingFault) -> [Double] {
        guard !pairs.isEmpty else { throw .noPairs }
        var logarithms: [Double] = []
        for (number, pair) in pairs.enumerated() {
            guard pair.baseline.isFinite, pair.variant.isFinite else {
                throw .notFinite(pair: number)
            }
            guard pair.baseline > 0, pair.variant > 0 else { throw .notPositive(pair: number) }
            logarithms.append(logRatio(pair))
        }
        return logarithms
    }

    /// The logarithm of variant ÷ baseline, of exactly the other sign for the exchanged pair.
    private static func logRatio(_ pair: Pair<Double>) -> Double {
        let larger = max(pair.baseline, pair.variant)
        let quotient = larger / min(pair.baseline, pair.variant)
        let size =
            quotient.isFinite ? log(quotient) : log(larger) - log(min(pair.baseline, pair.variant))
        return pair.variant >= pair.baseline ? size : -size
    }
}

extension Moments {
    /// The two-sided p-value of the t test against a mean of zero; `nil` without spread.
    var pValueAgainstZero: Double? { pValueAgainstZero(of: mean, over: count) }

    /// The same of the mean of a number of values that have this spread.
    func pValueAgainstZero(of mean: Double, over number: Int) -> Double? {
        guard let standardDeviation, standardDeviation > 0 else { return nil }
        let t = abs(mean) / (standardDeviation / Double(number).squareRoot())
        return 2 * StudentT(degreesOfFreedom: Double(count - 1)).upperTail(t)
    }
}
