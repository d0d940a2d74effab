public import Experiment

/// A comparison's table: a row for each variant, and what is to be said about it.
public struct ComparisonReport: Sendable {
    public var comparison: Comparison

    /// In the order of the suite.
    public var rows: [VariantRow]

    /// One for each trial, in the order in which they were made.
    public var summaries: [TrialSummary]

    /// The warnings of all trials, each kind of text once, with how many trials have it.
    public var warnings: [CountedWarning]

    /// A warning and the trials that have it.
    public struct CountedWarning: Sendable, Hashable {
        public var text: String
        public var trials: Int
    }

    init(_ comparison: Comparison, trials: [Trial], estimateModel: EstimateModel?) {
        self.comparison = comparison
        let summaries = trials.map {
            TrialSummary(of: $0, in: comparison, estimateModel: estimateModel)
        }
        self.summaries = summaries
        let baseline = summaries.filter { $0.planned.variant == comparison.baseline }
        rows = comparison.variants.map { variant in
            VariantRow(
                variant: variant.name,
                summaries: summaries.filter { $0.planned.variant == variant.name },
                baseline: variant.name == comparison.baseline ? nil : baseline
            )
        }
        warnings = Self.count(trials)
    }

    private static func count(_ trials: [Trial]) -> [CountedWarning] {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for trial in trials {
            for text in Set(trial.warnings.map(\.explanation)).sorted() {
                if counts[text] == nil { order.append(text) }
                counts[text, default: 0] += 1
            }
        }
        return order.map { CountedWarning(text: $0, trials: counts[$0] ?? 0) }
    }

    /// The trials that did not complete.
    public var failures: [TrialSummary] { summaries.filter { !$0.isCompleted } }
}
