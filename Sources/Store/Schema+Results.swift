extension Schema {
    /// Why a target was not reached, the distribution of latencies, and kinds of work apart.
    static let resultTables = """
        -- Evaluations that were no finite numbers; NULL in trials stored before this was kept.
        ALTER TABLE target_result ADD COLUMN unusable_evaluations INTEGER
            CHECK (unusable_evaluations >= 0);
        -- Why `seconds` is NULL; NULL in trials stored before this was kept.
        ALTER TABLE target_result ADD COLUMN missing_reason TEXT
            CHECK (missing_reason IS NULL OR seconds IS NULL);
        -- A class of an HDR histogram holds the latencies up to its bound that are above the bound of
        -- the class below, and is about 1 % wide. Trials stored before this was kept have it only in
        -- `event`, as the value of `latency_histogram`.
        CREATE TABLE latency_class (
            trial_id TEXT NOT NULL REFERENCES scenario_result (trial_id) ON DELETE CASCADE,
            upper_bound_ns INTEGER NOT NULL CHECK (upper_bound_ns >= 0),
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (trial_id, upper_bound_ns)
        ) STRICT, WITHOUT ROWID;
        -- A row for each variant and kind of work: no mean and no ratio is of several kinds.
        DROP VIEW comparison_table;
        CREATE VIEW comparison_table AS
        WITH counted AS (
            SELECT trial_table.*, scenario_result.scenario, scenario_result.mode,
                scenario_result.work AS kind_of_work, scenario_result.target_qps
            FROM trial_table
            LEFT JOIN scenario_result USING (trial_id)
            WHERE outcome = 'completed' AND NOT is_warm_up
                AND exclusion_reason IS NULL
        )
        SELECT each.suite, each.run_id, each.comparison, each.variant, each.is_baseline,
            count(*) AS trials,
            avg(each.energy_per_unit_joules) AS energy_per_unit_joules,
            -- Paired by block: the geometric mean of the ratios to the baseline's trial.
            exp(avg(ln(each.energy_per_unit_joules) - ln(base.energy_per_unit_joules)))
                AS energy_ratio,
            -- At a fixed rate the arrivals decide the time.
            exp(avg(CASE WHEN each.kind_of_work IS NOT 'fixed_rate'
                THEN ln(each.time_per_unit_seconds) - ln(base.time_per_unit_seconds) END))
                AS time_ratio,
            avg(each.average_power_watts) AS average_power_watts,
            avg(each.time_per_unit_seconds) AS time_per_unit_seconds,
            avg(each.quality) AS quality,
            avg(each.quality - base.quality) AS quality_difference,
            max(each.peak_memory_bytes) AS peak_memory_bytes,
            avg(each.model_bytes) AS model_bytes,
            group_concat(DISTINCT each.energy_provenance) AS energy_provenance,
            each.scenario, each.mode AS scenario_mode, each.kind_of_work, each.target_qps
        FROM counted AS each
        LEFT JOIN counted AS base ON base.run_id = each.run_id
            AND base.comparison = each.comparison AND base.block = each.block
            AND base.is_baseline
            -- Different kinds of work are never set in ratio.
            AND base.scenario IS each.scenario AND base.mode IS each.mode
            AND base.target_qps IS each.target_qps
        GROUP BY each.run_id, each.comparison, each.variant, each.scenario, each.mode,
            each.target_qps;
        """
}
