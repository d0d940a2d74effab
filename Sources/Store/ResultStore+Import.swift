public import Experiment
internal import GRDB

/// What is stored in one transaction: whole runs with all their trials.
public struct BulkInsertion {
    private let store: ResultStore
    private let database: Database

    fileprivate init(into database: Database, of store: ResultStore) {
        self.store = store
        self.database = database
    }

    /// Stores a run, before its trials.
    ///
    /// - Throws: SQLite's errors, which `importing` turns into `StoreError`.
    public func create(_ run: Run) throws { try store.insert(run, into: database) }

    /// Stores a trial of a run that is stored already.
    ///
    /// - Throws: as `create`.
    public func save(_ trial: Trial, of run: Run) throws {
        try store.insert(trial, of: run, into: database)
    }

    /// Says how a run ended.
    ///
    /// - Throws: as `create`.
    public func finish(runID: String, state: Run.State, endedAtMilliseconds: Int64) throws {
        try ResultStore.finish(runID, state, endedAtMilliseconds, in: database)
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
            try resizeCache(kibibytes: Self.bulkCache)
            defer { try? resizeCache(kibibytes: Self.usualCache) }
            return try writer.write { try body(BulkInsertion(into: $0, of: self)) }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// The pages that many trials touch are kept until the commit: 128 MiB, not SQLite's 2 MB.
    private static let bulkCache = 128 * 1024
    private static let usualCache = 2000

    private func resizeCache(kibibytes: Int) throws {
        try writer.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA cache_size = -\(kibibytes)")
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
