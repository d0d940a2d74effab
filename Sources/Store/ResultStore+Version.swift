internal import Experiment
internal import GRDB

extension ResultStore {
    static func insert(
        _ version: ProjectVersion?,
        ofRun id: String,
        into database: Database
    ) throws {
        guard let version else { return }
        try database.executeCached(
            sql: """
                INSERT INTO run_version (run_id, command, version, missing_reason)
                VALUES (?, ?, ?, ?)
                """,
            arguments: [
                id, try JSONText.encode(version.command), version.text, version.missingReason,
            ]
        )
    }

    static func projectVersion(ofRun id: String, _ database: Database) throws -> ProjectVersion? {
        try Row.fetchOne(
            database,
            sql: "SELECT command, version, missing_reason FROM run_version WHERE run_id = ?",
            arguments: [id]
        ).map { row in
            let version: String? = row["version"]
            return ProjectVersion(
                command: try JSONText.decode(row["command"], as: [String].self),
                finding: version.map(Result.success)
                    ?? .failure(Absence(row["missing_reason"] ?? "it was not kept"))
            )
        }
    }
}
