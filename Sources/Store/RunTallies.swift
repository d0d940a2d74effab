internal import Experiment
internal import GRDB

/// How many trials of each run ended in each way and have an energy of each provenance, counted
/// while many are stored.
///
/// Triggers count each trial for itself, which is a third of what it takes to store one.
struct RunTallies {
    private struct Key: Hashable {
        var run: String
        var word: String
    }

    private var outcomes: [Key: Int] = [:]
    private var provenances: [Key: Int] = [:]

    mutating func count(_ trial: Trial, _ summary: TrialSummary?, ofRun id: String) {
        outcomes[Key(run: id, word: trial.outcome.word), default: 0] += 1
        guard let provenance = summary?.energy.figure?.provenance else { return }
        provenances[Key(run: id, word: provenance.rawValue), default: 0] += 1
    }

    /// Adds what was counted to what the database has.
    func add(to rows: RowWriter) throws {
        try Self.add(
            outcomes,
            with: """
                INSERT INTO run_tally VALUES (?, ?, ?)
                ON CONFLICT (run_id, outcome) DO UPDATE SET trials = trials + excluded.trials
                """,
            to: rows
        )
        try Self.add(
            provenances,
            with: """
                INSERT INTO run_energy VALUES (?, ?, ?)
                ON CONFLICT (run_id, provenance) DO UPDATE SET trials = trials + excluded.trials
                """,
            to: rows
        )
    }

    private static func add(
        _ counts: [Key: Int],
        with insertion: StaticString,
        to rows: RowWriter
    ) throws {
        for (key, trials) in counts { try rows.insert(insertion, key.run, key.word, trials) }
    }

    private static let triggers = ["trial_is_counted", "energy_is_counted"]

    /// Runs work in the transaction that is open with the triggers away: what it stores it counts.
    ///
    /// No other connection ever sees the database without them: they are back before the commit, and
    /// a transaction that ends early leaves them as they were.
    static func withoutTriggers<Result>(
        _ database: Database,
        _ work: () throws -> Result
    ) throws -> Result {
        let texts = try String.fetchAll(
            database,
            sql: "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name IN (?, ?)",
            arguments: StatementArguments(triggers)
        )
        for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
        let result = try work()
        for text in texts { try database.execute(sql: text) }
        return result
    }
}
