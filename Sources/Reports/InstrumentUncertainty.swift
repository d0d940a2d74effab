internal import Experiment
internal import Units

/// What the instrument may be off by in one trial, as shares of the trial's energy.
public struct InstrumentUncertainty: Sendable, Hashable {
    /// The expanded uncertainty, with `UncertaintyBudget.coverageFactor`.
    public var expanded: Double

    /// The parts; see `UncertaintyBudget`.
    public var edges: Double
    public var resolution: Double
    public var sampling: Double
    public var accuracy: Double

    /// Whether every sensor has an accuracy that somebody states; `expanded` holds no other.
    public var isAccuracyStated: Bool

    /// The shares; `nil` for an energy without a budget, or of 0 J, which has no shares.
    init?(_ figure: Figure<Energy>) {
        guard let budget = figure.budget, figure.value > .zero else { return nil }
        expanded = budget.expanded / figure.value
        edges = budget.edges / figure.value
        resolution = budget.resolution / figure.value
        sampling = budget.sampling / figure.value
        accuracy = budget.accuracy / figure.value
        isAccuracyStated = budget.isAccuracyStated
    }
}
