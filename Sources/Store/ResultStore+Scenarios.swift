internal import Experiment
internal import GRDB
internal import Units

extension ResultStore {
    /// Stores what a trial's load generator stated and what its training took, where it has them.
    func insertScenario(of summary: TrialSummary, into rows: RowWriter) throws {
        if let scenario = summary.scenario { try insert(scenario, of: summary.trialID, into: rows) }
        if let target = summary.toTarget { try insert(target, of: summary.trialID, into: rows) }
    }

    private func insert(
        _ scenario: ScenarioResult,
        of trialID: String,
        into rows: RowWriter
    ) throws {
        var reasons: String?
        if case .invalid(let all) = scenario.validity { reasons = all.joined(separator: "; ") }
        let word = scenario.validity.word
        func latency(_ percentile: Double) -> Double? {
            scenario.latency(percentile: percentile)?.seconds
        }
        try rows.insert(
            """
            INSERT INTO scenario_result (
                trial_id, scenario, mode, work, validity, invalid_reasons, queries, samples,
                target_qps, samples_per_second, latency_mean_seconds, latency_p50_seconds,
                latency_p90_seconds, latency_p95_seconds, latency_p97_seconds,
                latency_p99_seconds, latency_p99_9_seconds, latency_early_stopping_seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            trialID,
            scenario.scenario,
            scenario.mode.rawValue,
            scenario.kind.isFixedRate ? "fixed_rate" : "fixed_work",
            word.isEmpty ? nil : word,
            reasons,
            scenario.queries,
            scenario.samples,
            scenario.targetQPS,
            scenario.samplesPerSecond,
            scenario.meanLatency?.seconds,
            latency(50),
            latency(90),
            latency(95),
            latency(97),
            latency(99),
            latency(99.9),
            scenario.earlyStoppingLatency?.seconds
        )
        let insertion: StaticString =
            "INSERT INTO latency_class (trial_id, upper_bound_ns, count) VALUES (?, ?, ?)"
        for part in scenario.histogram ?? [] {
            try rows.insert(insertion, trialID, part.upperBoundNanoseconds, part.count)
        }
    }

    private func insert(
        _ target: TargetResult,
        of trialID: String,
        into rows: RowWriter
    ) throws {
        let reached = target.reached
        try rows.insert(
            """
            INSERT INTO target_result (
                trial_id, target, evaluations, evaluation_interval_seconds,
                evaluations_to_target, seconds, energy_joules, energy_uncertainty_joules,
                energy_provenance, energy_missing_reason, unusable_evaluations, missing_reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            trialID,
            target.target,
            target.evaluations,
            target.cadence?.inSeconds,
            reached?.evaluations,
            reached?.time.inSeconds,
            reached?.energy.figure?.value.joules,
            reached?.energy.figure?.uncertainty?.joules,
            reached?.energy.figure?.provenance.rawValue,
            reached?.energy.missingReason,
            target.unusableEvaluations,
            target.missingReason
        )
    }
}
