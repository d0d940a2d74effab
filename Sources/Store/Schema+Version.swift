extension Schema {
    /// The version of the project that a run measured, and when what was imported was recorded.
    static let versionTables =
        """
        CREATE TABLE run_version (
            run_id TEXT NOT NULL PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            -- The words of the command that was asked.
            command TEXT NOT NULL CHECK (json_valid(command)),
            version TEXT CHECK (version <> ''),
            -- Why it is not known.
            missing_reason TEXT CHECK (missing_reason <> ''),
            CHECK ((version IS NULL) = (missing_reason IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        -- By the files; NULL where they do not say, and in imports of before this was kept.
        ALTER TABLE run_import ADD COLUMN recorded_at_ms INTEGER CHECK (recorded_at_ms >= 0);
        DROP VIEW variant_history;
        DROP VIEW run_table;

        """ + runView + historyView

    /// As before, with the version and the time of the recording.
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
            run.simulation, run.is_calibration, run.harness_version,
            run_version.version AS project_version,
            strftime('%Y-%m-%dT%H:%M:%SZ', run_import.recorded_at_ms / 1000, 'unixepoch')
                AS recorded_at,
            run.seed,
            run.host_id, host.name AS host, host.cpu_model, host.logical_cpus, host.memory_bytes,
            host.kernel, host.operating_system, host.architecture, host.hypervisor
        FROM run JOIN host ON host.id = run.host_id
        LEFT JOIN run_version ON run_version.run_id = run.id
        LEFT JOIN run_import ON run_import.run_id = run.id;

        """

    /// As before, with the version.
    private static let historyView = """
        -- A row for each variant and kind of work of each run, to follow one over runs.
        CREATE VIEW variant_history AS
        SELECT comparison_table.suite, comparison_table.comparison, comparison_table.variant,
            comparison_table.is_baseline, run_table.started_at, run_table.started_at_ms,
            comparison_table.run_id, run_table.state, run_table.host, run_table.host_id,
            run_table.cpu_model, run_table.harness_version, run_table.project_version,
            run_table.suite_sha256,
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
