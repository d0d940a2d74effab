internal import Experiment
internal import Foundation
internal import GRDB

/// The database of runs, trials and every raw reading: one SQLite file.
///
/// A trial is committed in one transaction the moment it ends. Write-ahead logging lets reports
/// read while a run writes.
public struct ResultStore: Sendable {
    let path: String
    let writer: any DatabaseWriter

    /// The file that was opened; `nil` in memory.
    private let file: FileIdentity?

    /// Opens a database to write to, and makes it with its folder where there is none.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - patience: how long each attempt waits for another process that has it locked.
    /// - Throws: `StoreError` where it cannot be written, is no database or is a newer one.
    public init(path: String, patience: Duration = .seconds(10)) throws(StoreError) {
        let folder = Self.folder(of: path)
        do {
            if !folder.isEmpty {
                try FileManager.default.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true
                )
            }
        } catch {
            throw .cannotOpen(path: path, reason: error.localizedDescription.withoutFullStop)
        }
        self.path = path
        do {
            var configuration = Self.configuration(path: path)
            configuration.busyMode = .timeout(patience / .seconds(1))
            writer = try DatabasePool(path: path, configuration: configuration)
            // In WAL mode GRDB asks for less (NORMAL): a trial that was reported as complete could
            // be lost with the power (https://www.sqlite.org/pragma.html#pragma_synchronous).
            try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.migrate(writer, path: path)
            file = FileIdentity(path)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Whether the file that was opened still lies where it was: another program may have removed
    /// or replaced it, and what is written then is lost with it.
    public var isInPlace: Bool { file == nil || FileIdentity(path) == file }

    /// Writes all that is there into a new file, also where the own one was removed.
    ///
    /// - Throws: `StoreError` where that cannot be written, or where a file is there already.
    public func copy(to path: String) throws(StoreError) {
        do {
            try writer.vacuum(into: path)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Opens a database that exists, to read from it.
    ///
    /// An older one is brought up to date first, where it can be written. One that cannot, such as
    /// another user's, is read as it is.
    ///
    /// - Throws: `StoreError.notFound` where there is none, and as `init(path:)`.
    public static func existing(path: String) throws(StoreError) -> ResultStore {
        guard FileManager.default.fileExists(atPath: path) else { throw .notFound(path: path) }
        do throws(StoreError) {
            return try ResultStore(path: path)
        } catch {
            guard error == .readOnly(path: path), let store = try readOnly(path: path) else {
                throw error
            }
            return store
        }
    }

    /// A database that cannot be written; `nil` where it cannot be read either, or is an old one.
    ///
    /// - Throws: `StoreError.newerSchema`.
    private static func readOnly(path: String) throws(StoreError) -> ResultStore? {
        var configuration = configuration(path: path)
        configuration.readonly = true
        var places = [path]
        // SQLite reads a database in WAL mode only where it can make files beside it, unless it is
        // told that nobody writes to it: true of one whose last writer closed it and took the log
        // away (https://www.sqlite.org/wal.html, "Read-Only Databases").
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
        if !FileManager.default.fileExists(atPath: path + "-wal"),
            let escaped = URL(fileURLWithPath: path).path
                .addingPercentEncoding(withAllowedCharacters: allowed)
        {
            places.append("file:\(escaped)?immutable=1")
        }
        for place in places {
            guard let queue = try? DatabaseQueue(path: place, configuration: configuration)
            else { continue }
            if (try? queue.read(Schema.migrator.hasBeenSuperseded)) == true {
                throw .newerSchema(path: path)
            }
            if (try? queue.read(Schema.migrator.hasCompletedMigrations)) == true {
                return ResultStore(path: path, writer: queue)
            }
        }
        return nil
    }

    /// A database in memory, for tests.
    ///
    /// - Throws: `StoreError` where SQLite fails.
    public static func inMemory() throws(StoreError) -> ResultStore {
        do {
            let path = ":memory:"
            let queue = try DatabaseQueue(configuration: configuration(path: path))
            try migrate(queue, path: path)
            return ResultStore(path: path, writer: queue)
        } catch {
            throw StoreError(error, path: ":memory:")
        }
    }

    /// A new database in one file without a log beside it.
    ///
    /// - Throws: `StoreError`.
    static func single(path: String) throws(StoreError) -> ResultStore {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(path: path))
            try migrate(queue, path: path)
            return ResultStore(path: path, writer: queue)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private init(path: String, writer: any DatabaseWriter) {
        self.path = path
        self.writer = writer
        file = path == ":memory:" ? nil : FileIdentity(path)
    }

    /// The folder that a file lies in; empty for one in the current folder.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
    }

    private static func configuration(path: String) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.label = "joulebench"
        return configuration
    }

    private static func migrate(_ writer: any DatabaseWriter, path: String) throws {
        let (isNewer, isForeign) = try writer.read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
            let isForeign = !tables.isEmpty && !tables.contains("grdb_migrations")
            return (try Schema.migrator.hasBeenSuperseded(database), isForeign)
        }
        if isNewer { throw StoreError.newerSchema(path: path) }
        // Somebody else's database is not written to.
        if isForeign { throw StoreError.notADatabase(path: path) }
        try Schema.migrator.migrate(writer)
    }

    /// Runs work in one transaction and turns what fails into `StoreError`.
    func write<Result>(_ work: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            return try writer.write(work)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    func read<Result>(_ work: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            return try writer.read(work)
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

extension StoreError {
    init(_ error: any Error, path: String) {
        if let known = error as? StoreError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: String(describing: error))
            return
        }
        switch error.resultCode.primaryResultCode {
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
        case .SQLITE_CANTOPEN: self = Self.cannotOpen(path: path)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_FULL: self = .full(path: path)
        default: self = .failed(path: path, reason: error.message ?? "\(error.resultCode)")
        }
    }

    /// SQLite says "unable to open" for a folder that cannot be written, too.
    private static func cannotOpen(path: String) -> StoreError {
        var information = stat()
        if stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
            return .cannotOpen(path: path, reason: "it is a folder")
        }
        let folder = ResultStore.folder(of: path)
        if access(folder.isEmpty ? "." : folder, W_OK) != 0 { return .readOnly(path: path) }
        return .cannotOpen(path: path, reason: "SQLite cannot open it")
    }
}

/// What tells a file from another one that takes its name.
private struct FileIdentity: Sendable, Equatable {
    private let device: dev_t
    private let number: ino_t

    /// - Returns: `nil` where there is no file.
    init?(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        (device, number) = (information.st_dev, information.st_ino)
    }
}
