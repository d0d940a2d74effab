internal import Foundation
internal import Statistics

/// Judges ratios of a comparison's table, where lower is better.
struct RatioJudge {
    /// The probability of a false finding over the whole table.
    static let alpha = 0.05

    /// Of planning: how probable it is that the stated number of blocks settles it.
    static let power = 0.8

    /// More blocks than a suite may have are no remedy.
    static let mostBlocks = 10_000

    /// How far above 1 a ratio may be that does not matter, relative.
    var bound: Double

    /// How many questions the table asks.
    var questionCount: Int

    var design = JudgedDesign.inTurn

    /// Whether to work out what would settle an open question.
    var plans = true

    /// One ratio with what it is judged by.
    struct Question {
        var ratio: ComparedRatio

        /// What noise alone may make of the ratio; `nil` where it is not known.
        var noise: NoiseLimit?

        /// Whether it is counted, so that one pair says all.
        var isCounted = false

        var adjustedPValue: Double?

        /// What Holm's correction multiplied the p-value with.
        var holmFactor = 1
    }

    func judge(_ question: Question) -> Judgement {
        var judgement = verdict(question)
        judgement.adjustedPValue = question.adjustedPValue
        return judgement
    }

    private func verdict(_ question: Question) -> Judgement {
        let ratio = question.ratio
        let hasSpread =
            (ratio.logStandardDeviation ?? 0) > 0 || ratio.count == 1 && !question.isCounted
        guard hasSpread else { return verdictWithoutSpread(question) }
        guard ratio.count > 1 else {
            return Judgement(
                .inconclusive,
                because: "\(design.single) says nothing of the spread",
                remedy: design.afterSingle
            )
        }
        let isDifferent = (question.adjustedPValue ?? 1) < Self.alpha
        if let test = ratio.equivalence(within: bound), test.isShown(alpha: Self.alpha) {
            return equivalent(question, test, isDifferent: isDifferent)
        }
        guard isDifferent else { return open(question) }
        if let noise = question.noise, noise.holdsRatio { return lostInNoise(question, noise) }
        let side = ratio.logRatio < 0 ? "below" : "above"
        let floor = question.noise.map { ", beyond the noise floor (± \(percent($0.relative)))" }
        return Judgement(
            ratio.logRatio < 0 ? .better : .worse,
            because: "the interval lies \(side) 1\(significance(question))\(floor ?? "")"
                + design.caution
        )
    }

    private func verdictWithoutSpread(_ question: Question) -> Judgement {
        let ratio = question.ratio
        let basis =
            ratio.count == 1 ? "counted once" : design.same(inEachOf: ratio.count)
        let isBoundUsable = question.noise.map { $0.logLimit <= log1p(bound) } ?? true
        if abs(ratio.logRatio) <= log1p(bound), isBoundUsable {
            return Judgement(
                .equivalent,
                because: "the ratio is \(basis) and within \(boundText)"
            )
        }
        if let noise = question.noise, noise.holdsRatio {
            return lostInNoise(question, noise)
        }
        return Judgement(
            ratio.logRatio < 0 ? .better : .worse,
            because: "the ratio is \(basis)"
        )
    }

    private func equivalent(
        _ question: Question,
        _ test: Equivalence,
        isDifferent: Bool
    ) -> Judgement {
        if let noise = question.noise, noise.logLimit > test.bound {
            return Judgement(
                .inconclusive,
                because: "it looks equivalent within \(boundText), but the noise floor is wider "
                    + "(± \(percent(noise.relative)))",
                remedy: "a bound above the noise floor, or a quieter machine"
            )
        }
        let shown = "within \(boundText) (two one-sided tests, p \(pText(test.pValue)))"
        return Judgement(
            .equivalent,
            because: isDifferent
                ? "there is a difference\(significance(question)), and it is shown to lie \(shown)"
                : "the ratio is shown to lie \(shown)\(design.caution)"
        )
    }

    private func lostInNoise(_ question: Question, _ noise: NoiseLimit) -> Judgement {
        let ratio = question.ratio
        // The floor of a mean falls with the root of the number of blocks.
        let factor = noise.logLimit / abs(ratio.logRatio)
        let needed = (Double(ratio.count) * factor * factor).rounded(.up) + 1
        let isFew = needed <= Double(Self.mostBlocks)
        return Judgement(
            .inconclusive,
            because: "noise alone may make such a ratio: it is within the floor "
                + "(± \(percent(noise.relative))) that a calibration found",
            remedy: isFew
                ? design.more(Int(needed), than: ratio.count)
                : "a quieter machine or longer windows"
        )
    }

    /// Where neither a difference nor equivalence is shown.
    private func open(_ question: Question) -> Judgement {
        let ratio = question.ratio
        var reason = "the interval holds 1 and reaches beyond \(boundText)"
        if let alone = ratio.pValue, alone < Self.alpha, let adjusted = question.adjustedPValue {
            reason =
                "p \(pText(alone)) alone, but \(pText(adjusted, equals: "")) among the table's "
                + "\(questionCount) questions (Holm)"
        }
        return Judgement(
            .inconclusive,
            because: reason,
            remedy: plans ? remedy(question) : nil
        )
    }

    /// The smaller number of blocks that shows a difference of the size seen, or equivalence.
    private func remedy(_ question: Question) -> String {
        let ratio = question.ratio
        guard let deviation = ratio.logStandardDeviation else { return design.afterSingle }
        var difference = SampleSize.pairs(
            toFind: ratio.logRatio,
            deviation: deviation,
            alpha: Self.alpha / Double(max(question.holmFactor, 1)),
            power: Self.power
        )
        var equivalence = SampleSize.pairs(
            toShowWithin: log1p(bound),
            of: ratio.logRatio,
            deviation: deviation,
            alpha: Self.alpha,
            power: Self.power
        )
        if let noise = question.noise {
            let factor = noise.logLimit / max(abs(ratio.logRatio), 1e-300)
            let least = Double(ratio.count) * factor * factor + 1
            difference = difference.flatMap {
                least > Double(Self.mostBlocks) ? nil : max($0, Int(least.rounded(.up)))
            }
            if noise.logLimit > log1p(bound) { equivalence = nil }
        }
        guard let needed = [difference, equivalence].compactMap(\.self).min(),
            needed <= Self.mostBlocks
        else { return design.hopeless }
        return design.more(needed, than: ratio.count)
    }

    private func significance(_ question: Question) -> String {
        guard let adjusted = question.adjustedPValue else { return "" }
        return questionCount > 1
            ? " (p \(pText(adjusted)) after Holm for \(questionCount) questions)"
            : " (p \(pText(adjusted)))"
    }

    /// "± 1 %".
    var boundText: String { "± \(percent(bound))" }

    private func percent(_ share: Double) -> String {
        NumberText.significant(share * 100, digits: 2).withoutEmptyDecimals + " %"
    }
}

/// "= 0.012", "< 0.0001".
func pText(_ value: Double, equals: String = "= ") -> String {
    value < 0.0001 ? "< 0.0001" : equals + NumberText.significant(value, digits: 2)
}

extension String {
    /// "1" for "1.0", "0.50" as it is.
    var withoutEmptyDecimals: String {
        guard contains("."), let number = Double(self), number == number.rounded(),
            number.magnitude < 1e15
        else { return self }
        return "\(Int64(number))"
    }
}
