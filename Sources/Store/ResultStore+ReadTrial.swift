internal import Experiment
internal import GRDB

extension ResultStore {
    /// A trial with all that hangs on it.
    static func trial(of row: Row, _ database: Database) throws -> Trial {
        let id: String = row["id"]
        return Trial(
            id: id,
            planned: PlannedTrial(
                sequence: row["sequence"],
                comparison: row["comparison"],
                variant: row["variant"],
                block: row["block"],
                position: row["position"],
                blockSeed: UInt64(row["block_seed"] as Int64),
                isWarmUp: row["is_warm_up"]
            ),
            command: try JSONText.decode(row["command"], as: [String].self),
            startedAtMilliseconds: row["started_at_ms"],
            started: MonotonicInstant(nanoseconds: row["started_ns"]),
            ended: MonotonicInstant(nanoseconds: row["ended_ns"]),
            outcome: OutcomeColumns.outcome(of: row),
            channels: try channels(ofTrial: id, database),
            readings: try readings(ofTrial: id, database),
            events: try events(ofTrial: id, database),
            warnings: try warnings(ofTrial: id, database),
            gate: try gate(ofTrial: id, database),
            resourceUsage: usage(of: row),
            output: CapturedOutput(
                standardOutput: row["standard_output"],
                standardError: row["standard_error"],
                droppedBytes: row["dropped_bytes"],
                droppedErrorBytes: try droppedErrorBytes(ofTrial: id, database)
            )
        )
    }

    private static func usage(of row: Row) -> ResourceUsage? {
        guard let user: Int64 = row["user_ns"], let system: Int64 = row["system_ns"] else {
            return nil
        }
        return ResourceUsage(
            userNanoseconds: user,
            systemNanoseconds: system,
            largestProcessBytes: row["largest_process_bytes"]
        )
    }

    private static func channels(ofTrial id: String, _ database: Database) throws -> [Channel] {
        try Row.fetchAllCached(
            database,
            sql: "SELECT * FROM channel WHERE trial_id = ? ORDER BY number",
            arguments: [id]
        ).map { row in
            let wrapsAt: Int64? = row["wraps_at"]
            let isCounter = row["behaviour"] as String == "counter"
            return Channel(
                name: row["name"],
                sensor: row["sensor"],
                interface: row["interface"],
                quantity: try known(row["quantity"]),
                behaviour: isCounter ? .counter(wrapsAt: wrapsAt.map(UInt64.init)) : .gauge,
                domain: try known(row["domain"]),
                device: row["device"],
                isSimulated: row["is_simulated"],
                refreshPeriod: .nanoseconds(row["refresh_period_ns"] as Int64),
                averagingWindow: .nanoseconds(row["averaging_window_ns"] as Int64),
                resolution: UInt64(row["resolution"] as Int64),
                relativeAccuracy: row["relative_accuracy"]
            )
        }
    }

    private static func readings(ofTrial id: String, _ database: Database) throws -> [Reading] {
        try Row.fetchAllCached(
            database,
            sql: "SELECT * FROM reading WHERE trial_id = ? ORDER BY sequence",
            arguments: [id]
        ).map { row in
            Reading(
                channel: row["channel"],
                before: MonotonicInstant(nanoseconds: row["before_ns"]),
                after: MonotonicInstant(nanoseconds: row["after_ns"]),
                outcome: ReadingColumns.outcome(value: row["value"], failure: row["failure"])
            )
        }
    }

    private static func events(
        ofTrial id: String,
        _ database: Database
    ) throws -> [WorkloadEvent] {
        try Row.fetchAllCached(
            database,
            sql: "SELECT * FROM event WHERE trial_id = ? ORDER BY sequence",
            arguments: [id]
        ).map { row in
            let value: String = row["value"]
            return WorkloadEvent(
                kind: try known(row["kind"]),
                key: row["key"],
                number: row["number"] ?? (value == "\"NaN\"" ? .nan : nil),
                value: value,
                metadata: row["metadata"],
                instant: MonotonicInstant(nanoseconds: row["instant_ns"]),
                timeSource: try known(row["time_source"])
            )
        }
    }

    private static func warnings(
        ofTrial id: String,
        _ database: Database
    ) throws -> [TrialWarning] {
        try String.fetchAll(
            database.cachedStatement(
                sql: "SELECT warning FROM trial_warning WHERE trial_id = ? ORDER BY sequence"
            ),
            arguments: [id]
        ).map { try JSONText.decode($0, as: TrialWarning.self) }
    }

    /// A word of the database as the case that it names.
    private static func known<Value: RawRepresentable<String>>(_ word: String) throws -> Value {
        guard let value = Value(rawValue: word) else {
            throw StoreError.failed(path: "", reason: "unknown word “\(word)” in a row")
        }
        return value
    }
}
