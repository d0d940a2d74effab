public import Experiment

/// The trials of a plan, each made when it is asked for.
///
/// Pulled and not pushed: while the one who asks stores a trial or prints a line, nothing is
/// being measured.
public struct TrialSequence: IteratorProtocol {
    private let runner: TrialRunner
    private let commands: [VariantKey: Command]
    private var remaining: ArraySlice<PlannedTrial>

    /// Whether a signal ended the sequence before its last trial.
    public private(set) var wasInterrupted = false
    private let willStart: (PlannedTrial) -> Void

    private struct VariantKey: Hashable {
        var comparison: String
        var variant: String
    }

    /// - Parameters:
    ///   - plan: the trials in order.
    ///   - comparisons: those of the suite that the plan was made from.
    ///   - runner: makes each trial.
    ///   - willStart: is called before each trial.
    public init(
        plan: Plan,
        comparisons: [Comparison],
        runner: TrialRunner,
        willStart: @escaping (PlannedTrial) -> Void = { _ in }
    ) {
        self.runner = runner
        self.willStart = willStart
        remaining = plan.trials[...]
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

    /// Makes the next trial; `nil` after the last one and after an interrupted one.
    public mutating func next() -> Trial? {
        if runner.wasInterrupted() { wasInterrupted = true }
        guard !wasInterrupted, let planned = remaining.popFirst() else { return nil }
        let key = VariantKey(comparison: planned.comparison, variant: planned.variant)
        guard let command = commands[key] else {
            preconditionFailure("the plan was made from another suite")
        }
        willStart(planned)
        let trial = runner.run(planned, command: command)
        if trial.outcome == .interrupted { wasInterrupted = true }
        return trial
    }
}
