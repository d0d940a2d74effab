internal import Foundation

/// The Hodges–Lehmann figure of a ratio over pairs, with the interval and the p-value of Wilcoxon's
/// signed-rank test: a few wild blocks do not move it.
///
/// The median of the means of all two logarithms of ratios (each with itself, too). (Hodges and
/// Lehmann, Annals of Mathematical Statistics 34, 1963; Hollander and Wolfe, Nonparametric
/// Statistical Methods, 3.)
public struct HodgesLehmann: Sendable, Hashable {
    public let ratio: Double

    /// `nil` where so few pairs cannot give an interval of this confidence: below 6 for 95 %.
    public let lower: Double?
    public let upper: Double?

    /// Two-sided; exact up to 50 pairs, ties included, then by the normal approximation.
    ///
    /// Ratios of just 1 are left out, as Wilcoxon did; `nil` where all are.
    public let pValue: Double?
    public let count: Int
    public let confidence: Double

    /// - Throws: `PairingFault` without pairs or where a value is not finite or not above zero.
    public init(of pairs: [Pair<Double>], confidence: Double = 0.95) throws(PairingFault) {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        guard !pairs.isEmpty else { throw .noPairs }
        var values: [Double] = []
        for (number, pair) in pairs.enumerated() {
            guard pair.baseline.isFinite, pair.variant.isFinite else {
                throw .notFinite(pair: number)
            }
            guard pair.baseline > 0, pair.variant > 0 else { throw .notPositive(pair: number) }
            values.append(log(pair.variant) - log(pair.baseline))
        }
        let walsh = Self.walshAverages(values)
        ratio = exp(Self.median(of: walsh))
        guard ratio.isFinite, ratio > 0 else { throw .outOfRange }
        count = values.count
        self.confidence = confidence
        pValue = SignedRanks(values)?.pValue
        let outside = SignedRanks.lowestPlace(count: count, share: (1 - confidence) / 2)
        lower = outside.map { exp(walsh[$0 - 1]) }
        upper = outside.map { exp(walsh[walsh.count - $0]) }
    }

    private static func walshAverages(_ values: [Double]) -> [Double] {
        var averages: [Double] = []
        averages.reserveCapacity(values.count * (values.count + 1) / 2)
        for first in values.indices {
            for second in first..<values.count {
                averages.append((values[first] + values[second]) / 2)
            }
        }
        return averages.sorted()
    }

    private static func median(of sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// Wilcoxon's signed-rank statistic.
struct SignedRanks {
    /// Above this number the normal approximation is used.
    static let mostExact = 50

    /// The sum of the ranks of the values above 0, and all ranks; mean ranks for equal sizes.
    private let above: Double
    private let ranks: [Double]

    /// - Returns: `nil` where all values are 0.
    init?(_ values: [Double]) {
        let kept = values.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
        guard !kept.isEmpty else { return nil }
        var ranks: [Double] = []
        var first = 0
        while first < kept.count {
            var next = first
            while next < kept.count, abs(kept[next]) == abs(kept[first]) { next += 1 }
            ranks += Array(repeating: Double(first + next + 1) / 2, count: next - first)
            first = next
        }
        self.ranks = ranks
        above = zip(kept, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    }

    /// Two-sided.
    var pValue: Double {
        let total = ranks.reduce(0, +)
        let smaller = min(above, total - above)
        guard ranks.count > Self.mostExact else {
            let weights = Self.weights(ofDoubledRanks: ranks.map { Int(($0 * 2).rounded()) })
            let tail = weights.prefix(Int((smaller * 2).rounded()) + 1).reduce(0, +)
            return min(1, 2 * tail)
        }
        // The variance Σ rank²/4 holds the correction for ties.
        let deviation = (ranks.reduce(0) { $0 + $1 * $1 } / 4).squareRoot()
        return min(1, 2 * StandardNormal.cumulative((smaller - total / 2) / deviation))
    }

    /// The place, counted from 1, of the Walsh average that is the lower end of an interval which
    /// leaves at most a share outside on each side; `nil` where there is none.
    static func lowestPlace(count: Int, share: Double) -> Int? {
        let total = Double(count * (count + 1)) / 2
        guard count <= mostExact else {
            let sizes = (1...count).map { Double($0) * Double($0) }
            let deviation = (sizes.reduce(0, +) / 4).squareRoot()
            let place = total / 2 + StandardNormal.quantile(share) * deviation
            return place < 1 ? nil : Int(place)
        }
        let weights = weights(ofDoubledRanks: (1...count).map { 2 * $0 })
        // The largest place k with P(W ≤ k − 1) ≤ share.
        var sum = 0.0
        var place = 0
        while place * 2 < weights.count {
            sum += weights[place * 2]
            guard sum <= share else { break }
            place += 1
        }
        return place == 0 ? nil : place
    }

    /// The probability of each sum of the doubled ranks whose value is above 0, by its place.
    private static func weights(ofDoubledRanks ranks: [Int]) -> [Double] {
        var weights = [Double](repeating: 0, count: ranks.reduce(0, +) + 1)
        weights[0] = 1
        var highest = 0
        for rank in ranks {
            highest += rank
            for sum in stride(from: highest, through: 0, by: -1) {
                let without = sum <= highest - rank ? weights[sum] : 0
                let with = sum >= rank ? weights[sum - rank] : 0
                weights[sum] = (without + with) / 2
            }
        }
        return weights
    }
}
