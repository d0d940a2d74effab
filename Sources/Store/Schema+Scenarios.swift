extension Schema {
    /// Scenarios of LoadGen, and trainings to a target.
    static let scenarioTables = """
        ALTER TABLE comparison ADD COLUMN quality_target REAL
            CHECK (quality_target IS NULL OR quality_event IS NOT NULL);
        -- Why a trial that ended well is in no mean: an INVALID result, or none of a load
        -- generator that has to leave one.
        ALTER TABLE summary ADD COLUMN exclusion_reason TEXT;
        -- Where a command leaves LoadGen's logs below its output folder; NULL where it has none.
        ALTER TABLE variant ADD COLUMN loadgen_folder TEXT;
        -- What a load generator stated of a trial, worked out when the trial was stored.
        CREATE TABLE scenario_result (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            scenario TEXT NOT NULL,
            mode TEXT NOT NULL CHECK (mode IN ('mlperf', 'quick')),
            work TEXT NOT NULL CHECK (work IN ('fixed_work', 'fixed_rate')),
            -- NULL where the program ended before it said so.
            validity TEXT CHECK (validity IN ('VALID', 'INVALID')),
            invalid_reasons TEXT CHECK ((invalid_reasons IS NOT NULL) = (validity IS 'INVALID')),
            queries REAL CHECK (queries > 0),
            samples REAL CHECK (samples > 0),
            target_qps REAL CHECK (target_qps > 0),
            samples_per_second REAL CHECK (samples_per_second > 0),
            latency_mean_seconds REAL,
            latency_p50_seconds REAL,
            latency_p90_seconds REAL,
            latency_p95_seconds REAL,
            latency_p97_seconds REAL,
            latency_p99_seconds REAL,
            latency_p99_9_seconds REAL,
            latency_early_stopping_seconds REAL
        ) STRICT, WITHOUT ROWID;
        -- What a training took until it first reached its target; NULL where it never did.
        CREATE TABLE target_result (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            target REAL NOT NULL,
            evaluations INTEGER NOT NULL CHECK (evaluations >= 0),
            evaluation_interval_seconds REAL,
            evaluations_to_target INTEGER CHECK (evaluations_to_target > 0),
            seconds REAL CHECK ((seconds IS NULL) = (evaluations_to_target IS NULL)),
            energy_joules REAL,
            energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
            energy_provenance TEXT,
            energy_missing_reason TEXT,
            CHECK (seconds IS NOT NULL OR energy_joules IS NULL)
        ) STRICT, WITHOUT ROWID;
        -- A trial that is left out of the report is in trial_table, and in no mean here either.
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
            group_concat(DISTINCT each.energy_provenance) AS energy_provenance
        FROM counted AS each
        LEFT JOIN counted AS base ON base.run_id = each.run_id
            AND base.comparison = each.comparison AND base.block = each.block
            AND base.is_baseline
            -- Different kinds of work are never set in ratio.
            AND base.scenario IS each.scenario AND base.mode IS each.mode
            AND base.target_qps IS each.target_qps
        GROUP BY each.run_id, each.comparison, each.variant;
        """
}
