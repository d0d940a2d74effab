internal import GRDB
internal import GRDBSQLite

/// A question in SQL to a database, through a connection that cannot write.
public struct ResultQuery: Sendable {
    public var path: String
    public var sql: String

    /// A value of a row.
    public enum Value: Sendable, Hashable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case bytes([UInt8])
    }

    /// - Parameters:
    ///   - path: of the database.
    ///   - sql: one statement that begins with SELECT, WITH, VALUES or EXPLAIN.
    public init(path: String, sql: String) {
        self.path = path
        self.sql = sql
    }

    /// Runs the statement and hands on its rows as they come.
    ///
    /// - Parameters:
    ///   - columns: is told their names once, before the first row.
    ///   - row: is given a value for each column; ends the query with `false`.
    /// - Throws: `QueryError` where SQLite refuses the statement, `StoreError` for the database, and
    ///   what the functions throw.
    public func run(
        columns: ([String]) throws -> Void,
        row: ([Value]) throws -> Bool
    ) throws {
        let word = SQLText.firstWord(of: sql)
        if word.isEmpty { throw QueryError.empty }
        // Says what is wrong with a file that is no database of ours, and makes the views that this
        // version describes, where it may.
        _ = try ResultStore.existing(path: path)
        let queue: DatabaseQueue
        do {
            queue = try ResultStore.readingQueue(path: path)
        } catch {
            throw StoreError(error, path: path)
        }
        try queue.inDatabase { database in
            try database.execute(sql: "PRAGMA query_only = 1")
            // No ATTACH, whatever it hides behind.
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
            let statement = try prepare(in: database)
            try columns(Array(statement.columnNames))
            do {
                let cursor = try Row.fetchCursor(statement)
                while let found = try cursor.next() {
                    guard try row(found.databaseValues.map(Value.init)) else { return }
                }
            } catch let error as DatabaseError {
                throw QueryError.failed(message: error.message ?? "\(error.resultCode)")
            }
        }
    }

    /// What a statement may begin with that only reads.
    ///
    /// PRAGMA and ATTACH change the connection, and to SQLite they are statements that only read.
    private static let beginnings = ["SELECT", "WITH", "VALUES", "EXPLAIN"]

    private func prepare(in database: Database) throws -> Statement {
        do {
            let statement = try database.makeStatement(sql: sql)
            // WITH … INSERT, and what else would write.
            let word = SQLText.firstWord(of: sql)
            guard Self.beginnings.contains(word.uppercased()) else {
                throw QueryError.refused(word)
            }
            guard statement.isReadonly else {
                throw QueryError.refused(SQLText.writingWord(of: sql) ?? word)
            }
            guard statement.columnCount > 0 else { throw QueryError.noColumns }
            // A value that nobody gives would be NULL without a word.
            guard sqlite3_bind_parameter_count(statement.sqliteStatement) == 0 else {
                throw QueryError.parameters
            }
            return statement
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_MISUSE { throw QueryError.severalStatements }
            let offset = Int(sqlite3_error_offset(database.sqliteConnection))
            throw QueryError.sql(
                message: error.message ?? "\(error.resultCode)",
                position: SQLText.position(ofByte: offset, in: sql)
            )
        }
    }
}

extension ResultQuery.Value {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes(Array(data))
        }
    }
}

/// Why a query gives nothing.
public enum QueryError: Error, Sendable, Hashable, CustomStringConvertible {
    case empty
    case refused(String)
    case noColumns
    case parameters
    case severalStatements
    case sql(message: String, position: SQLPosition?)
    case failed(message: String)

    public var description: String {
        switch self {
        case .empty:
            return "The query is empty. Give a SELECT, or “-” to read it from standard input."
        case .refused(let word):
            return
                "“\(word)” is refused: a query only reads, with SELECT, WITH … SELECT, VALUES or "
                + "EXPLAIN. To change a database, use the sqlite3 program on a copy."
        case .noColumns: return "The query has no columns to show."
        case .parameters:
            return "The query has parameters (? or :name); write their values into it."
        case .severalStatements: return "The query holds more than one statement. Give one."
        case .sql(let message, let position):
            guard let position else { return "SQLite refuses the query: \(message)." }
            return "SQLite refuses the query, line \(position.line), column \(position.column): "
                + "\(message).\n  \(position.text)\n  "
                + String(repeating: " ", count: position.column - 1) + "^"
        case .failed(let message): return "SQLite cannot answer the query: \(message)."
        }
    }
}
