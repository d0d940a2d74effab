extension Schema {
    /// Migration 4.
    static let conditionTables = """
        -- What the trials of a run waited for, and how idle power was measured around it.
        CREATE TABLE run_condition (
            run_id TEXT NOT NULL PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            gates INTEGER NOT NULL CHECK (gates IN (0, 1)),
            load_limit_cpus REAL NOT NULL CHECK (load_limit_cpus >= 0),
            load_wait_ns INTEGER NOT NULL CHECK (load_wait_ns >= 0),
            temperature_band_celsius REAL NOT NULL CHECK (temperature_band_celsius > 0),
            temperature_wait_ns INTEGER NOT NULL CHECK (temperature_wait_ns >= 0),
            cooldown_ns INTEGER NOT NULL CHECK (cooldown_ns >= 0),
            idle_windows INTEGER NOT NULL CHECK (idle_windows >= 0),
            idle_window_ns INTEGER NOT NULL CHECK (idle_window_ns > 0),
            -- NULL where the machine has no thermometer.
            start_millicelsius INTEGER
        ) STRICT, WITHOUT ROWID;
        -- What was waited for before a trial. A condition that nothing was asked of has NULL in
        -- all its columns; first and last are NULL where it could not be read.
        CREATE TABLE trial_gate (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            took_ns INTEGER NOT NULL CHECK (took_ns >= 0),
            rested_ns INTEGER NOT NULL CHECK (rested_ns >= 0),
            load_result TEXT CHECK (load_result IN ('held', 'waited', 'ran_out', 'unread')),
            load_limit_cpus REAL CHECK (load_limit_cpus >= 0),
            load_first_cpus REAL CHECK (load_first_cpus >= 0),
            load_last_cpus REAL CHECK (load_last_cpus >= 0),
            load_waited_ns INTEGER CHECK (load_waited_ns >= 0),
            temperature_result TEXT
                CHECK (temperature_result IN ('held', 'waited', 'ran_out', 'unread')),
            temperature_start_millicelsius INTEGER,
            temperature_band_celsius REAL CHECK (temperature_band_celsius > 0),
            temperature_first_millicelsius INTEGER,
            temperature_last_millicelsius INTEGER,
            temperature_cooled_ns INTEGER CHECK (temperature_cooled_ns >= 0),
            temperature_burned_ns INTEGER CHECK (temperature_burned_ns >= 0),
            CHECK ((load_result IS NULL) = (load_limit_cpus IS NULL)),
            CHECK ((load_result IS NULL) = (load_waited_ns IS NULL)),
            CHECK ((temperature_result IS NULL) = (temperature_start_millicelsius IS NULL)),
            CHECK ((temperature_result IS NULL) = (temperature_band_celsius IS NULL)),
            CHECK ((temperature_result IS NULL) = (temperature_cooled_ns IS NULL)),
            CHECK ((temperature_result IS NULL) = (temperature_burned_ns IS NULL))
        ) STRICT, WITHOUT ROWID;
        -- The power of the idle machine before and after a run, raw.
        CREATE TABLE idle_measurement (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
            started_at_ms INTEGER NOT NULL,
            -- Why nothing was measured.
            missing_reason TEXT,
            -- The channels in the order of `idle_reading.channel`, and what was doubtful.
            channels TEXT NOT NULL CHECK (json_valid(channels)),
            warnings TEXT NOT NULL CHECK (json_valid(warnings)),
            PRIMARY KEY (run_id, moment)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE idle_window (
            run_id TEXT NOT NULL,
            moment TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number >= 0),
            start_ns INTEGER NOT NULL,
            stop_ns INTEGER NOT NULL CHECK (stop_ns >= start_ns),
            PRIMARY KEY (run_id, moment, number),
            FOREIGN KEY (run_id, moment) REFERENCES idle_measurement (run_id, moment)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE idle_reading (
            run_id TEXT NOT NULL,
            moment TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            channel INTEGER NOT NULL CHECK (channel >= 0),
            before_ns INTEGER NOT NULL,
            after_ns INTEGER NOT NULL CHECK (after_ns >= before_ns),
            value INTEGER CHECK (value >= 0),
            failure TEXT,
            PRIMARY KEY (run_id, moment, sequence),
            FOREIGN KEY (run_id, moment) REFERENCES idle_measurement (run_id, moment)
                ON DELETE CASCADE,
            CHECK ((value IS NULL) = (failure IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        """
}
