internal import Experiment
internal import Foundation
internal import Statistics
internal import Units

extension ComparisonReport {
    /// Judges every variant beside the baseline; the p-values of the whole table are one family.
    mutating func fillVerdicts() {
        let measured = summaries.filter { !$0.planned.isWarmUp && $0.isCompleted }
        let byVariant = Dictionary(grouping: measured, by: \.planned.variant)
        let baseline = byVariant[comparison.baseline] ?? []
        let drafts = rows.map { row -> VerdictDraft? in
            guard !row.isBaseline else { return nil }
            return VerdictDraft(
                row: row,
                sides: TrialSides(
                    byVariant[row.variant] ?? [],
                    baseline,
                    ranInTurn: ranInTurn
                ),
                comparison: comparison
            )
        }
        let pValues = drafts.flatMap { $0?.pValues ?? [] }
        let adjusted = Holm.adjusted(pValues)
        let factors = Holm.factors(pValues)
        let family = Family(
            size: pValues.count { $0 != nil },
            comparison: comparison,
            design: ranInTurn ? .inTurn : .recordings
        )
        let ofBaseline = rows.filter(\.isBaseline).map(Self.failures)
        var next = 0
        for (index, draft) in drafts.enumerated() {
            guard let draft else { continue }
            let range = next..<next + draft.questions.count
            next = range.upperBound
            rows[index].judgements = zip(draft.questions, zip(adjusted[range], factors[range]))
                .map { family.judgement(of: $0, draft, adjusted: $1.0, factor: $1.1) }
            rows[index].verdict = family.overall(
                rows[index],
                failures: ofBaseline + [Self.failures(of: rows[index])]
            )
        }
    }

    private static func failures(of row: VariantRow) -> OverallVerdict.Failures {
        OverallVerdict.Failures(
            failed: row.failedTrials,
            trials: row.failedTrials + row.completedTrials,
            of: row.variant
        )
    }

    /// What all questions of the table share.
    private struct Family {
        var size: Int
        var comparison: Comparison
        var design: JudgedDesign

        private var judge: RatioJudge {
            RatioJudge(bound: comparison.equivalence, questionCount: size, design: design)
        }

        func judgement(
            of question: VerdictDraft.Question,
            _ draft: VerdictDraft,
            adjusted: Double?,
            factor: Int
        ) -> MetricJudgement {
            var found = MetricJudgement(
                metric: question.metric,
                judgement: Judgement(
                    .inconclusive,
                    because: question.missing?.reason ?? "it is missing",
                    remedy: question.missing?.remedy
                ),
                ratio: question.ratio,
                quality: question.quality,
                checks: question.checks,
                provenance: question.metric.isOfEnergy ? draft.row.provenance : nil
            )
            if let ratio = question.ratio {
                found.judgement = judge.judge(
                    RatioJudge.Question(
                        ratio: ratio,
                        noise: question.noise,
                        isCounted: question.metric == .flops,
                        adjustedPValue: adjusted,
                        holmFactor: factor
                    )
                )
            } else if let evidence = question.quality, let metric = comparison.quality {
                found.judgement = QualityJudge(
                    metric: metric,
                    questionCount: size,
                    design: design
                )
                .judge(evidence, adjustedPValue: adjusted)
            }
            return found
        }

        func overall(_ row: VariantRow, failures: [OverallVerdict.Failures]) -> Judgement? {
            func of(_ metric: JudgedMetric) -> MetricJudgement? {
                row.judgements.first { $0.metric == metric }
            }
            guard let energy = of(.energyToTarget) ?? of(.energy) else { return nil }
            let quality = of(.quality).map { found in
                OverallVerdict.Quality(
                    judgement: found.judgement,
                    hasTolerance: comparison.quality?.tolerance != nil,
                    isShownLower: found.quality.map { evidence in
                        comparison.quality.map {
                            QualityJudge(metric: $0, questionCount: size).isShownLower(evidence)
                        } ?? false
                    } ?? false,
                    isContradicted: found.quality?.isContradicted ?? false
                )
            }
            return OverallVerdict(
                energy: energy.judgement,
                quality: quality,
                convergence: row.target.map { ($0.convergedTrials, $0.trials) },
                failures: failures
            ).judgement
        }
    }
}

/// What is asked of one variant, before the family of all questions is known.
struct VerdictDraft {
    struct Question {
        var metric: JudgedMetric
        var ratio: ComparedRatio?
        var quality: QualityEvidence?
        var noise: NoiseLimit?
        var checks: RatioChecks?
        var missing: (reason: String, remedy: String?)?
    }

    var row: VariantRow
    var questions: [Question] = []

    /// The p-value of each question; `nil` where it has none.
    var pValues: [Double?] {
        questions.map { $0.ratio.map(\.pValue) ?? $0.quality?.pValue }
    }

    init(
        row: VariantRow,
        sides: TrialSides,
        comparison: Comparison
    ) {
        self.row = row
        let obstacle = Self.obstacle(row, sides)
        let withoutWork = obstacle ?? Self.withoutWork(sides, unit: comparison.unitOfWork)
        addEnergy(sides, withoutWork ?? Self.withoutEnergy(sides))
        if row.scenario?.kind.isFixedRate != true { addTime(sides, withoutWork) }
        let isComparable = row.energyRatio != nil
        if isComparable, let power = try? sides.ratio({ $0.averagePower?.watts }) {
            questions.append(Question(metric: .power, ratio: power))
        }
        addWork(sides)
        if let target = row.target {
            addTarget(target.energyRatio, .energyToTarget)
            addTarget(target.timeRatio, .timeToTarget)
        }
        if let quality = comparison.quality {
            addQuality(sides, quality, variants: comparison.variants.count - 1, obstacle)
        }
    }

    /// Resamples of the bootstrap, for energy only: it is a check.
    private static let resamples = 2000

    /// Why nothing can be judged.
    private static func obstacle(
        _ row: VariantRow,
        _ sides: TrialSides
    ) -> (reason: String, remedy: String?)? {
        if row.completedTrials == 0 {
            return ("no trial of the variant completed", "trials that complete")
        }
        if sides.baseline.isEmpty {
            return ("no trial of the baseline completed", "a baseline that completes")
        }
        if sides.isEmpty {
            return ("no block has a completed trial of both", "the blocks that failed, again")
        }
        return nil
    }

    /// Where one side says nothing of its work.
    private static func withoutWork(
        _ sides: TrialSides,
        unit: String
    ) -> (reason: String, remedy: String?)? {
        let isSilent = [sides.variant, sides.baseline].contains { trials in
            trials.allSatisfy { $0.work == nil }
        }
        guard isSilent else { return nil }
        return (
            "the workload stated no amount of “\(unit)” above 0",
            "workloads that state “\(unit)” as a number above 0, or “unit: trial” in the suite"
        )
    }

    /// Where one side's energies are known and not one is above 0.
    private static func withoutEnergy(_ sides: TrialSides) -> (reason: String, remedy: String?)? {
        for (name, trials) in [("variant", sides.variant), ("baseline", sides.baseline)] {
            let energies = trials.compactMap { $0.energy.figure?.value.joules }
            guard energies.count == trials.count, energies.allSatisfy({ $0 <= 0 }) else { continue }
            return (
                "the energy of the \(name) is above 0 in no trial",
                "longer windows, or a counter that reads finer"
            )
        }
        return nil
    }

    /// The checks are of pairs: there are none where nothing is paired.
    private static func checks(
        _ sides: TrialSides,
        resamples: Int? = nil,
        _ figure: (TrialSummary) -> Double?
    ) -> RatioChecks? {
        guard sides.ranInTurn else { return nil }
        return RatioChecks(
            of: sides.pairs.compactMap { $0.both(figure) },
            resamples: resamples
        )
    }

    private mutating func addEnergy(
        _ sides: TrialSides,
        _ obstacle: (reason: String, remedy: String?)?
    ) {
        var question = Question(metric: .energy, ratio: row.energyRatio, noise: row.energyNoise)
        if row.energyRatio != nil {
            question.checks = Self.checks(sides, resamples: Self.resamples) {
                $0.energyPerUnit.figure?.value.joules
            }
        } else {
            let reason = row.energyPerUnit == nil ? row.energyMissingReason : nil
            question.missing =
                obstacle ?? (
                    "there is no energy ratio: "
                        + (reason ?? row.ratioMissingReason ?? "the baseline has no energy"),
                    "trials of both whose energy is known in one way"
                )
        }
        questions.append(question)
    }

    private mutating func addTime(
        _ sides: TrialSides,
        _ obstacle: (reason: String, remedy: String?)?
    ) {
        var question = Question(metric: .time, ratio: row.timeRatio, noise: row.timeNoise)
        if row.timeRatio != nil {
            question.checks = Self.checks(sides) { $0.timePerUnit?.seconds }
        } else {
            question.missing =
                obstacle ?? (
                    "there is no time ratio: "
                        + (row.ratioMissingReason ?? "a window or an amount of work is missing"),
                    "trials of both that state window and work"
                )
        }
        questions.append(question)
    }

    private mutating func addWork(_ sides: TrialSides) {
        if let memory = try? sides.ratio({ $0.peakMemory.figure?.value.bytes }) {
            questions.append(Question(metric: .memory, ratio: memory))
        }
        let executed = try? sides.ratio { trial in
            trial.work.flatMap { work in trial.flopsExecuted.map { $0.operations / work } }
        }
        if let executed {
            questions.append(Question(metric: .flops, ratio: executed))
        }
    }

    private mutating func addTarget(_ ratio: ComparedRatio?, _ metric: JudgedMetric) {
        var question = Question(metric: metric, ratio: ratio)
        if ratio == nil {
            question.missing = (
                "no block has both at the target with this figure", "trainings that all reach it"
            )
        }
        questions.append(question)
    }

    private mutating func addQuality(
        _ sides: TrialSides,
        _ quality: QualityMetric,
        variants: Int,
        _ obstacle: (reason: String, remedy: String?)?
    ) {
        var question = Question(metric: .quality)
        question.quality = QualityEvidence.find(
            in: sides,
            of: quality,
            confidence: quality.confidence(ofEachOf: variants)
        )
        if question.quality == nil {
            question.missing =
                obstacle ?? (
                    sides.ranInTurn
                        ? "no block has the quality (\(quality.event)) of both"
                        : "one of them has no quality (\(quality.event))",
                    "workloads that state “\(quality.event)” as a number"
                )
        }
        questions.append(question)
    }
}

extension VariantRow {
    /// The verdict of one metric; `nil` where it is not judged.
    public func judgement(of metric: JudgedMetric) -> MetricJudgement? {
        judgements.first { $0.metric == metric }
    }
}
