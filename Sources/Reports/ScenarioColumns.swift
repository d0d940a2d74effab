internal import Experiment
internal import Statistics
internal import Units

/// The columns of scenarios and targets in CSV and JSON; empty where a trial has neither.
enum ScenarioColumns {
    /// The percentiles that LoadGen states.
    private static let percentiles: [(Double, String)] = [
        (50, "50"), (90, "90"), (95, "95"), (97, "97"), (99, "99"), (99.9, "99_9"),
    ]

    static func values(of row: VariantRow?) -> [(String, VariantColumns.Value)] {
        scenario(row?.scenario) + target(row?.target)
    }

    private static func scenario(_ row: ScenarioRow?) -> [(String, VariantColumns.Value)] {
        [
            ("scenario", .text(row?.scenario)),
            ("scenario_mode", .text(row?.mode.rawValue)),
            ("scenario_work", .text(row.map { word(of: $0.kind) })),
            ("work_kind", .text(row.map(\.kindCell))),
            ("valid_trials", .number(row.map { Double($0.validTrials) })),
            ("invalid_trials", .number(row.map { Double($0.invalidTrials) })),
            ("target_qps", .number(row?.targetQPS)),
            ("samples_per_second", .number(row?.samplesPerSecond?.mean)),
            ("energy_per_query_joules", .number(row?.energyPerQuery?.mean.joules)),
            (
                "energy_per_query_half_width_joules",
                .number(row?.energyPerQuery?.halfWidth?.joules)
            ),
            ("latency_mean_seconds", .number(row?.meanLatency?.seconds)),
        ]
            + percentiles.map { percentile, name in
                ("latency_p\(name)_seconds", .number(row?.latencies[percentile]?.seconds))
            } + [
                ("latency_early_stopping_seconds", .number(row?.earlyStoppingLatency?.seconds))
            ]
    }

    private static func target(_ row: TargetRow?) -> [(String, VariantColumns.Value)] {
        [
            ("quality_target", .number(row?.target)),
            ("converged_trials", .number(row.map { Double($0.convergedTrials) })),
            ("time_to_target_seconds", .number(row?.time?.mean.seconds)),
            ("time_to_target_half_width_seconds", .number(row?.time?.halfWidth?.seconds)),
            ("time_to_target_missing_reason", .text(row?.missingReason)),
            ("trials_at_target_after_run_stop", .number(row.map { Double($0.trialsAfterStop) })),
            ("unusable_evaluations", .number(row.map { Double($0.unusableEvaluations) })),
            ("time_to_target_ratio", .number(row?.timeRatio?.ratio)),
            ("time_to_target_ratio_lower", .number(row?.timeRatio?.lower)),
            ("time_to_target_ratio_upper", .number(row?.timeRatio?.upper)),
            ("energy_to_target_joules", .number(row?.energy?.mean.joules)),
            ("energy_to_target_half_width_joules", .number(row?.energy?.halfWidth?.joules)),
            ("energy_to_target_missing_reason", .text(row?.energyMissingReason)),
            ("energy_to_target_uncertainty_relative", .number(row?.relativeUncertainty)),
            ("energy_to_target_ratio", .number(row?.energyRatio?.ratio)),
            ("energy_to_target_ratio_lower", .number(row?.energyRatio?.lower)),
            ("energy_to_target_ratio_upper", .number(row?.energyRatio?.upper)),
            ("evaluations_to_target", .number(row?.evaluations?.mean)),
            ("evaluation_interval_seconds", .number(row?.cadence?.seconds)),
            ("olympic_time_seconds", .number(row?.olympic?.seconds)),
            ("olympic_energy_joules", .number(row?.olympic?.joules)),
            ("olympic_missing_reason", .text(row?.olympicFault)),
        ]
    }

    static let trialNames =
        ["scenario", "scenario_mode", "scenario_work", "work_kind", "validity", "queries"]
        + percentiles.map { "latency_p\($0.1)_seconds" }
        + [
            "exclusion_reason", "time_to_target_seconds", "time_to_target_missing_reason",
            "energy_to_target_joules", "energy_to_target_uncertainty_joules", "evaluations",
            "unusable_evaluations",
        ]

    static func cells(of trial: TrialSummary) -> [String] {
        let scenario = trial.scenario
        let reached = trial.toTarget?.reached
        let head = [
            scenario?.scenario ?? "", scenario?.mode.rawValue ?? "",
            scenario.map { word(of: $0.kind) } ?? "",
            scenario.map { $0.kind.description.replacing(", ", with: "; ") } ?? "",
            scenario.map { $0.validity.word } ?? "",
            cell(scenario?.queries),
        ]
        return head
            + percentiles.map { cell(scenario?.latency(percentile: $0.0)?.seconds) }
            + [
                trial.exclusion ?? "", cell(reached?.time.inSeconds),
                trial.toTarget?.missingReason ?? "",
                cell(reached?.energy.figure?.value.joules),
                cell(reached?.energy.figure?.uncertainty?.joules),
                cell(trial.toTarget.map { Double($0.evaluations) }),
                cell(trial.toTarget.map { Double($0.unusableEvaluations) }),
            ]
    }

    private static func word(of kind: WorkKind) -> String {
        kind.isFixedRate ? "fixed_rate" : "fixed_work"
    }
}
