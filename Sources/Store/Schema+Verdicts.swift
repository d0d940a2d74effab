extension Schema {
    /// What the verdicts of a comparison are held against.
    ///
    /// Runs that came before this was kept have the usual bound, and no tolerance.
    static let verdictTables = """
        -- How far above 1 a ratio may be that does not matter, relative.
        ALTER TABLE comparison ADD COLUMN equivalence REAL NOT NULL DEFAULT 0.01
            CHECK (equivalence > 0);
        -- How much worse than the baseline's the quality may be, in its own unit; NULL: not stated.
        ALTER TABLE comparison ADD COLUMN quality_tolerance REAL
            CHECK (quality_tolerance IS NULL
                OR (quality_tolerance >= 0 AND quality_event IS NOT NULL));
        """
}
