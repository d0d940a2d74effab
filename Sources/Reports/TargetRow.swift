internal import Experiment
public import Statistics
public import Units

/// What a variant's trainings took to reach the target quality: means over those that did.
public struct TargetRow: Sendable {
    public var target: Double
    public var convergedTrials: Int
    public var trials: Int
    public var time: MeanInterval<TimeSpan>?

    /// Why `time` is missing, wholly or in some trials.
    public var missingReason: String?

    /// The trials that were at the target only in an evaluation after `run_stop`.
    public var trialsAfterStop: Int

    /// The evaluations of all trials that were no finite numbers.
    public var unusableEvaluations: Int
    public var energy: MeanInterval<Energy>?

    /// Why the energy is missing in some trial that converged.
    public var energyMissingReason: String?

    /// The largest expanded uncertainty (k = 2) of one trial's energy, as a share of it.
    public var relativeUncertainty: Double?

    /// Variant ÷ baseline, paired by block where they ran in turn, over those in which both converged.
    public var timeRatio: ComparedRatio?
    public var energyRatio: ComparedRatio?

    /// How many evaluations it took, and how far they lay apart.
    public var evaluations: MeanInterval<Double>?
    public var cadence: TimeSpan?

    public var olympic: OlympicMean?

    /// Why there is no Olympic mean.
    public var olympicFault: String?

    /// `nil` where the comparison has no target or there is no trial.
    ///
    /// - Parameters:
    ///   - all: the trials of the variant: one that failed has not converged. Those that the user
    ///     interrupted say nothing of that.
    ///   - baseline: its completed trials; `nil` for the baseline itself.
    ///   - ranInTurn: whether the trials of a block are a pair.
    init?(of all: [TrialSummary], baseline: [TrialSummary]?, ranInTurn: Bool) {
        let trials = all.filter { $0.outcome != .interrupted }
        guard let target = trials.lazy.compactMap({ $0.toTarget?.target }).first else {
            return nil
        }
        self.target = target
        self.trials = trials.count
        let reached = trials.compactMap(Self.reached)
        convergedTrials = reached.count
        time = MeanInterval(of: reached.map { TimeSpan.seconds($0.time.inSeconds) })
        missingReason = Self.missingReason(of: trials)
        trialsAfterStop = trials.count { $0.toTarget?.miss == .afterRunStop }
        unusableEvaluations = trials.reduce(0) { $0 + ($1.toTarget?.unusableEvaluations ?? 0) }
        let figures = reached.compactMap(\.energy.figure)
        energyMissingReason = reached.lazy.compactMap(\.energy.missingReason).first
        if energyMissingReason == nil, Set(figures.map(\.provenance)).count <= 1,
            Set(figures.map(\.scope)).count <= 1
        {
            energy = MeanInterval(of: figures.map(\.value))
        }
        relativeUncertainty =
            figures.compactMap { figure in
                figure.value > .zero ? figure.uncertainty.map { $0 / figure.value } : nil
            }.max()
        evaluations = MeanInterval(of: reached.map { Double($0.evaluations) })
        cadence =
            MeanInterval(
                of: trials.filter(\.isCompleted).compactMap {
                    $0.toTarget?.cadence.map { TimeSpan.seconds($0.inSeconds) }
                }
            )?.mean
        do throws(OlympicMean.Fault) {
            olympic = try OlympicMean(of: trials.map(Self.run))
        } catch {
            olympicFault = error.description
        }
        if let baseline { compare(trials, to: baseline, ranInTurn: ranInTurn) }
    }

    /// What it took; `nil` for a trial that takes no part in comparisons.
    private static func reached(_ trial: TrialSummary) -> TargetResult.Reached? {
        trial.isCompleted ? trial.toTarget?.reached : nil
    }

    /// The reason of the first trial that did not get there, and how many did not.
    private static func missingReason(of trials: [TrialSummary]) -> String? {
        let lost = trials.filter { reached($0) == nil }
        guard let first = lost.first else { return nil }
        let reason =
            first.isCompleted ? first.toTarget?.missingReason ?? "not known" : first.explanation
        return lost.count == trials.count && trials.count == 1
            ? reason : "in \(lost.count) of \(trials.count) trials, the first: \(reason)"
    }

    private static func run(_ trial: TrialSummary) -> OlympicMean.Run {
        let reached = Self.reached(trial)
        return OlympicMean.Run(
            seconds: reached?.time.inSeconds,
            joules: reached?.energy.figure?.value.joules
        )
    }

    private mutating func compare(
        _ trials: [TrialSummary],
        to baseline: [TrialSummary],
        ranInTurn: Bool
    ) {
        guard ScenarioRow.obstacle(trials.filter(\.isCompleted), baseline) == nil else { return }
        let sides = TrialSides(
            trials.filter { Self.reached($0) != nil },
            baseline.filter { Self.reached($0) != nil },
            ranInTurn: ranInTurn
        )
        timeRatio = try? sides.ratio { Self.reached($0)?.time.inSeconds }
        func energy(_ trial: TrialSummary) -> Figure<Energy>? { Self.reached(trial)?.energy.figure }
        // A ratio over some of the trials would not be that of the times beside it.
        guard sides.allHave(energy), !sides.differ(energy, in: \.provenance),
            !sides.differ(energy, in: \.scope)
        else { return }
        energyRatio = try? sides.ratio { energy($0)?.value.joules }
    }
}
