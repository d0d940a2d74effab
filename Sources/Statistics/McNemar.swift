internal import Foundation

/// How two classifiers that answered the same questions differ: McNemar's test and the interval of
/// the difference of their shares of right answers.
///
/// Only the questions that one of them got right and the other wrong tell them apart (McNemar,
/// Psychometrika 12, 1947). The p-value is exact, from the binomial distribution, and therefore
/// good for few of them, too.
public struct McNemar: Sendable, Hashable {
    /// The questions that both answered.
    public let count: Int

    /// Those that only the baseline got right, and only the variant.
    public let onlyBaseline: Int
    public let onlyVariant: Int

    /// The share of right answers of the variant less that of the baseline, in −1…1.
    public let difference: Double

    /// The interval of the difference, Bonett and Price's adjusted one for paired data.
    ///
    /// It is not centred on `difference`, and has a width also where both gave the same answers.
    /// (Journal of Educational and Behavioral Statistics 37, 2012.)
    public let lower: Double
    public let upper: Double
    public let confidence: Double

    /// The two-sided probability of answers this far apart if neither were better; 1 where no
    /// question tells them apart.
    public let pValue: Double

    /// Compares whether each answer was right, both of the same questions in the same order.
    ///
    /// `nil` without questions, and where the numbers of answers differ.
    public init?(baseline: [Bool], variant: [Bool], confidence: Double = 0.95) {
        guard baseline.count == variant.count, !baseline.isEmpty else { return nil }
        var (left, right) = (0, 0)
        for (one, other) in zip(baseline, variant) where one != other {
            if one { left += 1 } else { right += 1 }
        }
        self.init(
            count: baseline.count,
            onlyBaseline: left,
            onlyVariant: right,
            confidence: confidence
        )
    }

    /// The same from the counts, of which `count` is above 0.
    public init(count: Int, onlyBaseline: Int, onlyVariant: Int, confidence: Double = 0.95) {
        precondition(count > 0 && onlyBaseline >= 0 && onlyVariant >= 0, "counts")
        precondition(onlyBaseline + onlyVariant <= count, "each question is counted once")
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        self.count = count
        self.onlyBaseline = onlyBaseline
        self.onlyVariant = onlyVariant
        self.confidence = confidence
        difference = Double(onlyVariant - onlyBaseline) / Double(count)
        let total = Double(count + 2)
        let gained = Double(onlyVariant + 1) / total
        let lost = Double(onlyBaseline + 1) / total
        let centre = gained - lost
        let error = ((gained + lost - centre * centre) / total).squareRoot()
        let z = -StandardNormal.quantile((1 - confidence) / 2)
        lower = max(centre - z * error, -1)
        upper = min(centre + z * error, 1)
        let discordant = onlyBaseline + onlyVariant
        pValue = min(
            1,
            2 * FairCoin.cumulative(min(onlyBaseline, onlyVariant), of: discordant)
        )
    }
}
