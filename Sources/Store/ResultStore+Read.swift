public import Experiment
internal import GRDB

/// A run in one line, as a list shows it.
public struct RunListing: Sendable, Hashable {
    public var id: String
    public var suiteName: String
    public var hostName: String
    public var startedAtMilliseconds: Int64
    public var endedAtMilliseconds: Int64?
    public var state: Run.State

    /// The state in words: that of a run whose harness was killed is still `running`.
    public var stateText: String
    public var plannedTrials: Int
    public var completedTrials: Int
    public var failedTrials: Int
    public var simulation: String?

    /// Where energy comes from; `nil` where there is none.
    public var energyProvenance: Provenance?

    /// Whether another program measured it.
    public var isImported = false

    /// When that was, by the files, in milliseconds since 1970; `nil` where they do not say.
    public var recordedAtMilliseconds: Int64?

    /// The version of the project that it measured; `nil` where that is not known.
    public var projectVersion: String?
}

extension ResultStore {
    /// All runs, the newest first.
    ///
    /// - Throws: `StoreError`.
    public func runs() throws(StoreError) -> [RunListing] {
        try read { database in
            try Row.fetchAll(
                database,
                // Without the text of the suite, and without looking at trials one by one.
                sql: """
                    SELECT run.id, run.suite, run.started_at_ms, run.ended_at_ms, run.state,
                        run.planned_trials, run.simulation, host.name AS host_name,
                        coalesce((SELECT trials FROM run_tally WHERE run_id = run.id
                            AND outcome = 'completed'), 0) AS completed,
                        coalesce((SELECT sum(trials) FROM run_tally WHERE run_id = run.id
                            AND outcome NOT IN ('completed', 'interrupted')), 0)
                        + (SELECT count(*) FROM trial INDEXED BY trial_interrupted
                            WHERE run_id = run.id AND outcome = 'interrupted'
                            -- One that was interrupted is made again when the run goes on.
                            AND NOT EXISTS (SELECT 1 FROM trial AS later
                                WHERE later.run_id = run.id
                                AND later.sequence = trial.sequence
                                AND later.rowid > trial.rowid)) AS failed,
                        EXISTS (SELECT 1 FROM run_session
                            WHERE run_session.run_id = run.id) AS has_sessions,
                        (SELECT provenance FROM run_energy
                            WHERE run_id = run.id AND trials > 0
                            ORDER BY trials DESC LIMIT 1) AS provenance,
                        run_import.run_id IS NOT NULL AS is_imported,
                        run_import.recorded_at_ms, run_version.version
                    FROM run JOIN host ON host.id = run.host_id
                    LEFT JOIN run_import ON run_import.run_id = run.id
                    LEFT JOIN run_version ON run_version.run_id = run.id
                    ORDER BY run.started_at_ms DESC, run.rowid DESC
                    """
            ).map { row in
                let id: String = row["id"]
                let state = Run.State(rawValue: row["state"]) ?? .failed
                let isLookedFor = state == .running && row["has_sessions"]
                return RunListing(
                    id: id,
                    suiteName: row["suite"],
                    hostName: row["host_name"],
                    startedAtMilliseconds: row["started_at_ms"],
                    endedAtMilliseconds: row["ended_at_ms"],
                    state: state,
                    stateText: state.text(
                        isAttended: isLookedFor ? isClaimed(runID: id) : nil
                    ),
                    plannedTrials: row["planned_trials"],
                    completedTrials: row["completed"],
                    failedTrials: row["failed"],
                    simulation: row["simulation"],
                    energyProvenance: (row["provenance"] as String?).flatMap(Provenance.init),
                    isImported: row["is_imported"],
                    recordedAtMilliseconds: row["recorded_at_ms"],
                    projectVersion: row["version"]
                )
            }
        }
    }

    /// The run that a user names: its id, the beginning of it, or `latest`.
    ///
    /// - Throws: `StoreError.noSuchRun`, `.ambiguousRun` or `.noRuns`.
    public func run(named name: String) throws(StoreError) -> Run {
        let path = self.path
        var run = try read { database in
            let ids: [String]
            if name == "latest" {
                ids = try String.fetchAll(
                    database,
                    sql: "SELECT id FROM run ORDER BY started_at_ms DESC, rowid DESC LIMIT 1"
                )
                if ids.isEmpty { throw StoreError.noRuns(path: path) }
            } else {
                ids = try String.fetchAll(
                    database,
                    sql: "SELECT id FROM run WHERE id >= ?1 AND id < ?2 ORDER BY id",
                    arguments: Self.beginning(name)
                )
            }
            guard let id = ids.first, !name.isEmpty else { throw StoreError.noSuchRun(name) }
            if ids.count > 1 {
                throw StoreError.ambiguousRun(name, candidates: Array(ids.prefix(5)))
            }
            return try Self.run(id: id, database)
        }
        run.history.isAttended = attendance(of: run)
        return run
    }

    /// The trials of a run with all their readings, in the order in which they were made.
    ///
    /// - Throws: `StoreError`.
    public func trials(ofRun id: String) throws(StoreError) -> [Trial] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM trial WHERE run_id = ? ORDER BY sequence, rowid",
                arguments: [id]
            ).map { try Self.trial(of: $0, database) }
        }
    }

    /// The trial that a user names, of any run: its id or the beginning of it.
    ///
    /// - Throws: `StoreError.noSuchTrialID` or `.ambiguousTrialID`.
    public func trial(named name: String) throws(StoreError) -> Trial {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM trial WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 5",
                arguments: Self.beginning(name)
            )
            guard let row = rows.first, !name.isEmpty else { throw StoreError.noSuchTrialID(name) }
            if rows.count > 1 {
                throw StoreError.ambiguousTrialID(name, candidates: rows.map { $0["id"] })
            }
            return try Self.trial(of: row, database)
        }
    }

    /// The run that a trial belongs to.
    ///
    /// - Throws: `StoreError.noSuchTrialID`.
    public func run(ofTrial id: String) throws(StoreError) -> Run {
        try read { database in
            let run = try String.fetchOne(
                database,
                sql: "SELECT run_id FROM trial WHERE id = ?",
                arguments: [id]
            )
            guard let run else { throw StoreError.noSuchTrialID(id) }
            return try Self.run(id: run, database)
        }
    }

    /// The range of the ids that begin with a text, which an index finds.
    private static func beginning(_ name: String) -> StatementArguments {
        let least = name.lowercased()
        // The largest scalar sorts behind all that an id may go on with.
        return [least, least + "\u{10FFFF}"]
    }

    private static func run(id: String, _ database: Database) throws -> Run {
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT * FROM run WHERE id = ?",
                arguments: [id]
            ),
            let host = try Row.fetchOne(
                database,
                sql: "SELECT * FROM host WHERE id = ?",
                arguments: [row["host_id"]]
            )
        else { throw StoreError.noSuchRun(id) }
        return Run(
            id: id,
            suiteName: row["suite"],
            suiteText: row["suite_text"],
            suiteDigest: row["suite_sha256"],
            comparisons: try comparisons(ofRun: id, database),
            artifacts: try artifacts(ofRun: id, database),
            seed: UInt64(bitPattern: row["seed"] as Int64),
            blocks: row["blocks"],
            plannedTrials: row["planned_trials"],
            design: Self.design(of: row),
            samplingInterval: .nanoseconds(row["sampling_interval_ns"] as Int64),
            host: Self.host(of: host),
            sensors: try sensors(ofRun: id, database),
            estimateModel: try (row["estimate_model"] as String?).map {
                try JSONText.decode($0, as: EstimateModel.self)
            },
            startedAtMilliseconds: row["started_at_ms"],
            endedAtMilliseconds: row["ended_at_ms"],
            state: Run.State(rawValue: row["state"]) ?? .failed,
            harnessVersion: row["harness_version"],
            simulation: row["simulation"],
            conditions: try conditions(ofRun: id, database),
            history: try history(ofRun: id, database),
            imported: try imported(ofRun: id, database),
            projectVersion: try projectVersion(ofRun: id, database),
            thinning: try thinning(ofRun: id, database)
        )
    }

    private static func host(of row: Row) -> Host {
        Host(
            id: row["id"],
            name: row["name"],
            cpuModel: row["cpu_model"],
            logicalCPUs: row["logical_cpus"],
            memoryBytes: row["memory_bytes"],
            kernel: row["kernel"],
            operatingSystem: row["operating_system"],
            architecture: row["architecture"],
            hypervisor: row["hypervisor"]
        )
    }

    private static func sensors(ofRun id: String, _ database: Database) throws -> [SensorState] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM sensor_state WHERE run_id = ? ORDER BY position",
            arguments: [id]
        ).map { row in
            SensorState(
                sensor: row["sensor"],
                covers: row["covers"],
                availability: SensorState.Availability(rawValue: row["availability"]) ?? .absent,
                reason: row["reason"],
                remedy: row["remedy"],
                isSimulated: row["is_simulated"]
            )
        }
    }

    private static func artifacts(ofRun id: String, _ database: Database) throws -> [Artifact] {
        let costs = try costs(ofRun: id, database)
        return try Row.fetchAll(
            database,
            sql: "SELECT * FROM artifact WHERE run_id = ? ORDER BY position",
            arguments: [id]
        ).map { row in
            let step: String = row["step"]
            return Artifact(
                step: step,
                key: row["sha256"],
                command: try JSONText.decode(row["command"], as: [String].self),
                seconds: row["seconds"],
                wasCached: row["was_cached"],
                cost: costs[step] ?? .unknown
            )
        }
    }

    private static func comparisons(
        ofRun id: String,
        _ database: Database
    ) throws -> [Comparison] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM comparison WHERE run_id = ? ORDER BY position",
            arguments: [id]
        ).map { row in
            let event: String? = row["quality_event"]
            return Comparison(
                name: row["name"],
                unitOfWork: row["unit_of_work"],
                quality: event.map {
                    QualityMetric(
                        event: $0,
                        higherIsBetter: row["quality_higher_is_better"],
                        target: row["quality_target"],
                        tolerance: row["quality_tolerance"]
                    )
                },
                baseline: row["baseline"],
                variants: try variants(ofRun: id, comparison: row["name"], database),
                equivalence: row["equivalence"]
            )
        }
    }

    private static func variants(
        ofRun id: String,
        comparison: String,
        _ database: Database
    ) throws -> [Variant] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM variant WHERE run_id = ? AND comparison = ? ORDER BY position",
            arguments: [id, comparison]
        ).map { row in
            let words = try JSONText.decode(row["command"], as: [String].self)
            return Variant(
                name: row["name"],
                command: Command(
                    template: words,
                    environment: try JSONText.decode(
                        row["environment"],
                        as: [String: String].self
                    ),
                    loadGenFolder: row["loadgen_folder"],
                    folder: row["folder"]
                ),
                parameters: try JSONText.decode(row["parameters"], as: [String: String].self)
            )
        }
    }
}
