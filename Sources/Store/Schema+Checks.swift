internal import GRDB

extension Schema {
    /// Writes the lists of words in the CHECKs of a trial's tables as alternatives.
    ///
    /// For a list of three or more SQLite builds a table in memory, anew for each row that is inserted:
    /// that was more than half of what it takes to store a short trial. What the tables may hold stays
    /// the same, so their rows are left alone: the text is replaced in the way of
    /// https://www.sqlite.org/lang_altertable.html, section 7, for changes that no row feels.
    static func simplifyChecks(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA schema_version") ?? 0
        try database.execute(sql: "PRAGMA writable_schema = ON")
        for (table, checks) in checkedWords {
            for check in checks {
                try database.execute(
                    sql: """
                        UPDATE sqlite_schema SET sql = replace(sql, ?, ?)
                        WHERE type = 'table' AND name = ?
                        """,
                    arguments: [check.list, check.alternatives, table]
                )
            }
        }
        try database.execute(sql: "PRAGMA schema_version = \(version + 1)")
        // Reads the new texts, too.
        try database.execute(sql: "PRAGMA writable_schema = RESET")
    }

    /// As the migrations before wrote them.
    private static let checkedWords: [(table: String, checks: [CheckedWords])] = [
        (
            "trial",
            [
                CheckedWords(
                    column: "outcome",
                    list: """
                        (
                                'completed', 'exited', 'signalled', 'timed_out', 'window_not_closed',
                                'window_reopened', 'not_started', 'interrupted')
                        """
                )
            ]
        ),
        (
            "event",
            [
                CheckedWords(column: "kind", list: "('start', 'stop', 'point')"),
                CheckedWords(column: "time_source", list: "('monotonic', 'wall_clock', 'arrival')"),
            ]
        ),
        (
            "summary",
            [
                CheckedWords(
                    column: "energy_provenance",
                    list: """
                        (
                                'measured', 'integrated', 'estimated', 'simulated', 'reported', 'imported')
                        """
                )
            ]
        ),
        (
            "trial_gate",
            ["load_result", "temperature_result"].map {
                CheckedWords(column: $0, list: "('held', 'waited', 'ran_out', 'unread')")
            }
        ),
    ]
}

/// The words that a column may hold.
private struct CheckedWords {
    var list: String
    var alternatives: String

    /// Of a list as it stands in the table's text, in brackets.
    init(column: String, list words: String) {
        list = "\(column) IN \(words)"
        let words = words.split { "(), \n".contains($0) }
        alternatives = words.map { "\(column) = \($0)" }.joined(separator: " OR ")
    }
}
