internal import Experiment
internal import Statistics
internal import Units

/// The columns of verdicts in CSV and JSON; empty for the baseline.
enum VerdictColumns {
    static func values(of row: VariantRow?) -> [(String, VariantColumns.Value)] {
        let overall: [(String, VariantColumns.Value)] = [
            ("verdict", .text(row?.verdict?.verdict.rawValue)),
            ("verdict_reason", .text(row?.verdict?.reason)),
            ("verdict_remedy", .text(row?.verdict?.remedy)),
        ]
        let metrics = JudgedMetric.allCases.flatMap { metric -> [(String, VariantColumns.Value)] in
            let own = row?.judgement(of: metric)
            let name = metric.rawValue
            return [
                ("\(name)_verdict", .text(own?.judgement.verdict.rawValue)),
                ("\(name)_verdict_reason", .text(own?.judgement.reason)),
                ("\(name)_verdict_remedy", .text(own?.judgement.remedy)),
                ("\(name)_adjusted_p_value", .number(own?.judgement.adjustedPValue)),
            ]
        }
        let bootstrap = row?.judgement(of: .energy)?.checks?.bootstrap
        let resampled: [(String, VariantColumns.Value)] = [
            ("energy_ratio_bootstrap_lower", .number(bootstrap?.lower)),
            ("energy_ratio_bootstrap_upper", .number(bootstrap?.upper)),
        ]
        return overall + metrics + checks(row, .energy) + resampled + checks(row, .time)
            + quality(row)
    }

    /// The ratio in other ways.
    private static func checks(
        _ row: VariantRow?,
        _ metric: JudgedMetric
    ) -> [(String, VariantColumns.Value)] {
        let checks = row?.judgement(of: metric)?.checks
        let name = metric.rawValue
        return [
            ("\(name)_ratio_of_means", .number(checks?.fieller?.ratio)),
            ("\(name)_ratio_of_means_lower", .number(checks?.fieller?.lower)),
            ("\(name)_ratio_of_means_upper", .number(checks?.fieller?.upper)),
            ("\(name)_ratio_robust", .number(checks?.robust?.ratio)),
            ("\(name)_ratio_robust_lower", .number(checks?.robust?.lower)),
            ("\(name)_ratio_robust_upper", .number(checks?.robust?.upper)),
            ("\(name)_ratio_robust_p_value", .number(checks?.robust?.pValue)),
            ("\(name)_effect_hedges_g", .number(checks?.effect?.hedges)),
            ("\(name)_effect_cliffs_delta", .number(checks?.effect?.cliff)),
        ]
    }

    private static func quality(_ row: VariantRow?) -> [(String, VariantColumns.Value)] {
        let evidence = row?.judgement(of: .quality)?.quality
        return [
            ("quality_basis", .text(evidence?.basis.rawValue)),
            ("quality_judged_difference", .number(evidence?.difference)),
            ("quality_judged_difference_lower", .number(evidence?.lower)),
            ("quality_judged_difference_upper", .number(evidence?.upper)),
            ("quality_judged_confidence", .number(evidence?.confidence)),
            ("quality_examples", .number(evidence.flatMap(examples))),
            ("quality_only_baseline_right", .number(evidence?.onlyBaseline.map(Double.init))),
            ("quality_only_variant_right", .number(evidence?.onlyVariant.map(Double.init))),
            ("quality_p_value", .number(evidence?.pValue)),
        ]
    }

    private static func examples(_ evidence: QualityEvidence) -> Double? {
        evidence.isOfExamples ? Double(evidence.count) : nil
    }
}

extension JSONNode {
    /// Verdicts as a list of objects, one for each metric.
    static func judgements(of row: VariantRow) -> JSONNode {
        .array(
            row.judgements.map { own in
                .object([
                    "metric": .text(own.metric.rawValue),
                    "verdict": .text(own.judgement.verdict.rawValue),
                    "reason": .text(own.judgement.reason),
                    "remedy": own.judgement.remedy.map(JSONNode.text) ?? .null,
                    "adjusted_p_value": own.judgement.adjustedPValue.map(JSONNode.number) ?? .null,
                    "ratio": own.ratio.map { .number($0.ratio) } ?? .null,
                    "ratio_lower": own.ratio?.lower.map(JSONNode.number) ?? .null,
                    "ratio_upper": own.ratio?.upper.map(JSONNode.number) ?? .null,
                    "ratio_p_value": own.ratio?.pValue.map(JSONNode.number) ?? .null,
                    "energy_provenance": own.provenance.map { .text($0.rawValue) } ?? .null,
                    "checks_disagree": .array(
                        own.ratio.map { ratio in
                            own.checks?.disagreements(with: ratio).map(JSONNode.text) ?? []
                        } ?? []
                    ),
                ])
            }
        )
    }
}
