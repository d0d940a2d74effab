extension Schema {
    /// What it takes to go on with a run that ended before its last trial.
    static let survivalTables = """
        -- The command line that a run came from. Runs that came before this was kept have none.
        CREATE TABLE run_start (
            run_id TEXT NOT NULL PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
            -- The words after the program's name.
            arguments TEXT NOT NULL CHECK (json_valid(arguments)),
            -- The folder that it was started in.
            folder TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- Each time that a harness worked on a run: number 0 is the start, the others went on.
        CREATE TABLE run_session (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 0),
            started_at_ms INTEGER NOT NULL,
            harness_version TEXT NOT NULL,
            -- What had changed since the start and was accepted: sentences.
            accepted_changes TEXT NOT NULL CHECK (json_valid(accepted_changes)),
            PRIMARY KEY (run_id, number)
        ) STRICT, WITHOUT ROWID;
        -- How much of trial.dropped_bytes was standard error.
        CREATE TABLE dropped_output (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            standard_error_bytes INTEGER NOT NULL CHECK (standard_error_bytes >= 0)
        ) STRICT, WITHOUT ROWID;
        """

    /// What the commands of a run named, so that a run that goes on finds what has changed.
    static let fileTables = """
        -- The programs of a run's variants and the files that their commands name.
        CREATE TABLE run_file (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            PRIMARY KEY (run_id, path)
        ) STRICT, WITHOUT ROWID;
        """
}
