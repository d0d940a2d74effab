public import Experiment
internal import Foundation
internal import GRDB

/// How long a completed trial took, of a run that was made before.
public struct EarlierTrial: Sendable, Hashable {
    public var comparison: String
    public var variant: String

    /// The variant's command with its placeholders, as the suite gave it.
    public var command: [String]
    public var environment: [String: String]

    /// From its start to its end.
    public var seconds: Double

    /// What it waited at its gate, without the cool-down; `nil` where nobody looked.
    public var waitedSeconds: Double?

    /// Those of its run; `nil` of runs of versions that had none.
    public var conditions: TrialConditions?

    public init(
        comparison: String,
        variant: String,
        command: [String],
        environment: [String: String] = [:],
        seconds: Double,
        waitedSeconds: Double? = nil,
        conditions: TrialConditions? = nil
    ) {
        self.comparison = comparison
        self.variant = variant
        self.command = command
        self.environment = environment
        self.seconds = seconds
        self.waitedSeconds = waitedSeconds
        self.conditions = conditions
    }
}

extension ResultStore {
    /// The completed trials of a suite's earlier runs on a host, the newest first.
    ///
    /// Only looks: the database is opened to read from, is not brought up to date, and nothing is
    /// written beside it where no writer has it open.
    ///
    /// - Parameters:
    ///   - path: of the database.
    ///   - suite: the name of the suite.
    ///   - hostID: of the host.
    /// - Returns: at most 5000; none where there is no database.
    /// - Throws: `StoreError` where it cannot be read.
    public static func earlierTrials(
        path: String,
        suite: String,
        hostID: String
    ) throws(StoreError) -> [EarlierTrial] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try readingQueue(path: path).read { database in
                guard try database.tableExists("trial") else { return [] }
                // A database of an older version has no gates.
                let hasGates = try database.tableExists("trial_gate")
                return try Row.fetchAll(
                    database,
                    sql: """
                        SELECT trial.comparison, trial.variant, trial.started_ns, trial.ended_ns,
                            variant.command, variant.environment
                            \(hasGates ? ", took_ns - rested_ns AS waited_ns, run_condition.*" : "")
                        FROM trial
                        JOIN run ON run.id = trial.run_id
                        JOIN variant ON variant.run_id = trial.run_id
                            AND variant.comparison = trial.comparison
                            AND variant.name = trial.variant
                        \(hasGates ? gateJoins : "")
                        WHERE run.suite = ? AND run.host_id = ? AND trial.outcome = 'completed'
                        ORDER BY run.started_at_ms DESC, trial.sequence DESC LIMIT 5000
                        """,
                    arguments: [suite, hostID]
                ).map { try earlierTrial(of: $0, hasGates: hasGates) }
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static let gateJoins = """
        LEFT JOIN trial_gate ON trial_gate.trial_id = trial.id
        LEFT JOIN run_condition ON run_condition.run_id = trial.run_id
        """

    private static func earlierTrial(of row: Row, hasGates: Bool) throws -> EarlierTrial {
        let (started, ended): (Int64, Int64) = (row["started_ns"], row["ended_ns"])
        var trial = EarlierTrial(
            comparison: row["comparison"],
            variant: row["variant"],
            command: try JSONText.decode(row["command"], as: [String].self),
            environment: try JSONText.decode(row["environment"], as: [String: String].self),
            seconds: Double(ended - started) / 1e9
        )
        guard hasGates else { return trial }
        trial.waitedSeconds = (row["waited_ns"] as Int64?).map { Double($0) / 1e9 }
        // NULL where the run has no conditions.
        let hasConditions = (row["gates"] as Bool?) != nil
        trial.conditions = hasConditions ? trialConditions(of: row) : nil
        return trial
    }

    /// A connection that cannot write.
    static func readingQueue(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        // With no log beside it nobody writes to it, and SQLite then needs no files of its own.
        let isIdle = !FileManager.default.fileExists(atPath: path + "-wal")
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
        let escaped = URL(fileURLWithPath: path).path
            .addingPercentEncoding(withAllowedCharacters: allowed)
        if isIdle, let escaped {
            return try DatabaseQueue(
                path: "file:\(escaped)?immutable=1",
                configuration: configuration
            )
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
