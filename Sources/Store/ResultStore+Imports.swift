internal import Experiment
internal import GRDB

extension ResultStore {
    /// The run that was made of the same files, the newest; `nil` where there is none.
    ///
    /// An import that was killed before its last trial does not count.
    ///
    /// - Parameter digest: of the import, see `RunImport.digest`.
    /// - Returns: its id.
    /// - Throws: `StoreError`.
    public func importedRun(digest: String) throws(StoreError) -> String? {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT run_id FROM run_import JOIN run ON run.id = run_id
                    WHERE sha256 = ? AND run.state = 'finished' ORDER BY run.rowid DESC
                    """,
                arguments: [digest]
            )
        }
    }

    static func insert(
        _ imported: RunImport?,
        ofRun id: String,
        into database: Database
    ) throws {
        guard let imported else { return }
        try database.execute(
            sql: """
                INSERT INTO run_import
                    (run_id, format, method, scaling_factor, sha256, recorded_at_ms)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, imported.format, imported.method, imported.scalingFactor, imported.digest,
                imported.recordedAtMilliseconds,
            ]
        )
        for (position, file) in imported.files.enumerated() {
            try database.execute(
                sql: "INSERT INTO import_file VALUES (?, ?, ?, ?, ?)",
                arguments: [id, position, file.path, file.bytes, file.digest]
            )
        }
    }

    static func imported(ofRun id: String, _ database: Database) throws -> RunImport? {
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT * FROM run_import WHERE run_id = ?",
                arguments: [id]
            )
        else { return nil }
        let files = try Row.fetchAll(
            database,
            sql: "SELECT * FROM import_file WHERE run_id = ? ORDER BY position",
            arguments: [id]
        ).map { RunImport.File(path: $0["path"], bytes: $0["bytes"], digest: $0["sha256"]) }
        return RunImport(
            format: row["format"],
            method: row["method"],
            scalingFactor: row["scaling_factor"],
            files: files,
            digest: row["sha256"],
            recordedAtMilliseconds: row["recorded_at_ms"]
        )
    }
}
