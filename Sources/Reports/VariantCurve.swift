public import Experiment
internal import Units

/// The power of one trial of a variant over time: that with the median energy for a unit of work.
public struct VariantCurve: Sendable {
    public var comparison: String
    public var variant: String
    public var trialID: String

    /// From 0 on.
    public var block: Int

    /// Thinned; its energy is that of the trial.
    public var curve: PowerCurve

    /// Those of a name that are too close to be told apart in a drawing are one.
    public var phases: [PhaseSpan]

    /// No curve has more points than this.
    public static let mostPoints = 600

    /// Of no more variants than this is there a curve in a report.
    public static let mostVariants = 24
}

extension Report {
    /// Works out the curves of the variants of a comparison.
    ///
    /// - Parameters:
    ///   - comparison: with its summaries.
    ///   - trials: of the run, with their readings.
    ///   - run: whose model stands in for counters.
    /// - Returns: none for a variant without a completed trial that has an energy.
    static func curves(
        of comparison: ComparisonReport,
        trials: [Trial],
        run: Run
    ) -> [VariantCurve] {
        let measured = comparison.summaries.filter { $0.isCompleted && !$0.planned.isWarmUp }
        let byVariant = Dictionary(grouping: measured, by: \.planned.variant)
        let byID = Dictionary(trials.map { ($0.id, $0) }) { first, _ in first }
        let chosen = comparison.rows.lazy.compactMap { row -> Trial? in
            medianTrial(of: byVariant[row.variant] ?? []).flatMap { byID[$0.trialID] }
        }
        return chosen.prefix(VariantCurve.mostVariants).map { trial in
            let window = trial.window?.duration ?? .zero
            return VariantCurve(
                comparison: comparison.comparison.name,
                variant: trial.planned.variant,
                trialID: trial.id,
                block: trial.planned.block,
                curve: trial.powerCurve(estimateModel: run.estimateModel)
                    .thinned(to: VariantCurve.mostPoints),
                phases: trial.phaseSpans(mergingWithin: window / VariantCurve.mostPoints)
            )
        }
    }

    /// The trial in the middle by its energy for a unit of work, or where none states its work, by
    /// its energy; of two in the middle the lower one.
    private static func medianTrial(of trials: [TrialSummary]) -> TrialSummary? {
        func sorted(_ energy: (TrialSummary) -> Double?) -> [TrialSummary] {
            trials.compactMap { trial in energy(trial).map { (trial, $0) } }
                .sorted { ($0.1, $0.0.planned.sequence) < ($1.1, $1.0.planned.sequence) }
                .map(\.0)
        }
        let perUnit = sorted { $0.energyPerUnit.figure?.value.joules }
        let known = perUnit.isEmpty ? sorted { $0.energy.figure?.value.joules } : perUnit
        return known.isEmpty ? nil : known[(known.count - 1) / 2]
    }
}
