internal import Experiment
internal import Foundation
internal import Statistics

extension AcrossComparison {
    /// Judges every figure by the rules of a single run's report; the p-values of all variants and
    /// runs of the comparison are one family.
    mutating func fillVerdicts() {
        let findings = variants.flatMap { $0.cells.flatMap(\.findings) }
        let pValues = findings.map(\.pValue)
        questionCount = pValues.count { $0 != nil }
        let family = AcrossFamily(comparison: comparison, size: questionCount)
        var judged = zip(findings, zip(Holm.adjusted(pValues), Holm.factors(pValues)))
            .map { family.judged($0, adjusted: $1.0, factor: $1.1) }[...]
        for variant in variants.indices {
            for cell in variants[variant].cells.indices {
                let count = variants[variant].cells[cell].findings.count
                variants[variant].cells[cell].findings = Array(judged.prefix(count))
                judged = judged.dropFirst(count)
                guard let first = variants[variant].cells.first else { continue }
                variants[variant].cells[cell].verdict = family.overall(
                    variants[variant].cells[cell],
                    beside: first
                )
            }
        }
    }
}

/// What all questions of a comparison share.
private struct AcrossFamily {
    var comparison: Comparison
    var size: Int

    private func qualityJudge(
        _ metric: QualityMetric,
        _ design: JudgedDesign = .twoRuns
    ) -> QualityJudge {
        QualityJudge(metric: metric, questionCount: size, design: design)
    }

    func judged(_ finding: AcrossFinding, adjusted: Double?, factor: Int) -> AcrossFinding {
        guard finding.standing == .judged else { return finding }
        var found = finding
        if let evidence = finding.quality, let metric = comparison.quality {
            found.judgement = qualityJudge(metric, finding.design)
                .judge(evidence, adjustedPValue: adjusted)
        } else if let ratio = finding.ratio {
            let judge = RatioJudge(
                bound: comparison.equivalence,
                questionCount: size,
                design: finding.design
            )
            found.judgement = judge.judge(
                RatioJudge.Question(
                    ratio: .apart(ratio),
                    noise: finding.noise,
                    adjustedPValue: adjusted,
                    holmFactor: factor
                )
            )
            if let scale = finding.scale { found.judgement = doubted(found, ratio, scale) }
        }
        return found
    }

    /// The verdict where the sensors of two machines may be apart by a share.
    private func doubted(
        _ finding: AcrossFinding,
        _ ratio: WelchRatio,
        _ scale: Double
    ) -> Judgement {
        let own = finding.judgement
        let share = NumberText.significant(scale * 100, digits: 2)
        let sensors = "the sensors of two machines may be ± \(share) % apart"
        let isWithin = abs(ratio.logarithms.difference) <= log1p(scale)
        let reason: String
        switch own.verdict {
        case .better where isWithin, .worse where isWithin:
            reason = "\(sensors), and the ratio is less"
        case .equivalent where scale > comparison.equivalence:
            reason = "it looks equivalent, but \(sensors)"
        default: return own
        }
        return Judgement(
            .inconclusive,
            because: reason,
            remedy: "one meter for both machines",
            adjustedPValue: own.adjustedPValue
        )
    }

    /// `nil` in the first run.
    func overall(_ cell: AcrossCell, beside first: AcrossCell) -> Judgement? {
        guard let energy = cell.finding(.energyToTarget) ?? cell.finding(.energy) else {
            return nil
        }
        let quality = cell.finding(.quality).map { found in
            OverallVerdict.Quality(
                judgement: found.judgement,
                hasTolerance: comparison.quality?.tolerance != nil,
                isShownLower: found.quality.map { evidence in
                    comparison.quality.map { qualityJudge($0).isShownLower(evidence) } ?? false
                } ?? false,
                isContradicted: found.quality?.isContradicted ?? false
            )
        }
        let targets = [first, cell].compactMap(\.row.target)
        let failures = [first, cell].map { each in
            OverallVerdict.Failures(
                failed: each.row.failedTrials,
                trials: each.row.failedTrials + each.row.completedTrials,
                of: "run \(AcrossReport.letter(each.number))"
            )
        }
        return OverallVerdict(
            energy: energy.judgement,
            quality: quality,
            convergence: targets.isEmpty
                ? nil
                : (
                    targets.reduce(0) { $0 + $1.convergedTrials },
                    targets.reduce(0) { $0 + $1.trials }
                ),
            failures: failures
        ).judgement
    }
}
