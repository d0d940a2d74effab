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
            guard statement.isReadonly, Self.beginnings.contains(word.uppercased()) else {
                throw QueryError.refused(word)
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

/// A place in a statement; lines and columns count from 1.
public struct SQLPosition: Sendable, Hashable {
    public var line: Int
    public var column: Int

    /// The whole line.
    public var text: String

    public init(line: Int, column: Int, text: String) {
        self.line = line
        self.column = column
        self.text = text
    }
}

/// What has to be known of a statement's text.
enum SQLText {
    /// The first word behind blanks, comments and empty statements; another character where there
    /// is no word.
    static func firstWord(of sql: String) -> String {
        var rest = Substring(sql)
        while let first = rest.first {
            if first.isWhitespace || first == ";" || first == "\u{FEFF}" {
                rest = rest.dropFirst()
            } else if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
            } else {
                let word = rest.prefix { $0.isLetter || $0 == "_" }
                return String(word.isEmpty ? rest.prefix(1) : word)
            }
        }
        return ""
    }

    /// The place of a byte; `nil` for a negative number, with which SQLite says that it knows none.
    static func position(ofByte offset: Int, in sql: String) -> SQLPosition? {
        guard offset >= 0, offset <= sql.utf8.count else { return nil }
        let before = String(decoding: sql.utf8.prefix(offset), as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let all = sql.split(separator: "\n", omittingEmptySubsequences: false)
        return SQLPosition(
            line: lines.count,
            column: (lines.last?.count ?? 0) + 1,
            text: lines.count <= all.count ? String(all[lines.count - 1]) : ""
        )
    }
}
