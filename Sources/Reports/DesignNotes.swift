internal import Experiment
internal import Foundation
internal import Statistics
internal import Units

extension Report {
    /// Loud, where the run is a calibration and compares nothing.
    var calibrationNotice: String? {
        guard run.design.isCalibration else { return nil }
        return "CALIBRATION: each baseline was run against itself. A ratio other than 1 is noise; "
            + "later reports of this suite on this host use what is found here."
    }

    /// What the number of blocks and the warm-up mean for the tables.
    var designNotes: [String] {
        var notes: [String] = []
        if case .adaptive(let rule) = run.design.blocks {
            notes.append(
                "Adaptive: the number of blocks was worked out from the spread of the first "
                    + "\(rule.pilot) (Stein's two-stage rule, for ± \(rule.percent) % of the ratio), "
                    + "and the intervals of ratios use that spread, so that they cover as often as "
                    + "they say."
            )
        }
        let warmUps = comparisons.flatMap(\.summaries).filter(\.planned.isWarmUp).count
        if warmUps > 0 {
            notes.append(
                "Before the measured trials came \(warmUps.counted("warm-up trial")), kept and in no "
                    + "figure."
            )
        }
        return notes + noiseNotes
    }

    /// Where the noise floors come from, and what being within one means.
    private var noiseNotes: [String] {
        let limits = comparisons.lazy.flatMap(\.rows).flatMap { [$0.energyNoise, $0.timeNoise] }
            .compactMap(\.self)
        guard !limits.isEmpty else { return [] }
        let runs = Set(limits.map { [$0.floor.runID, Self.date($0.floor.startedAtMilliseconds)] })
            .sorted { $0[1] < $1[1] }.map { "\($0[0].prefix(8)), \($0[1])" }
        return [
            "Noise floor: how far from 1 the ratio of a baseline to itself was in 95 of 100 cases, "
                + "over as many blocks, on this host (run \(runs.joined(separator: "; run "))). A "
                + "ratio within it may be noise, whatever its interval says."
        ]
    }

    /// What the pilots decided, for the notes about the run.
    var decisionNotes: [String] {
        decisions.map { "\($0.comparison): \($0.explanation)" }
    }
}

extension JSONNode {
    static func design(_ design: RunDesign, _ decisions: [BlockDecision]) -> JSONNode {
        var fields: [String: JSONNode] = [
            "warm_up_blocks": .number(Double(design.warmUpBlocks)),
            "order": .text(design.order.rawValue),
            "is_calibration": .flag(design.isCalibration),
            "is_adaptive": .flag(false),
        ]
        if case .adaptive(let rule) = design.blocks {
            fields["is_adaptive"] = .flag(true)
            fields["pilot_blocks"] = .number(Double(rule.pilot))
            fields["half_width"] = .number(rule.halfWidth)
            fields["maximum_blocks"] = .number(Double(rule.maximum))
            fields["decisions"] = .array(decisions.map(decision))
        }
        return .object(fields)
    }

    private static func decision(_ decision: BlockDecision) -> JSONNode {
        .object([
            "comparison": .text(decision.comparison),
            "metric": .text(decision.metric.rawValue),
            "variant": decision.variant.map(JSONNode.text) ?? .null,
            "pilot_pairs": .number(Double(decision.pilotPairs)),
            "log_standard_deviation": decision.logStandardDeviation.map(JSONNode.number) ?? .null,
            "needed_blocks": decision.needed.map { .number(Double($0)) } ?? .null,
            "blocks": .number(Double(decision.blocks)),
            "is_cut_by_maximum": .flag(decision.isCut),
        ])
    }
}
