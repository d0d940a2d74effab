extension Schema {
    /// The design of a run, its warm-up, what pilots decided, and noise floors.
    static let designTables = """
        -- Runs of older versions had no warm-up and shuffled each block for itself.
        ALTER TABLE run ADD COLUMN warm_up_blocks INTEGER NOT NULL DEFAULT 0
            CHECK (warm_up_blocks >= 0);
        ALTER TABLE run ADD COLUMN block_order TEXT NOT NULL DEFAULT 'shuffled'
            CHECK (block_order IN ('shuffled', 'balanced'));
        -- NULL where the number of blocks is fixed; else blocks and planned_trials grow when a
        -- pilot is decided.
        ALTER TABLE run ADD COLUMN adaptive_pilot INTEGER CHECK (adaptive_pilot >= 8);
        ALTER TABLE run ADD COLUMN adaptive_half_width REAL CHECK (adaptive_half_width > 0);
        ALTER TABLE run ADD COLUMN adaptive_maximum INTEGER CHECK (adaptive_maximum >= 8);
        -- Whether each baseline ran against itself.
        ALTER TABLE run ADD COLUMN is_calibration INTEGER NOT NULL DEFAULT 0
            CHECK (is_calibration IN (0, 1));
        ALTER TABLE trial ADD COLUMN is_warm_up INTEGER NOT NULL DEFAULT 0
            CHECK (is_warm_up IN (0, 1));
        -- What the pilot of an adaptive run said.
        CREATE TABLE block_decision (
            run_id TEXT NOT NULL,
            comparison TEXT NOT NULL,
            metric TEXT NOT NULL CHECK (metric IN ('energy', 'time')),
            -- The variant that needs the most; NULL with the rest where the pilot does not tell.
            variant TEXT,
            pilot_pairs INTEGER NOT NULL CHECK (pilot_pairs >= 0),
            log_standard_deviation REAL CHECK (log_standard_deviation >= 0),
            needed_blocks INTEGER,
            blocks INTEGER NOT NULL CHECK (blocks > 0),
            PRIMARY KEY (run_id, comparison),
            FOREIGN KEY (run_id, comparison) REFERENCES comparison (run_id, name)
                ON DELETE CASCADE,
            CHECK ((needed_blocks IS NULL) = (variant IS NULL)),
            CHECK ((needed_blocks IS NULL) = (log_standard_deviation IS NULL))
        ) STRICT, WITHOUT ROWID;
        -- How far apart a calibration found a baseline and itself: of the run's host and suite.
        CREATE TABLE noise_floor (
            run_id TEXT NOT NULL,
            comparison TEXT NOT NULL,
            metric TEXT NOT NULL CHECK (metric IN ('energy', 'time')),
            -- SHA-256 of the baseline's command and environment.
            workload_sha256 TEXT NOT NULL CHECK (length(workload_sha256) = 64),
            -- Where an energy comes from and what it covers; NULL for time.
            provenance TEXT CHECK ((provenance IS NULL) = (metric = 'time')),
            scope TEXT CHECK ((scope IS NULL) = (metric = 'time')),
            -- The logarithm of the ratio in each block, as a JSON array: from these the floor of
            -- a report with another number of blocks is worked out.
            log_ratios TEXT NOT NULL CHECK (json_valid(log_ratios)),
            pairs INTEGER NOT NULL CHECK (pairs >= 2),
            -- What the logarithm of a ratio over this many blocks stays below by noise alone in
            -- 95 of 100 cases.
            floor REAL NOT NULL CHECK (floor >= 0),
            PRIMARY KEY (run_id, comparison, metric),
            FOREIGN KEY (run_id, comparison) REFERENCES comparison (run_id, name)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX run_by_suite ON run (suite_sha256, host_id);
        DROP VIEW comparison_table;
        DROP VIEW trial_table;
        CREATE VIEW trial_table AS
        SELECT run.suite, trial.run_id, trial.comparison, trial.variant, trial.block,
            trial.sequence, trial.is_warm_up, trial.outcome, summary.*,
            trial.variant = comparison.baseline AS is_baseline,
            summary.energy_joules / summary.work AS energy_per_unit_joules,
            summary.window_seconds / summary.work AS time_per_unit_seconds,
            summary.energy_joules / summary.window_seconds AS average_power_watts
        FROM trial
        JOIN run ON run.id = trial.run_id
        JOIN comparison ON comparison.run_id = trial.run_id
            AND comparison.name = trial.comparison
        JOIN summary ON summary.trial_id = trial.id;
        -- Over the completed trials that are no warm-up.
        CREATE VIEW comparison_table AS
        SELECT each.suite, each.run_id, each.comparison, each.variant, each.is_baseline,
            count(*) AS trials,
            avg(each.energy_per_unit_joules) AS energy_per_unit_joules,
            -- Paired by block: the geometric mean of the ratios to the baseline's trial.
            exp(avg(ln(each.energy_per_unit_joules) - ln(base.energy_per_unit_joules)))
                AS energy_ratio,
            exp(avg(ln(each.time_per_unit_seconds) - ln(base.time_per_unit_seconds)))
                AS time_ratio,
            avg(each.average_power_watts) AS average_power_watts,
            avg(each.time_per_unit_seconds) AS time_per_unit_seconds,
            avg(each.quality) AS quality,
            avg(each.quality - base.quality) AS quality_difference,
            max(each.peak_memory_bytes) AS peak_memory_bytes,
            avg(each.model_bytes) AS model_bytes,
            group_concat(DISTINCT each.energy_provenance) AS energy_provenance
        FROM trial_table AS each
        LEFT JOIN trial_table AS base ON base.run_id = each.run_id
            AND base.comparison = each.comparison AND base.block = each.block
            AND base.is_baseline AND base.outcome = 'completed' AND NOT base.is_warm_up
        WHERE each.outcome = 'completed' AND NOT each.is_warm_up
        GROUP BY each.run_id, each.comparison, each.variant;
        """
}
