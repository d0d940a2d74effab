public import Experiment

/// What a run says: one value that every output format is made from.
public struct Report: Sendable {
    public var run: Run
    public var comparisons: [ComparisonReport]

    /// How the machine was before and after it.
    public var hostStates: HostStates

    /// What the pilots of an adaptive run said, in the order of the comparisons.
    public var decisions: [BlockDecision]

    /// What the machine drew while it was idle before and after it.
    public var idle: IdleBaseline

    /// How many trials were made, of `run.plannedTrials`; those to be made again are not counted.
    public var trialCount: Int

    /// What is to be known of a run that was not made in one go.
    public var resumptionNotes: [String]

    /// The power of one trial of each variant; empty where the report was made without them.
    public var curves: [VariantCurve] = []

    /// What the machine can do, where its owner states it.
    public var balance: MachineBalance?

    /// What the run emitted and cost; `nil` where nobody asked for it.
    public var footprint: Footprint?

    /// The version of the output formats.
    public static let formatVersion = 1

    /// Works a report out from the raw readings of a run's trials.
    ///
    /// `noiseFloors` are those of suites of this name on its host, the newest first; only those
    /// of baselines that do the same are used. `hasCurves` is whether `curves` are worked out, for
    /// plots.
    public init(
        run: Run,
        trials: [Trial],
        hostStates: HostStates = HostStates(),
        noiseFloors: [NoiseFloor] = [],
        idle measurements: IdleMeasurements = IdleMeasurements(),
        settings: ReportSettings = ReportSettings(),
        hasCurves: Bool = false
    ) {
        let idle = IdleBaseline(of: measurements)
        let power = idle.power
        self.run = run
        self.idle = idle
        self.hostStates = hostStates
        balance = settings.balance
        let trials = trials.withoutSuperseded()
        trialCount = trials.count { !$0.isOwed }
        resumptionNotes = ResumptionNotes.lines(run, trials: trials)
        let byComparison = Dictionary(grouping: trials, by: \.planned.comparison)
        comparisons = run.comparisons.map { comparison in
            ComparisonReport(
                comparison,
                trials: byComparison[comparison.name] ?? [],
                run: run,
                noiseFloors: noiseFloors.filter {
                    $0.comparison == comparison.name
                        && $0.workloadDigest == run.workloadDigest(of: comparison)
                },
                idle: power,
                balance: settings.balance
            )
        }
        var schedule = TrialSchedule(of: run)
        for summary in comparisons.flatMap(\.summaries) {
            schedule.record(TrialResult(of: summary))
        }
        decisions = schedule.decisions
        fillFootprint(settings.footprint, trials: trials)
        guard hasCurves else { return }
        curves = comparisons.flatMap { Self.curves(of: $0, trials: trials, run: run) }
    }

    /// Whether any energy in the report is an estimate.
    public var hasEstimates: Bool {
        comparisons.contains { $0.rows.contains { $0.provenance == .estimated } }
    }

    /// What is wrong with the trials that take no part in means, in a few words.
    public var failureSummary: String {
        let all = comparisons.flatMap(\.summaries)
        let left = all.filter { !$0.isCompleted }
        if left.isEmpty, let first = all.first(where: { $0.shortcoming != nil }) {
            let count = all.count { $0.shortcoming != nil }
            return count == 1
                ? "1 trial \(first.shortcoming ?? "") (\(first.planned.variant))"
                : "\(count) trials lack something, the first of them (\(first.planned.variant)) "
                    + (first.shortcoming ?? "")
        }
        let isInvalid = left.allSatisfy { trial in
            guard trial.outcome == .completed, case .invalid = trial.scenario?.validity
            else { return false }
            return true
        }
        guard isInvalid, let first = left.first else { return "Some trials failed" }
        return left.count == 1
            ? "1 trial gave an INVALID result (\(first.planned.variant))"
            : "\(left.count) trials gave INVALID results"
    }

    /// Whether every planned trial was made and completed, gave no INVALID result, and has the
    /// work, the quality and the energy that the suite asks for.
    public var isComplete: Bool {
        trialCount == run.plannedTrials
            && comparisons.allSatisfy { $0.summaries.allSatisfy { $0.shortcoming == nil } }
    }
}
