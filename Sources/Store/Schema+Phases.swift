extension Schema {
    static let phaseTables = """
        -- Worked out from readings and events when the trial was stored, for queries. The own energies
        -- of a trial's rows add up to its window's; the row with the empty path is what no phase covers.
        CREATE TABLE phase (
            trial_id TEXT NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            -- The names from the outermost phase on, as a JSON array.
            path TEXT NOT NULL CHECK (json_valid(path)),
            name TEXT,
            depth INTEGER CHECK (depth >= 0),
            count INTEGER CHECK (count >= 0),
            seconds REAL NOT NULL CHECK (seconds >= 0),
            own_seconds REAL NOT NULL CHECK (own_seconds >= 0),
            energy_joules REAL,
            energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
            own_energy_joules REAL,
            own_energy_uncertainty_joules REAL CHECK (own_energy_uncertainty_joules >= 0),
            energy_provenance TEXT,
            energy_missing_reason TEXT,
            PRIMARY KEY (trial_id, position),
            CHECK ((energy_joules IS NULL) = (energy_missing_reason IS NOT NULL)),
            CHECK ((name IS NULL) = (count IS NULL) AND (name IS NULL) = (depth IS NULL))
        ) STRICT, WITHOUT ROWID;
        -- What making an artifact cost, once, without the artifacts that it used; also of one that was
        -- found made.
        CREATE TABLE artifact_cost (
            run_id TEXT NOT NULL,
            step TEXT NOT NULL,
            energy_joules REAL,
            energy_uncertainty_joules REAL CHECK (energy_uncertainty_joules >= 0),
            energy_provenance TEXT,
            energy_scope TEXT,
            energy_missing_reason TEXT,
            made_at_ms INTEGER,
            made_on_host_id TEXT,
            made_on_host TEXT,
            made_by_version TEXT,
            -- All of it, with the parts of the uncertainty.
            cost TEXT NOT NULL CHECK (json_valid(cost)),
            PRIMARY KEY (run_id, step),
            FOREIGN KEY (run_id, step) REFERENCES artifact (run_id, step) ON DELETE CASCADE,
            CHECK ((energy_joules IS NULL) = (energy_missing_reason IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        -- The making of an artifact in this run, raw.
        CREATE TABLE preparation (
            run_id TEXT NOT NULL,
            step TEXT NOT NULL,
            command TEXT NOT NULL CHECK (json_valid(command)),
            started_at_ms INTEGER NOT NULL,
            started_ns INTEGER NOT NULL,
            ended_ns INTEGER NOT NULL CHECK (ended_ns >= started_ns),
            -- The channels in the order of their numbers.
            channels TEXT NOT NULL CHECK (json_valid(channels)),
            PRIMARY KEY (run_id, step),
            FOREIGN KEY (run_id, step) REFERENCES artifact (run_id, step) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE preparation_reading (
            run_id TEXT NOT NULL,
            step TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            channel INTEGER NOT NULL CHECK (channel >= 0),
            before_ns INTEGER NOT NULL,
            after_ns INTEGER NOT NULL CHECK (after_ns >= before_ns),
            value INTEGER CHECK (value >= 0),
            failure TEXT,
            PRIMARY KEY (run_id, step, sequence),
            FOREIGN KEY (run_id, step) REFERENCES preparation (run_id, step) ON DELETE CASCADE,
            CHECK ((value IS NULL) = (failure IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        """
}
