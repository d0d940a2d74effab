public import Experiment
public import Statistics

/// What is judged of a variant.
public enum JudgedMetric: String, Sendable, Hashable, CaseIterable {
    case energy
    case time
    case power
    case memory
    case flops
    case quality
    case energyToTarget = "energy_to_target"
    case timeToTarget = "time_to_target"

    /// As tables and sentences name it.
    var words: String {
        switch self {
        case .flops: "FLOPs executed"
        case .memory: "peak memory"
        case .energyToTarget: "energy to target"
        case .timeToTarget: "time to target"
        case .energy, .time, .power, .quality: rawValue
        }
    }

    /// Whether its figures are energies, so that it is as good as these.
    var isOfEnergy: Bool { [.energy, .power, .energyToTarget].contains(self) }
}

/// The verdict of one metric of a variant.
public struct MetricJudgement: Sendable, Hashable {
    public var metric: JudgedMetric
    public var judgement: Judgement

    /// Variant ÷ baseline; `nil` for quality, and where there is none.
    public var ratio: ComparedRatio?

    /// Of quality: variant − baseline with what it was made of.
    public var quality: QualityEvidence?

    /// The same figures worked out in other ways.
    public var checks: RatioChecks?

    /// Where the energies come from; `nil` where the metric is not of energy.
    public var provenance: Provenance?
}

extension Judgement {
    /// The verdict in a cell: "better", "equivalent ± 1 %", "inconclusive (est.): 8 more blocks".
    ///
    /// Estimates, simulations and imports are marked; the bound of equivalence is shown where one is given.
    func text(bound: String?, provenance: Provenance?) -> String {
        var text = verdict.rawValue
        if verdict == .equivalent, let bound { text += " \(bound)" }
        return text + Self.mark(of: provenance) + (remedy.map { ": \($0)" } ?? "")
    }

    /// " (est.)" and the like; nothing for what was measured.
    static func mark(of provenance: Provenance?) -> String {
        switch provenance {
        case .estimated: " (est.)"
        case .simulated: " (sim.)"
        case .imported: " (imp.)"
        case .measured, .integrated, .reported, nil: ""
        }
    }
}
