public import Experiment
internal import GRDB

extension ResultStore {
    /// Stores a run's idle measurement; a second one of the same moment takes the place of the
    /// first.
    ///
    /// - Parameters:
    ///   - measurement: what was read, or why nothing was.
    ///   - runID: a run that is stored.
    /// - Throws: `StoreError`; nothing of it is stored then.
    public func save(_ measurement: IdleMeasurement, runID: String) throws(StoreError) {
        let moment = measurement.moment.rawValue
        try write { database in
            try database.execute(
                sql: "DELETE FROM idle_measurement WHERE run_id = ? AND moment = ?",
                arguments: [runID, moment]
            )
            try database.execute(
                sql: """
                    INSERT INTO idle_measurement
                        (run_id, moment, started_at_ms, missing_reason, channels, warnings)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    runID, moment, measurement.startedAtMilliseconds, measurement.missingReason,
                    try JSONText.encode(measurement.channels),
                    try JSONText.encode(measurement.warnings),
                ]
            )
            for (number, window) in measurement.windows.enumerated() {
                try database.execute(
                    sql: """
                        INSERT INTO idle_window (run_id, moment, number, start_ns, stop_ns)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        runID, moment, number, window.start.nanoseconds, window.stop.nanoseconds,
                    ]
                )
            }
            try insert(measurement.readings, moment: moment, runID: runID, into: database)
        }
    }

    private func insert(
        _ readings: [Reading],
        moment: String,
        runID: String,
        into database: Database
    ) throws {
        let statement = try database.makeStatement(
            sql: """
                INSERT INTO idle_reading
                    (run_id, moment, sequence, channel, before_ns, after_ns, value, failure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for (sequence, reading) in readings.enumerated() {
            let columns = ReadingColumns(reading.outcome)
            try statement.execute(arguments: [
                runID, moment, sequence, reading.channel, reading.before.nanoseconds,
                reading.after.nanoseconds, columns.value, columns.failure,
            ])
        }
    }

    /// The idle measurements of a run that were stored.
    ///
    /// - Throws: `StoreError`.
    public func idleMeasurements(ofRun id: String) throws(StoreError) -> IdleMeasurements {
        try read { database in
            IdleMeasurements(
                before: try Self.idle(.before, ofRun: id, database),
                after: try Self.idle(.after, ofRun: id, database)
            )
        }
    }

    private static func idle(
        _ moment: HostStates.Moment,
        ofRun id: String,
        _ database: Database
    ) throws -> IdleMeasurement? {
        let key: StatementArguments = [id, moment.rawValue]
        func rows(_ table: String, order: String) throws -> [Row] {
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM \(table) WHERE run_id = ? AND moment = ? ORDER BY \(order)",
                arguments: key
            )
        }
        guard let row = try rows("idle_measurement", order: "moment").first else { return nil }
        var measurement = IdleMeasurement(
            moment: moment,
            startedAtMilliseconds: row["started_at_ms"],
            windows: try rows("idle_window", order: "number").map { row in
                Window(
                    start: MonotonicInstant(nanoseconds: row["start_ns"]),
                    stop: MonotonicInstant(nanoseconds: row["stop_ns"])
                )
            },
            channels: try JSONText.decode(row["channels"], as: [Channel].self),
            readings: try rows("idle_reading", order: "sequence").map { row in
                Reading(
                    channel: row["channel"],
                    before: MonotonicInstant(nanoseconds: row["before_ns"]),
                    after: MonotonicInstant(nanoseconds: row["after_ns"]),
                    outcome: ReadingColumns.outcome(value: row["value"], failure: row["failure"])
                )
            },
            warnings: try JSONText.decode(row["warnings"], as: [ConditionWarning].self)
        )
        measurement.missingReason = row["missing_reason"]
        return measurement
    }
}
