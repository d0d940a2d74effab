internal import Experiment
internal import Foundation
internal import Statistics

/// Judges differences of quality against the tolerance that a suite states.
struct QualityJudge {
    var metric: QualityMetric
    var questionCount: Int
    var design = JudgedDesign.inTurn

    func judge(_ evidence: QualityEvidence, adjustedPValue: Double?) -> Judgement {
        if let problem = evidence.outcomesProblem, let remedy = problem.remedy {
            return Judgement(
                .inconclusive,
                because: problem.reason,
                remedy: remedy,
                adjustedPValue: adjustedPValue
            )
        }
        var judgement =
            metric.tolerance.map { verdict(evidence, tolerance: $0, adjustedPValue) }
            ?? verdict(evidence, adjustedPValue)
        judgement.adjustedPValue = adjustedPValue
        if let problem = evidence.outcomesProblem { judgement.reason += "; \(problem.reason)" }
        return judgement
    }

    /// Whether it is shown to be lower, by the interval alone: then a variant is not called better
    /// without a tolerance.
    func isShownLower(_ evidence: QualityEvidence) -> Bool {
        !evidence.isContradicted && side(evidence) < 0
    }

    /// The interval with positive numbers for better.
    private func interval(_ evidence: QualityEvidence) -> ClosedRange<Double>? {
        guard let lower = evidence.lower, let upper = evidence.upper else { return nil }
        return metric.higherIsBetter ? lower...upper : -upper...(-lower)
    }

    /// 1: shown better, −1: shown lower, 0: neither.
    private func side(_ evidence: QualityEvidence) -> Int {
        guard let interval = interval(evidence) else { return 0 }
        return interval.lowerBound > 0 ? 1 : interval.upperBound < 0 ? -1 : 0
    }

    private func verdict(
        _ evidence: QualityEvidence,
        tolerance: Double,
        _ adjusted: Double?
    ) -> Judgement {
        let limit = text(tolerance)
        guard let interval = interval(evidence) else {
            return Judgement(
                .inconclusive,
                because:
                    "\(design.single) says nothing of the spread, so that the quality is not shown to "
                    + "be within the tolerance of \(limit)",
                remedy: "\(design.afterSingle), or outcomes of examples"
            )
        }
        let basis = basis(evidence)
        // 0.895 − 0.9 is a little below −0.005 in floating point: at the tolerance is within it.
        let edge = -tolerance - 1e-9 * max(tolerance, evidence.difference.magnitude)
        if interval.lowerBound >= edge {
            let isBetter = side(evidence) > 0 && (adjusted ?? 0) < RatioJudge.alpha
            return Judgement(
                isBetter ? .better : .equivalent,
                because: isBetter
                    ? "it is shown to be better (\(basis))"
                    : "it is shown to be kept within the tolerance of \(limit) (\(basis))"
            )
        }
        if interval.upperBound < edge {
            return Judgement(
                .worse,
                because: "it is shown to be worse than the tolerance of \(limit) (\(basis))"
            )
        }
        return Judgement(
            .inconclusive,
            because: "it may be worse than the tolerance of \(limit) (\(basis))",
            remedy: remedy(evidence, tolerance: tolerance)
        )
    }

    /// Without a tolerance.
    private func verdict(_ evidence: QualityEvidence, _ adjusted: Double?) -> Judgement {
        let advice = "a tolerance (quality: {tolerance: …}) in the suite"
        guard interval(evidence) != nil else {
            return Judgement(
                .inconclusive,
                because: "\(design.single) says nothing of the spread",
                remedy: "\(design.afterSingle), or outcomes of examples"
            )
        }
        let basis = basis(evidence)
        if evidence.basis == .sameInEveryBlock, evidence.difference == 0 {
            return Judgement(.equivalent, because: "it is \(design.same)")
        }
        if side(evidence) != 0, (adjusted ?? 0) < RatioJudge.alpha {
            let isBetter = side(evidence) > 0
            return Judgement(
                isBetter ? .better : .worse,
                because: "it is shown to be \(isBetter ? "better" : "lower") (\(basis)), and no "
                    + "tolerance is stated",
                remedy: isBetter ? nil : advice
            )
        }
        return Judgement(
            .inconclusive,
            because:
                "no difference is shown (\(basis)), and there is no tolerance to hold it against",
            remedy: advice
        )
    }

    /// How many more blocks, or examples, show on which side of the tolerance it is.
    private func remedy(_ evidence: QualityEvidence, tolerance: Double) -> String {
        let own = metric.higherIsBetter ? evidence.difference : -evidence.difference
        let distance = own + tolerance
        switch evidence.basis {
        case .blocks, .apart:
            guard let deviation = evidence.deviation,
                let needed = SampleSize.pairs(
                    toFind: distance,
                    deviation: deviation,
                    alpha: 1 - evidence.confidence
                ),
                needed <= RatioJudge.mostBlocks
            else { return "a wider tolerance" }
            return design.more(needed, than: evidence.count)
        case .examples, .exampleMeans:
            guard let interval = interval(evidence), distance != 0 else {
                return "a wider tolerance"
            }
            let z = (interval.upperBound - interval.lowerBound) / 2 / distance
            // The half-width is this many standard errors, 1.96 at 95 %; 80 % of tries take 0.84 more.
            let width = -StandardNormal.quantile((1 - evidence.confidence) / 2)
            let factor = z * z * (1 + 0.84 / width) * (1 + 0.84 / width)
            let needed = Double(evidence.count) * max(factor, 1)
            guard needed < 1e8 else { return "a wider tolerance" }
            return "a test set of about \(NumberText.significant(needed, digits: 2)) examples"
        case .sameInEveryBlock: return "a wider tolerance"
        }
    }

    /// The difference with its interval, and what that holds with where it is not 95 %.
    private func points(_ evidence: QualityEvidence) -> String {
        let (lower, upper) = (evidence.lower, evidence.upper)
        let points =
            metric.isShare
            ? NumberText.points(evidence.difference, lower: lower, upper: upper)
            : NumberText.interval(evidence.difference, lower: lower, upper: upper)
        guard evidence.confidence > 0.95, evidence.basis != .sameInEveryBlock else { return points }
        // As many nines as there are, and two more digits.
        let nines = Int(-log10(1 - evidence.confidence))
        let level = NumberText.fixed(evidence.confidence * 100, nines).withoutEmptyDecimals
        return "\(points) at \(level) % for all variants together,"
    }

    private func basis(_ evidence: QualityEvidence) -> String {
        let points = points(evidence)
        switch evidence.basis {
        case .blocks: return "\(points) over \(evidence.count) blocks"
        case .apart: return "\(points)\(points.hasSuffix(",") ? "" : ",") of trials apart"
        case .sameInEveryBlock:
            return
                "\(points), \(design.same); what another test set would give is not in it"
        case .examples:
            return "\(points) over \(evidence.count) examples, \(evidence.onlyBaseline ?? 0) lost, "
                + "\(evidence.onlyVariant ?? 0) gained, McNemar p "
                + pText(evidence.pValue ?? .nan)
        case .exampleMeans:
            return "\(points) over \(evidence.count) examples' means over blocks"
        }
    }

    private func text(_ tolerance: Double) -> String {
        metric.isShare
            ? NumberText.significant(tolerance * 100, digits: 2).withoutEmptyDecimals + " pt"
            : NumberText.significant(tolerance, digits: 3)
    }
}

extension QualityMetric {
    /// Accuracies are shares and are shown in percent; other metrics as they are.
    ///
    /// MLPerf states the loss of some trainings as `eval_accuracy`: that of which less is better is
    /// no share.
    var isShare: Bool { event.hasSuffix("accuracy") && higherIsBetter }

    /// As tables head its column.
    var heading: String { event == "eval_accuracy" && isShare ? "accuracy" : event }
}
