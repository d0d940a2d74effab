extension Schema {
    /// What keeps lists of many runs quick, and views over runs.
    static let acrossTables = """
        -- How many trials of a run ended in each way, kept by triggers, so that a list of runs need
        -- not look at their trials; also while the rows of another database are inserted.
        CREATE TABLE run_tally (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            outcome TEXT NOT NULL,
            trials INTEGER NOT NULL CHECK (trials >= 0),
            PRIMARY KEY (run_id, outcome)
        ) STRICT, WITHOUT ROWID;
        -- How many of its trials have an energy of each provenance.
        CREATE TABLE run_energy (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            provenance TEXT NOT NULL,
            trials INTEGER NOT NULL CHECK (trials >= 0),
            PRIMARY KEY (run_id, provenance)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO run_tally
            SELECT run_id, outcome, count(*) FROM trial GROUP BY run_id, outcome;
        INSERT INTO run_energy
            SELECT trial.run_id, energy_provenance, count(*) FROM summary
            JOIN trial ON trial.id = summary.trial_id
            WHERE energy_provenance IS NOT NULL
            GROUP BY trial.run_id, energy_provenance;
        CREATE TRIGGER trial_is_counted AFTER INSERT ON trial BEGIN
            INSERT INTO run_tally VALUES (NEW.run_id, NEW.outcome, 1)
                ON CONFLICT (run_id, outcome) DO UPDATE SET trials = trials + 1;
        END;
        CREATE TRIGGER energy_is_counted AFTER INSERT ON summary
            WHEN NEW.energy_provenance IS NOT NULL
        BEGIN
            INSERT INTO run_energy
                SELECT run_id, NEW.energy_provenance, 1 FROM trial WHERE id = NEW.trial_id
                ON CONFLICT (run_id, provenance) DO UPDATE SET trials = trials + 1;
        END;
        CREATE TRIGGER trial_is_uncounted BEFORE DELETE ON trial BEGIN
            UPDATE run_tally SET trials = trials - 1
                WHERE run_id = OLD.run_id AND outcome = OLD.outcome;
            UPDATE run_energy SET trials = trials - 1
                WHERE run_id = OLD.run_id AND provenance =
                    (SELECT energy_provenance FROM summary WHERE trial_id = OLD.id);
        END;
        CREATE TRIGGER outcome_is_recounted AFTER UPDATE OF outcome ON trial BEGIN
            UPDATE run_tally SET trials = trials - 1
                WHERE run_id = OLD.run_id AND outcome = OLD.outcome;
            INSERT INTO run_tally VALUES (NEW.run_id, NEW.outcome, 1)
                ON CONFLICT (run_id, outcome) DO UPDATE SET trials = trials + 1;
        END;
        -- The few trials that may have been made again.
        CREATE INDEX trial_interrupted ON trial (run_id, sequence) WHERE outcome = 'interrupted';
        CREATE INDEX trial_by_variant ON trial (run_id, comparison, variant, block);
        CREATE INDEX run_by_name ON run (suite, host_id, started_at_ms);
        """
        + comparisonView + runView + historyView

    /// As before; but as one flat join: of a view that is joined to itself SQLite works out the trials
    /// of all runs, whatever run was asked for.
    private static let comparisonView = """

        DROP VIEW comparison_table;
        CREATE VIEW comparison_table AS
        SELECT run.suite, trial.run_id, trial.comparison, trial.variant,
            trial.variant = comparison.baseline AS is_baseline,
            count(*) AS trials,
            avg(summary.energy_joules / summary.work) AS energy_per_unit_joules,
            -- Paired by block: the geometric mean of the ratios to the baseline's trial.
            exp(avg(ln(summary.energy_joules / summary.work) - ln(base.energy_joules / base.work)))
                AS energy_ratio,
            -- At a fixed rate the arrivals decide the time.
            exp(avg(CASE WHEN scenario_result.work IS NOT 'fixed_rate'
                THEN ln(summary.window_seconds / summary.work)
                    - ln(base.window_seconds / base.work) END)) AS time_ratio,
            avg(summary.energy_joules / summary.window_seconds) AS average_power_watts,
            avg(summary.window_seconds / summary.work) AS time_per_unit_seconds,
            avg(summary.quality) AS quality,
            avg(summary.quality - base.quality) AS quality_difference,
            max(summary.peak_memory_bytes) AS peak_memory_bytes,
            avg(summary.model_bytes) AS model_bytes,
            group_concat(DISTINCT summary.energy_provenance) AS energy_provenance,
            scenario_result.scenario, scenario_result.mode AS scenario_mode,
            scenario_result.work AS kind_of_work, scenario_result.target_qps
        FROM trial
        JOIN run ON run.id = trial.run_id
        JOIN comparison ON comparison.run_id = trial.run_id
            AND comparison.name = trial.comparison
        JOIN summary ON summary.trial_id = trial.id
        LEFT JOIN scenario_result ON scenario_result.trial_id = trial.id
        -- The baseline's trial of the same block.
        LEFT JOIN summary AS base ON base.trial_id = (
            SELECT other.id FROM trial AS other
            JOIN summary AS its ON its.trial_id = other.id
            LEFT JOIN scenario_result AS kind ON kind.trial_id = other.id
            WHERE other.run_id = trial.run_id AND other.comparison = trial.comparison
                AND other.variant = comparison.baseline AND other.block = trial.block
                AND other.outcome = 'completed' AND NOT other.is_warm_up
                AND its.exclusion_reason IS NULL
                -- Different kinds of work are never set in ratio.
                AND kind.scenario IS scenario_result.scenario
                AND kind.mode IS scenario_result.mode
                AND kind.target_qps IS scenario_result.target_qps
            LIMIT 1)
        WHERE trial.outcome = 'completed' AND NOT trial.is_warm_up
            AND summary.exclusion_reason IS NULL
        GROUP BY run.suite, trial.run_id, trial.comparison, trial.variant,
            scenario_result.scenario, scenario_result.mode, scenario_result.target_qps;
        """

    private static let runView = """

        -- A row for each run, without looking at its trials.
        CREATE VIEW run_table AS
        SELECT run.id AS run_id, run.suite, run.suite_sha256,
            strftime('%Y-%m-%dT%H:%M:%SZ', run.started_at_ms / 1000, 'unixepoch') AS started_at,
            run.started_at_ms,
            (run.ended_at_ms - run.started_at_ms) / 1000.0 AS seconds,
            run.state, run.planned_trials,
            coalesce((SELECT trials FROM run_tally WHERE run_id = run.id
                AND outcome = 'completed'), 0) AS completed_trials,
            -- Those that were interrupted and made again are among these.
            coalesce((SELECT sum(trials) FROM run_tally WHERE run_id = run.id
                AND outcome <> 'completed'), 0) AS other_trials,
            (SELECT group_concat(provenance) FROM run_energy
                WHERE run_id = run.id AND trials > 0) AS energy_provenance,
            run.simulation, run.is_calibration, run.harness_version, run.seed,
            run.host_id, host.name AS host, host.cpu_model, host.logical_cpus, host.memory_bytes,
            host.kernel, host.operating_system, host.architecture, host.hypervisor
        FROM run JOIN host ON host.id = run.host_id;
        """

    private static let historyView = """

        -- A row for each variant and kind of work of each run, to follow one over runs.
        CREATE VIEW variant_history AS
        SELECT comparison_table.suite, comparison_table.comparison, comparison_table.variant,
            comparison_table.is_baseline, run_table.started_at, run_table.started_at_ms,
            comparison_table.run_id, run_table.state, run_table.host, run_table.host_id,
            run_table.cpu_model, run_table.harness_version, run_table.suite_sha256,
            run_table.is_calibration, run_table.simulation, variant.command, variant.environment,
            comparison.unit_of_work,
            comparison_table.trials, comparison_table.energy_per_unit_joules,
            comparison_table.energy_ratio, comparison_table.time_per_unit_seconds,
            comparison_table.time_ratio, comparison_table.average_power_watts,
            comparison_table.quality, comparison_table.quality_difference,
            comparison_table.peak_memory_bytes, comparison_table.model_bytes,
            comparison_table.energy_provenance,
            (SELECT group_concat(DISTINCT energy_scope) FROM trial
                JOIN summary ON summary.trial_id = trial.id
                WHERE trial.run_id = comparison_table.run_id
                AND trial.comparison = comparison_table.comparison
                AND trial.variant = comparison_table.variant) AS energy_scope,
            comparison_table.scenario, comparison_table.scenario_mode,
            comparison_table.kind_of_work, comparison_table.target_qps
        FROM comparison_table
        JOIN run_table ON run_table.run_id = comparison_table.run_id
        JOIN comparison ON comparison.run_id = comparison_table.run_id
            AND comparison.name = comparison_table.comparison
        JOIN variant ON variant.run_id = comparison_table.run_id
            AND variant.comparison = comparison_table.comparison
            AND variant.name = comparison_table.variant;
        """
}
