public import Experiment
internal import GRDB

/// What is stored in one transaction: whole runs with all their trials.
public final class BulkInsertion {
    private let store: ResultStore
    private let database: Database
    private let rows: RowWriter
    private var tallies = RunTallies()
    private var waiting: SummarisedTrials?

    fileprivate init(into database: Database, of store: ResultStore) {
        self.store = store
        self.database = database
        rows = RowWriter(database)
    }

    /// Stores a run, before its trials.
    ///
    /// - Throws: SQLite's errors, which `importing` turns into `StoreError`.
    public func create(_ run: Run) throws { try store.insert(run, into: database) }

    /// Stores trials of a run that is stored already.
    ///
    /// What is worked out from them takes no database: it is done while the trials before them are
    /// stored.
    ///
    /// - Throws: as `create`, also for trials that were handed over before.
    public func save(_ trials: [Trial], of run: Run) throws {
        let next = SummarisedTrials(trials, of: run)
        try storeWaiting()
        waiting = next
    }

    private func storeWaiting() throws {
        guard let ready = waiting else { return }
        waiting = nil
        for (trial, summary) in ready.all() {
            try store.insert(trial, summary, of: ready.run, into: rows)
            tallies.count(trial, summary, ofRun: ready.run.id)
        }
    }

    /// Says how a run ended.
    ///
    /// - Throws: as `create`.
    public func finish(runID: String, state: Run.State, endedAtMilliseconds: Int64) throws {
        try ResultStore.finish(runID, state, endedAtMilliseconds, in: database)
    }

    fileprivate func complete() throws {
        try storeWaiting()
        try tallies.add(to: rows)
    }
}

extension ResultStore {
    /// Stores many trials in one transaction: all of them, or none.
    ///
    /// Meant for what is there whole: a trial that is being made is stored the moment it ends, with
    /// `save`.
    ///
    /// - Parameter body: is given what it stores with, which is of no use after it.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, `StoreError` for SQLite's errors; nothing is stored then.
    public func importing<Result>(_ body: (BulkInsertion) throws -> Result) throws -> Result {
        do {
            try enlargeCache()
            return try writer.write { database in
                let insertion = BulkInsertion(into: database, of: self)
                return try RunTallies.withoutTriggers(database) {
                    let result = try body(insertion)
                    try insertion.complete()
                    return result
                }
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// The pages that many trials touch are kept until the commit: 128 MiB, not SQLite's 2 MB.
    private func enlargeCache() throws {
        try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA cache_size = -131072") }
    }
}

extension Run {
    /// What is worked out from one of its trials; `nil` where it has no such comparison.
    func summary(of trial: Trial) -> TrialSummary? {
        comparisons.first { $0.name == trial.planned.comparison }.map {
            TrialSummary(of: trial, in: $0, estimateModel: estimateModel)
        }
    }
}

extension Database {
    /// Executes a statement that is prepared once for a connection.
    func executeCached(sql: String, arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

extension Row {
    /// The rows of a statement that is prepared once for a connection.
    static func fetchAllCached(
        _ database: Database,
        sql: String,
        arguments: StatementArguments
    ) throws -> [Row] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
