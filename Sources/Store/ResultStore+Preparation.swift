public import Experiment
internal import GRDB
internal import Units

extension ResultStore {
    /// Stores an artifact of a run, with all that was read while it was made, in one transaction.
    ///
    /// One that the run has already stays as it is: the run was gone on with and found it made.
    /// Another one of the same step takes its place as long as no trial has used the first.
    ///
    /// - Parameters:
    ///   - artifact: that is there now.
    ///   - position: of its step among those of the run.
    ///   - making: `nil` where it was found made, or its making was not measured.
    ///   - runID: a run that is stored.
    /// - Throws: `StoreError`; nothing of it is stored then.
    public func save(
        _ artifact: Artifact,
        at position: Int,
        making: MeasuredPreparation?,
        runID: String
    ) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: """
                    DELETE FROM artifact WHERE run_id = ? AND step = ? AND sha256 <> ?
                        AND NOT EXISTS (SELECT 1 FROM trial WHERE trial.run_id = artifact.run_id)
                    """,
                arguments: [runID, artifact.step, artifact.key]
            )
            let isThere = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM artifact WHERE run_id = ? AND step = ?)",
                arguments: [runID, artifact.step]
            )
            guard isThere != true else { return }
            try insert(artifact, at: position, ofRun: runID, into: database)
            if let making { try Self.insert(making, ofRun: runID, into: database) }
        }
    }

    func insert(
        _ artifact: Artifact,
        at position: Int,
        ofRun id: String,
        into database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO artifact (run_id, step, sha256, command, seconds, was_cached, position)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, artifact.step, artifact.key, try JSONText.encode(artifact.command),
                artifact.seconds, artifact.wasCached, position,
            ]
        )
        try insertCost(of: artifact, runID: id, into: database)
    }

    private static func insert(
        _ preparation: MeasuredPreparation,
        ofRun id: String,
        into database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO preparation (run_id, step, command, started_at_ms, started_ns, ended_ns,
                    channels)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, preparation.step, try JSONText.encode(preparation.command),
                preparation.startedAtMilliseconds, preparation.started.nanoseconds,
                preparation.ended.nanoseconds, try JSONText.encode(preparation.channels),
            ]
        )
        let statement = try database.makeStatement(
            sql: """
                INSERT INTO preparation_reading (run_id, step, sequence, channel, before_ns,
                    after_ns, value, failure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for (sequence, reading) in preparation.readings.enumerated() {
            let columns = ReadingColumns(reading.outcome)
            try statement.execute(arguments: [
                id, preparation.step, sequence, reading.channel,
                reading.before.nanoseconds, reading.after.nanoseconds, columns.value,
                columns.failure,
            ])
        }
    }

    /// The makings of a run's artifacts that were measured in it, in the order of the steps.
    ///
    /// - Throws: `StoreError`.
    public func preparations(ofRun id: String) throws(StoreError) -> [MeasuredPreparation] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT preparation.* FROM preparation
                    JOIN artifact USING (run_id, step)
                    WHERE run_id = ? ORDER BY artifact.position
                    """,
                arguments: [id]
            ).map { row in
                let step: String = row["step"]
                return MeasuredPreparation(
                    step: step,
                    command: try JSONText.decode(row["command"], as: [String].self),
                    startedAtMilliseconds: row["started_at_ms"],
                    started: MonotonicInstant(nanoseconds: row["started_ns"]),
                    ended: MonotonicInstant(nanoseconds: row["ended_ns"]),
                    channels: try JSONText.decode(row["channels"], as: [Channel].self),
                    readings: try Self.readings(ofStep: step, run: id, database)
                )
            }
        }
    }

    private static func readings(ofStep step: String, run id: String, _ database: Database)
        throws -> [Reading]
    {
        try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM preparation_reading WHERE run_id = ? AND step = ? ORDER BY sequence
                """,
            arguments: [id, step]
        ).map { row in
            Reading(
                channel: row["channel"],
                before: MonotonicInstant(nanoseconds: row["before_ns"]),
                after: MonotonicInstant(nanoseconds: row["after_ns"]),
                outcome: ReadingColumns.outcome(value: row["value"], failure: row["failure"])
            )
        }
    }

    /// Stores what the artifacts of a run cost.
    private func insertCost(of artifact: Artifact, runID: String, into database: Database) throws {
        let energy = artifact.cost.energy.figure
        let origin = artifact.cost.origin
        try database.execute(
            sql: """
                INSERT INTO artifact_cost (run_id, step, energy_joules, energy_uncertainty_joules,
                    energy_provenance, energy_scope, energy_missing_reason, made_at_ms,
                    made_on_host_id, made_on_host, made_by_version, cost)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                runID, artifact.step, energy?.value.joules, energy?.uncertainty?.joules,
                energy?.provenance.rawValue, energy?.scope, artifact.cost.energy.missingReason,
                origin?.atMilliseconds, origin?.hostID, origin?.hostName, origin?.harnessVersion,
                try JSONText.encode(artifact.cost),
            ]
        )
    }

    /// What the artifacts of a run cost, by step; those of older databases are missing.
    static func costs(ofRun id: String, _ database: Database) throws -> [String: ArtifactCost] {
        var costs: [String: ArtifactCost] = [:]
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT step, cost FROM artifact_cost WHERE run_id = ?",
            arguments: [id]
        )
        for row in rows {
            costs[row["step"]] = try JSONText.decode(row["cost"], as: ArtifactCost.self)
        }
        return costs
    }
}
