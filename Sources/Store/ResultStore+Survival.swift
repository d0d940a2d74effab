public import Experiment
internal import GRDB

extension ResultStore {
    /// Says that a harness goes on with a run that is stored.
    ///
    /// - Parameters:
    ///   - session: that begins now.
    ///   - id: of the run.
    ///   - schedule: with the trials recorded that are there.
    /// - Throws: `StoreError`.
    public func begin(
        _ session: RunSession,
        ofRun id: String,
        schedule: TrialSchedule
    ) throws(StoreError) {
        try write { database in
            let number = try Int.fetchOne(
                database,
                sql: "SELECT coalesce(max(number), 0) + 1 FROM run_session WHERE run_id = ?",
                arguments: [id]
            )
            try Self.insert(session, number: number ?? 1, ofRun: id, into: database)
            try database.execute(
                sql: "UPDATE run SET state = 'running', ended_at_ms = NULL WHERE id = ?",
                arguments: [id]
            )
            try update(schedule, runID: id, in: database)
        }
    }

    static func insert(_ history: RunHistory, ofRun id: String, into database: Database) throws {
        if let start = history.start {
            try database.execute(
                sql: "INSERT INTO run_start (run_id, arguments, folder) VALUES (?, ?, ?)",
                arguments: [id, try JSONText.encode(start.arguments), start.folder]
            )
            for (path, digest) in start.files {
                try database.execute(
                    sql: "INSERT INTO run_file (run_id, path, sha256) VALUES (?, ?, ?)",
                    arguments: [id, path, digest]
                )
            }
        }
        for (number, session) in history.sessions.enumerated() {
            try insert(session, number: number, ofRun: id, into: database)
        }
    }

    private static func insert(
        _ session: RunSession,
        number: Int,
        ofRun id: String,
        into database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO run_session
                    (run_id, number, started_at_ms, harness_version, accepted_changes)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                id, number, session.startedAtMilliseconds, session.harnessVersion,
                try JSONText.encode(session.acceptedChanges),
            ]
        )
    }

    static func history(ofRun id: String, _ database: Database) throws -> RunHistory {
        let start = try Row.fetchOne(
            database,
            sql: "SELECT arguments, folder FROM run_start WHERE run_id = ?",
            arguments: [id]
        ).map { row in
            let files = try Row.fetchAll(
                database,
                sql: "SELECT path, sha256 FROM run_file WHERE run_id = ?",
                arguments: [id]
            )
            return RunStart(
                arguments: try JSONText.decode(row["arguments"], as: [String].self),
                folder: row["folder"],
                files: Dictionary(uniqueKeysWithValues: files.map { ($0["path"], $0["sha256"]) })
            )
        }
        let sessions = try Row.fetchAll(
            database,
            sql: """
                SELECT started_at_ms, harness_version, accepted_changes FROM run_session
                WHERE run_id = ? ORDER BY number
                """,
            arguments: [id]
        ).map { row in
            RunSession(
                startedAtMilliseconds: row["started_at_ms"],
                harnessVersion: row["harness_version"],
                acceptedChanges: try JSONText.decode(row["accepted_changes"], as: [String].self)
            )
        }
        return RunHistory(start: start, sessions: sessions)
    }

    static func insertDroppedBytes(of trial: Trial, into rows: RowWriter) throws {
        guard let bytes = trial.output.droppedErrorBytes else { return }
        try rows.insert(
            "INSERT INTO dropped_output (trial_id, standard_error_bytes) VALUES (?, ?)",
            trial.id,
            bytes
        )
    }

    static func droppedErrorBytes(ofTrial id: String, _ database: Database) throws -> Int? {
        try Int.fetchOne(
            database.cachedStatement(
                sql: "SELECT standard_error_bytes FROM dropped_output WHERE trial_id = ?"
            ),
            arguments: [id]
        )
    }
}
