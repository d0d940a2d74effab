internal import GRDB

/// The history of the database's schema.
///
/// A released migration never changes. Every table of observations is keyed by UUIDs, so that the databases of several machines are
/// merged by inserting the rows of one into the other.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: runs, trials and raw readings") { database in
            try database.execute(sql: runTables)
            try database.execute(sql: trialTables)
            try database.execute(sql: views)
        }
        migrator.registerMigration("2: parts of uncertainty, counts, state of the host") {
            try $0.execute(sql: sensorTables)
        }
        migrator.registerMigration("3: design of a run") { try $0.execute(sql: designTables) }
        migrator.registerMigration("4: conditions and idle power") {
            try $0.execute(sql: conditionTables)
        }
        migrator.registerMigration("5: phases and one-time costs") {
            try $0.execute(sql: phaseTables)
        }
        migrator.registerMigration("6: scenarios") { try $0.execute(sql: scenarioTables) }
        migrator.registerMigration("7: survival") { try $0.execute(sql: survivalTables) }
        migrator.registerMigration("8: reasons, latencies and kinds of work") {
            try $0.execute(sql: resultTables)
        }
        migrator.registerMigration("9: files of a run") { try $0.execute(sql: fileTables) }
        migrator.registerMigration("10: imports") { try $0.execute(sql: importTables) }
        migrator.registerMigration("11: tallies of runs and views over them") {
            try $0.execute(sql: acrossTables)
        }
        migrator.registerMigration("12: bounds of verdicts") { try $0.execute(sql: verdictTables) }
        migrator.registerMigration("13: version of the project, time of a recording") {
            try $0.execute(sql: versionTables)
        }
        migrator.registerMigration("14: words in checks", migrate: simplifyChecks)
        migrator.registerMigration("15: nightly runs") { database in
            try database.execute(sql: nightTables)
            try database.execute(sql: thinTables)
        }
        return migrator
    }()

    private static let runTables = """
        CREATE TABLE host (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            name TEXT NOT NULL,
            cpu_model TEXT NOT NULL,
            logical_cpus INTEGER NOT NULL CHECK (logical_cpus > 0),
            memory_bytes INTEGER NOT NULL CHECK (memory_bytes > 0),
            kernel TEXT NOT NULL,
            operating_system TEXT NOT NULL,
            architecture TEXT NOT NULL,
            hypervisor TEXT
        ) STRICT;
        CREATE TABLE run (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            host_id TEXT NOT NULL REFERENCES host (id),
            suite TEXT NOT NULL,
            suite_text TEXT NOT NULL,
            suite_sha256 TEXT NOT NULL CHECK (length(suite_sha256) = 64),
            -- The 64 bits of the seed as a signed number.
            seed INTEGER NOT NULL,
            blocks INTEGER NOT NULL CHECK (blocks > 0),
            planned_trials INTEGER NOT NULL CHECK (planned_trials > 0),
            sampling_interval_ns INTEGER NOT NULL CHECK (sampling_interval_ns > 0),
            estimate_model TEXT CHECK (estimate_model IS NULL OR json_valid(estimate_model)),
            started_at_ms INTEGER NOT NULL,
            ended_at_ms INTEGER CHECK (ended_at_ms IS NULL OR ended_at_ms >= started_at_ms),
            state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted', 'failed')),
            harness_version TEXT NOT NULL,
            simulation TEXT CHECK (simulation IS NULL OR simulation <> '')
        ) STRICT;
        CREATE INDEX run_by_start ON run (started_at_ms);
        CREATE TABLE sensor_state (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            sensor TEXT NOT NULL,
            covers TEXT NOT NULL,
            availability TEXT NOT NULL CHECK (availability IN ('present', 'absent', 'refused')),
            reason TEXT NOT NULL,
            remedy TEXT,
            is_simulated INTEGER NOT NULL CHECK (is_simulated IN (0, 1)),
            position INTEGER NOT NULL,
            PRIMARY KEY (run_id, sensor)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE artifact (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            step TEXT NOT NULL,
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            command TEXT NOT NULL CHECK (json_valid(command)),
            seconds REAL NOT NULL CHECK (seconds >= 0),
            was_cached INTEGER NOT NULL CHECK (was_cached IN (0, 1)),
            position INTEGER NOT NULL,
            PRIMARY KEY (run_id, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE comparison (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            unit_of_work TEXT NOT NULL,
            baseline TEXT NOT NULL,
            quality_event TEXT,
            quality_higher_is_better INTEGER CHECK (quality_higher_is_better IN (0, 1)),
            position INTEGER NOT NULL,
            PRIMARY KEY (run_id, name),
            CHECK ((quality_event IS NULL) = (quality_higher_is_better IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE variant (
            run_id TEXT NOT NULL,
            comparison TEXT NOT NULL,
            name TEXT NOT NULL,
            command TEXT NOT NULL CHECK (json_valid(command)),
            environment TEXT NOT NULL CHECK (json_valid(environment)),
            parameters TEXT NOT NULL CHECK (json_valid(parameters)),
            position INTEGER NOT NULL,
            PRIMARY KEY (run_id, comparison, name),
            FOREIGN KEY (run_id, comparison) REFERENCES comparison (run_id, name)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        """

    private static let trialTables = """
        CREATE TABLE trial (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            run_id TEXT NOT NULL,
            comparison TEXT NOT NULL,
            variant TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            block INTEGER NOT NULL CHECK (block >= 0),
            position INTEGER NOT NULL CHECK (position >= 0),
            block_seed INTEGER NOT NULL CHECK (block_seed >= 0),
            command TEXT NOT NULL CHECK (json_valid(command)),
            started_at_ms INTEGER NOT NULL,
            started_ns INTEGER NOT NULL,
            ended_ns INTEGER NOT NULL CHECK (ended_ns >= started_ns),
            outcome TEXT NOT NULL CHECK (outcome IN (
                'completed', 'exited', 'signalled', 'timed_out', 'window_not_closed',
                'window_reopened', 'not_started', 'interrupted')),
            exit_status INTEGER CHECK ((exit_status IS NOT NULL) = (outcome = 'exited')),
            signal INTEGER CHECK ((signal IS NOT NULL) = (outcome = 'signalled')),
            limit_ns INTEGER CHECK ((limit_ns IS NOT NULL) = (outcome = 'timed_out')),
            start_failure TEXT CHECK ((start_failure IS NOT NULL) = (outcome = 'not_started')),
            user_ns INTEGER CHECK (user_ns >= 0),
            system_ns INTEGER CHECK (system_ns >= 0),
            largest_process_bytes INTEGER CHECK (largest_process_bytes >= 0),
            standard_output TEXT NOT NULL,
            standard_error TEXT NOT NULL,
            dropped_bytes INTEGER NOT NULL CHECK (dropped_bytes >= 0),
            FOREIGN KEY (run_id, comparison, variant)
                REFERENCES variant (run_id, comparison, name) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX trial_by_run ON trial (run_id, sequence);
        CREATE TABLE channel (
            trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 0),
            name TEXT NOT NULL,
            sensor TEXT NOT NULL,
            interface TEXT NOT NULL,
            quantity TEXT NOT NULL,
            -- 'counter' only goes up but for its wrap; 'gauge' is a value at an instant.
            behaviour TEXT NOT NULL CHECK (behaviour IN ('counter', 'gauge')),
            wraps_at INTEGER CHECK (wraps_at IS NULL OR (wraps_at > 0 AND behaviour = 'counter')),
            domain TEXT NOT NULL,
            is_simulated INTEGER NOT NULL CHECK (is_simulated IN (0, 1)),
            refresh_period_ns INTEGER NOT NULL CHECK (refresh_period_ns >= 0),
            resolution INTEGER NOT NULL CHECK (resolution >= 0),
            PRIMARY KEY (trial_id, number),
            UNIQUE (trial_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reading (
            trial_id TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            channel INTEGER NOT NULL,
            before_ns INTEGER NOT NULL,
            after_ns INTEGER NOT NULL CHECK (after_ns >= before_ns),
            -- The raw integer in the channel's own unit; NULL with the reason in `failure`.
            value INTEGER CHECK (value >= 0),
            failure TEXT,
            PRIMARY KEY (trial_id, sequence),
            FOREIGN KEY (trial_id, channel) REFERENCES channel (trial_id, number)
                ON DELETE CASCADE,
            CHECK ((value IS NULL) = (failure IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE event (
            trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            kind TEXT NOT NULL CHECK (kind IN ('start', 'stop', 'point')),
            key TEXT NOT NULL,
            number REAL,
            value TEXT NOT NULL,
            metadata TEXT NOT NULL CHECK (json_valid(metadata)),
            instant_ns INTEGER NOT NULL,
            time_source TEXT NOT NULL
                CHECK (time_source IN ('monotonic', 'wall_clock', 'arrival')),
            PRIMARY KEY (trial_id, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE trial_warning (
            trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            warning TEXT NOT NULL CHECK (json_valid(warning)),
            explanation TEXT NOT NULL,
            PRIMARY KEY (trial_id, sequence)
        ) STRICT, WITHOUT ROWID;
        -- Worked out from readings and events when the trial was stored, for queries. Reports
        -- work it out anew from the raw readings.
        CREATE TABLE summary (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            window_seconds REAL CHECK (window_seconds >= 0),
            energy_joules REAL,
            energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
            energy_provenance TEXT CHECK (energy_provenance IN (
                'measured', 'integrated', 'estimated', 'simulated', 'reported')),
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
            CHECK ((energy_joules IS NULL) = (energy_missing_reason IS NOT NULL)),
            CHECK ((energy_joules IS NULL) = (energy_provenance IS NULL))
        ) STRICT, WITHOUT ROWID;
        """

    private static let sensorTables = """
        ALTER TABLE channel ADD COLUMN device TEXT;
        ALTER TABLE channel ADD COLUMN averaging_window_ns INTEGER NOT NULL DEFAULT 0
            CHECK (averaging_window_ns >= 0);
        -- NULL where nobody states how far the sensor's own scale may be off.
        ALTER TABLE channel ADD COLUMN relative_accuracy REAL CHECK (relative_accuracy >= 0);
        -- The parts of energy_uncertainty_joules; NULL in trials stored before there were parts.
        ALTER TABLE summary ADD COLUMN energy_edges_joules REAL;
        ALTER TABLE summary ADD COLUMN energy_resolution_joules REAL;
        ALTER TABLE summary ADD COLUMN energy_sampling_joules REAL;
        ALTER TABLE summary ADD COLUMN energy_accuracy_joules REAL;
        ALTER TABLE summary ADD COLUMN peak_gpu_memory_bytes REAL;
        -- What each energy or power channel saw in the window, those outside the total included.
        CREATE TABLE channel_energy (
            trial_id TEXT NOT NULL,
            channel INTEGER NOT NULL,
            energy_joules REAL,
            energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
            provenance TEXT,
            missing_reason TEXT,
            PRIMARY KEY (trial_id, channel),
            FOREIGN KEY (trial_id, channel) REFERENCES channel (trial_id, number)
                ON DELETE CASCADE,
            CHECK ((energy_joules IS NULL) = (missing_reason IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        -- Hardware and software events in the window.
        CREATE TABLE event_count (
            trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
            event TEXT NOT NULL,
            interface TEXT NOT NULL,
            count REAL CHECK (count >= 0),
            -- Below 1 where the event shared its counter and the count is scaled up.
            running_share REAL CHECK (running_share BETWEEN 0 AND 1),
            missing_reason TEXT,
            PRIMARY KEY (trial_id, event),
            CHECK ((count IS NULL) = (missing_reason IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE host_state (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
            at_ms INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (json_valid(state)),
            PRIMARY KEY (run_id, moment)
        ) STRICT, WITHOUT ROWID;
        """

    private static let views = """
        CREATE VIEW trial_table AS
        SELECT run.suite, trial.run_id, trial.comparison, trial.variant, trial.block,
            trial.sequence, trial.outcome, summary.*,
            trial.variant = comparison.baseline AS is_baseline,
            summary.energy_joules / summary.work AS energy_per_unit_joules,
            summary.window_seconds / summary.work AS time_per_unit_seconds,
            summary.energy_joules / summary.window_seconds AS average_power_watts
        FROM trial
        JOIN run ON run.id = trial.run_id
        JOIN comparison ON comparison.run_id = trial.run_id
            AND comparison.name = trial.comparison
        JOIN summary ON summary.trial_id = trial.id;
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
            AND base.is_baseline AND base.outcome = 'completed'
        WHERE each.outcome = 'completed'
        GROUP BY each.run_id, each.comparison, each.variant;
        """
}
