public import Experiment
internal import GRDB

/// How many raw readings there were and are.
public struct ThinnedReadings: Sendable, Hashable {
    public var before = 0
    public var after = 0

    public init(before: Int = 0, after: Int = 0) {
        self.before = before
        self.after = after
    }

    public static func += (sum: inout Self, other: Self) {
        sum.before += other.before
        sum.after += other.after
    }
}

extension ResultStore {
    /// The trials of a run whose readings nobody thinned yet, in the order in which they were made.
    ///
    /// - Throws: `StoreError`.
    public func trialsToThin(ofRun id: String) throws(StoreError) -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT id FROM trial WHERE run_id = ?
                        AND NOT EXISTS (SELECT 1 FROM trial_thinned WHERE trial_id = trial.id)
                    ORDER BY sequence, rowid
                    """,
                arguments: [id]
            )
        }
    }

    /// Removes the readings of a trial that nothing hangs on, in one transaction.
    ///
    /// - Parameters:
    ///   - trialID: of the run.
    ///   - run: is finished.
    ///   - milliseconds: now, since 1970; `nil` counts only.
    /// - Returns: how many readings there were and are.
    /// - Throws: `StoreError`; nothing is removed then.
    public func thin(
        trialID: String,
        of run: Run,
        atMilliseconds milliseconds: Int64?
    ) throws(StoreError) -> ThinnedReadings {
        let trial = try trial(named: trialID)
        let kept = trial.readingsToKeep(in: run)
        let count = ThinnedReadings(before: trial.readings.count, after: kept.count)
        guard let milliseconds else { return count }
        try write { database in
            let sequences = try Int.fetchAll(
                database.cachedStatement(
                    sql: "SELECT sequence FROM reading WHERE trial_id = ? ORDER BY sequence"
                ),
                arguments: [trialID]
            )
            guard sequences.count == count.before else {
                throw StoreError.failed(path: path, reason: "readings of \(trialID) have changed")
            }
            let stays = Set(kept)
            for (place, sequence) in sequences.enumerated() where !stays.contains(place) {
                try database.executeCached(
                    sql: "DELETE FROM reading WHERE trial_id = ? AND sequence = ?",
                    arguments: [trialID, sequence]
                )
            }
            try database.executeCached(
                sql: "INSERT INTO trial_thinned VALUES (?, ?, ?, ?)",
                arguments: [trialID, milliseconds, count.before, count.after]
            )
        }
        return count
    }

    static func thinning(ofRun id: String, _ database: Database) throws -> RunThinning? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT max(at_ms) AS at_ms, sum(readings_before) AS before,
                    sum(readings_after) AS after
                FROM trial_thinned JOIN trial ON trial.id = trial_thinned.trial_id
                WHERE trial.run_id = ?
                GROUP BY trial.run_id HAVING sum(readings_before) > sum(readings_after)
                """,
            arguments: [id]
        ).map { row in
            RunThinning(
                atMilliseconds: row["at_ms"],
                readingsBefore: row["before"],
                readingsAfter: row["after"]
            )
        }
    }

    /// How much of the file holds nothing: what comes next is written there.
    ///
    /// - Throws: `StoreError`.
    public func unusedBytes() throws(StoreError) -> Int {
        try read { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            return try pages * (Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
        }
    }

    /// Gives the part of the file that holds nothing back to the disk, by writing the file anew.
    ///
    /// Takes as much room again for as long as it lasts, and waits for others that read.
    ///
    /// - Throws: `StoreError`.
    public func vacuum() throws(StoreError) {
        do {
            try writer.vacuum()
            // The new pages are in the log until they are carried over.
            try writer.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
