public import Experiment
internal import Units

/// A comparison's table: a row for each variant, and what is to be said about it.
public struct ComparisonReport: Sendable {
    public var comparison: Comparison

    /// In the order of the suite.
    public var rows: [VariantRow]

    /// One for each trial, in the order in which they were made, those of warm-up blocks included.
    public var summaries: [TrialSummary]

    /// Where the run comes from that another program measured.
    var imported: RunImport?

    /// Whether the variants ran in turn, so that the trials of a block are a pair.
    var ranInTurn: Bool { imported == nil }

    /// The warnings of all trials, each family once, with how many trials have it.
    public var warnings: [CountedWarning]

    /// A warning and the trials that have it.
    public struct CountedWarning: Sendable, Hashable {
        public var text: String
        public var trials: Int
    }

    init(
        _ comparison: Comparison,
        trials: [Trial],
        run: Run,
        noiseFloors: [NoiseFloor],
        idle: Finding<Power>? = nil,
        balance: MachineBalance? = nil
    ) {
        self.comparison = comparison
        imported = run.imported
        let summaries = trials.map {
            TrialSummary(of: $0, in: comparison, estimateModel: run.estimateModel)
        }
        self.summaries = summaries
        var pilot: Int?
        if case .adaptive(let rule) = run.design.blocks { pilot = rule.pilot }
        rows = VariantRow.rows(
            of: comparison,
            summaries: summaries,
            ranInTurn: run.imported == nil,
            pilot: pilot,
            noiseFloors: noiseFloors,
            idle: idle
        )
        let counted = trials.filter { !$0.planned.isWarmUp }.map { trial in
            var marked = trial
            marked.warnings += trial.qualityWarnings(of: comparison.quality)
            return marked
        }
        warnings = Self.count(counted)
        fillOneTimeCosts(of: run)
        fillImportedResults()
        fillWhy(pilot: pilot, balance: balance)
        fillVerdicts()
    }

    /// Nothing where no variant uses a prepared artifact: there is nothing to earn back then.
    private mutating func fillOneTimeCosts(of run: Run) {
        let used = Set(comparison.variants.flatMap(\.command.usedSteps))
        guard run.artifacts.contains(where: { used.contains($0.step) }),
            let baseline = comparison.variants.first(where: { $0.name == comparison.baseline })
        else { return }
        // A row for each variant, in the same order.
        for (index, variant) in comparison.variants.enumerated() where !rows[index].isBaseline {
            rows[index].fillOneTime(
                OneTimeCost(of: variant, beyond: baseline, from: run.artifacts),
                runHost: run.host
            )
        }
    }

    /// Each family of warnings once, with the worst of them.
    private static func count(_ trials: [Trial]) -> [CountedWarning] {
        var families: [String] = []
        var members: [String: [TrialWarning]] = [:]
        for trial in trials {
            // A trial counts once for each family, by its own worst.
            let own = Dictionary(grouping: trial.warnings, by: \.family)
            for (family, warnings) in own.sorted(by: { $0.key < $1.key }) {
                if members[family] == nil { families.append(family) }
                members[family, default: []] +=
                    warnings.max { $0.magnitude < $1.magnitude }
                    .map { [$0] } ?? []
            }
        }
        return families.compactMap { family in
            guard let all = members[family],
                let worst = all.max(by: { $0.magnitude < $1.magnitude })
            else { return nil }
            let differ = Set(all.map(\.magnitude)).count > 1
            return CountedWarning(
                text: differ ? "at worst: \(worst.explanation)" : worst.explanation,
                trials: all.count
            )
        }
    }

    /// The trials that did not complete.
    public var failures: [TrialSummary] { summaries.filter { !$0.isCompleted } }
}
