public import Experiment

/// The trials of a schedule, each made when it is asked for and recorded in it.
///
/// Pulled and not pushed: while the one who asks stores a trial or prints a line, nothing is
/// being measured.
public struct TrialSequence: IteratorProtocol {
    private let runner: TrialRunner
    private let commands: [VariantKey: Command]
    private let comparisons: [String: Comparison]
    private let estimateModel: EstimateModel?

    /// What is planned, with the results so far.
    public private(set) var schedule: TrialSchedule

    /// Whether a signal ended the sequence before its last trial.
    public private(set) var wasInterrupted = false
    private let willStart: (PlannedTrial) -> Void
    private let gate: Gate?

    /// Of the trial that was made last.
    public private(set) var lastSummary: TrialSummary?

    /// Why no further trial is made although some are missing: the harness failed to start one
    /// again and again, because a sensor has gone or the system has no room.
    public private(set) var fault: String?

    /// How often in a row the harness failed.
    private var failures = 0

    /// After so many failures in a row a sequence ends.
    public static let failuresThatEnd = 3

    private struct VariantKey: Hashable {
        var comparison: String
        var variant: String
    }

    /// - Parameters:
    ///   - schedule: the trials in order, those recorded that were made before.
    ///   - comparisons: those that the schedule was made from.
    ///   - estimateModel: of the run; an adaptive schedule may depend on what it gives.
    ///   - runner: makes each trial.
    ///   - gate: what each trial waits at; `nil`: trials begin at once.
    ///   - willStart: is called before each trial.
    public init(
        schedule: TrialSchedule,
        comparisons: [Comparison],
        estimateModel: EstimateModel?,
        runner: TrialRunner,
        gate: Gate? = nil,
        willStart: @escaping (PlannedTrial) -> Void = { _ in }
    ) {
        self.runner = runner
        self.gate = gate
        self.willStart = willStart
        self.schedule = schedule
        self.estimateModel = estimateModel
        self.comparisons = Dictionary(
            comparisons.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        commands = Dictionary(
            uniqueKeysWithValues: comparisons.flatMap { comparison in
                comparison.variants.map { variant in
                    (
                        VariantKey(comparison: comparison.name, variant: variant.name),
                        variant.command
                    )
                }
            }
        )
    }

    /// Ends the sequence as a signal does: no further trial is made.
    public mutating func interrupt() { wasInterrupted = true }

    /// Makes the next trial; `nil` after the last one, after an interrupted one and after a fault.
    ///
    /// One that the harness failed to start is made again, after a while.
    public mutating func next() -> Trial? {
        if failures > 0, fault == nil { runner.rest(.seconds(failures)) }
        if runner.wasInterrupted() { wasInterrupted = true }
        guard !wasInterrupted, fault == nil, let planned = schedule.next() else { return nil }
        let key = VariantKey(comparison: planned.comparison, variant: planned.variant)
        guard let command = commands[key], let comparison = comparisons[planned.comparison] else {
            preconditionFailure("the schedule was made from another suite")
        }
        func run() -> Trial {
            willStart(planned)
            return runner.run(planned, command: command)
        }
        let trial: Trial
        if let gate {
            guard let passed = gate.trial(run) else {
                wasInterrupted = true
                return nil
            }
            trial = passed
        } else {
            trial = run()
        }
        if trial.outcome == .interrupted { wasInterrupted = true }
        let summary = TrialSummary(of: trial, in: comparison, estimateModel: estimateModel)
        lastSummary = summary
        schedule.record(TrialResult(of: summary))
        failures = trial.warnings.contains(.harnessFailed) ? failures + 1 : 0
        if failures == Self.failuresThatEnd { fault = trial.outcome.explanation }
        return trial
    }
}
