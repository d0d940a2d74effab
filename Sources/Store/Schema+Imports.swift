extension Schema {
    /// Runs that were imported: their energies are none of those that the tables took before, and
    /// their hosts say less.
    ///
    /// SQLite changes no constraint of a table, so both are made anew (the twelve steps of
    /// https://www.sqlite.org/lang_altertable.html; the migrator switches foreign keys off and
    /// checks them at the end). Views name the tables, so they go first.
    static let importTables = """
        CREATE TABLE run_import (
            run_id TEXT NOT NULL PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            format TEXT NOT NULL,
            method TEXT NOT NULL,
            scaling_factor REAL NOT NULL CHECK (scaling_factor > 0),
            -- Over the format and the contents of all files.
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX run_import_by_content ON run_import (sha256);
        CREATE TABLE import_file (
            run_id TEXT NOT NULL REFERENCES run_import (run_id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            path TEXT NOT NULL,
            bytes INTEGER NOT NULL CHECK (bytes >= 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            PRIMARY KEY (run_id, position)
        ) STRICT, WITHOUT ROWID;
        DROP VIEW comparison_table;
        DROP VIEW trial_table;
        CREATE TABLE new_host (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            name TEXT NOT NULL,
            cpu_model TEXT NOT NULL,
            -- NULL where the files of an import do not say it.
            logical_cpus INTEGER CHECK (logical_cpus > 0),
            memory_bytes INTEGER CHECK (memory_bytes > 0),
            kernel TEXT NOT NULL,
            operating_system TEXT NOT NULL,
            architecture TEXT NOT NULL,
            hypervisor TEXT
        ) STRICT;
        INSERT INTO new_host SELECT id, name, cpu_model, logical_cpus, memory_bytes, kernel,
            operating_system, architecture, hypervisor FROM host;
        DROP TABLE host;
        ALTER TABLE new_host RENAME TO host;
        CREATE TABLE new_summary (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            window_seconds REAL CHECK (window_seconds >= 0),
            energy_joules REAL,
            energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
            energy_provenance TEXT CHECK (energy_provenance IN (
                'measured', 'integrated', 'estimated', 'simulated', 'reported', 'imported')),
            energy_scope TEXT,
            energy_missing_reason TEXT,
            cpu_seconds REAL CHECK (cpu_seconds >= 0),
            peak_memory_bytes REAL CHECK (peak_memory_bytes > 0),
            work REAL CHECK (work > 0),
            quality REAL,
            flops_dense REAL,
            flops_executed REAL,
            int_ops_executed REAL,
            parameters REAL,
            parameters_nonzero REAL,
            model_bytes REAL,
            -- The parts of energy_uncertainty_joules; NULL in trials stored before there were parts.
            energy_edges_joules REAL,
            energy_resolution_joules REAL,
            energy_sampling_joules REAL,
            energy_accuracy_joules REAL,
            peak_gpu_memory_bytes REAL,
            -- Why a trial that ended well is in no mean: an INVALID result, or none of a load
            -- generator that has to leave one.
            exclusion_reason TEXT,
            CHECK ((energy_joules IS NULL) = (energy_missing_reason IS NOT NULL)),
            CHECK ((energy_joules IS NULL) = (energy_provenance IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_summary SELECT trial_id, window_seconds, energy_joules,
            energy_uncertainty_joules, energy_provenance, energy_scope, energy_missing_reason,
            cpu_seconds, peak_memory_bytes, work, quality, flops_dense, flops_executed,
            int_ops_executed, parameters, parameters_nonzero, model_bytes, energy_edges_joules,
            energy_resolution_joules, energy_sampling_joules, energy_accuracy_joules,
            peak_gpu_memory_bytes, exclusion_reason FROM summary;
        DROP TABLE summary;
        ALTER TABLE new_summary RENAME TO summary;
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
        -- As migration 8 made it.
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
