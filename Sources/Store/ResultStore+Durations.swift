internal import Experiment
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
                return try Row.fetchAll(
                    database,
                    sql: """
                        SELECT trial.comparison, trial.variant, trial.started_ns, trial.ended_ns,
                            variant.command, variant.environment
                        FROM trial
                        JOIN run ON run.id = trial.run_id
                        JOIN variant ON variant.run_id = trial.run_id
                            AND variant.comparison = trial.comparison
                            AND variant.name = trial.variant
                        WHERE run.suite = ? AND run.host_id = ? AND trial.outcome = 'completed'
                        ORDER BY run.started_at_ms DESC, trial.sequence DESC LIMIT 5000
                        """,
                    arguments: [suite, hostID]
                ).map(earlierTrial)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func earlierTrial(of row: Row) throws -> EarlierTrial {
        let (started, ended): (Int64, Int64) = (row["started_ns"], row["ended_ns"])
        return EarlierTrial(
            comparison: row["comparison"],
            variant: row["variant"],
            command: try JSONText.decode(row["command"], as: [String].self),
            environment: try JSONText.decode(row["environment"], as: [String: String].self),
            seconds: Double(ended - started) / 1e9
        )
    }

    /// A connection that cannot write.
    private static func readingQueue(path: String) throws -> DatabaseQueue {
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
