extension Schema {
    /// Which trials have fewer raw readings than were taken.
    static let thinTables = """
        -- A row for each trial that was looked at, also where all readings stayed.
        CREATE TABLE trial_thinned (
            trial_id TEXT NOT NULL PRIMARY KEY REFERENCES trial (id) ON DELETE CASCADE,
            at_ms INTEGER NOT NULL,
            readings_before INTEGER NOT NULL CHECK (readings_before >= 0),
            readings_after INTEGER NOT NULL CHECK (readings_after BETWEEN 0 AND readings_before)
        ) STRICT, WITHOUT ROWID;
        """
}
