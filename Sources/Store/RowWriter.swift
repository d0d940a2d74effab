internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Inserts rows with statements that are prepared once and whose values are bound as they are.
///
/// GRDB's own arguments put each value into boxes of its own and find the statement by its text,
/// which takes longer than SQLite takes to store the row (`scripts/benchmark store`).
final class RowWriter {
    private let database: Database
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]
    private let texts = TextScratch()

    init(_ database: Database) { self.database = database }

    deinit {
        // They may point into the texts, which go with this.
        for statement in statements.values { sqlite3_clear_bindings(statement.sqliteStatement) }
    }

    /// Inserts one row.
    ///
    /// - Parameters:
    ///   - sql: an INSERT; known by its address from its second row on.
    ///   - values: one for each `?` of the statement, in its order.
    /// - Throws: `DatabaseError`.
    func insert<each Value: ColumnValue>(_ sql: StaticString, _ values: repeat each Value) throws {
        let statement = try statement(sql)
        let handle = statement.sqliteStatement
        var column: Int32 = 0
        texts.clear()
        func bind(_ value: some ColumnValue) throws {
            column += 1
            let code = value.bind(to: handle, at: column, texts)
            if code != SQLITE_OK { throw error(code, of: statement) }
        }
        repeat try bind(each values)
        // What nobody gives would be NULL, or the value of the row before.
        guard sqlite3_bind_parameter_count(handle) == column else {
            throw error(SQLITE_RANGE, of: statement)
        }
        let code = sqlite3_step(handle)
        defer { sqlite3_reset(handle) }
        guard code == SQLITE_DONE else { throw error(code, of: statement) }
    }

    private func statement(_ sql: StaticString) throws -> Statement {
        if let known = statements[sql.utf8Start] { return known }
        let new = try database.cachedStatement(sql: sql.description)
        statements[sql.utf8Start] = new
        return new
    }

    private func error(_ code: Int32, of statement: Statement) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(database.sqliteConnection)),
            sql: statement.sql
        )
    }
}

/// Where the texts of one row lie while it is inserted: SQLite would else allocate a copy of each.
final class TextScratch {
    private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    private var used = 0

    /// More than the texts of most rows; longer ones are copied by SQLite.
    private static let capacity = 4096

    deinit { memory.deallocate() }

    func clear() { used = 0 }

    /// - Returns: the copy, which stays until `clear()`; `nil` where it does not fit.
    func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8>? {
        guard let start = bytes.baseAddress, bytes.count <= Self.capacity - used else { return nil }
        let place = memory + used
        place.update(from: start, count: bytes.count)
        used += bytes.count
        return UnsafePointer(place)
    }
}

/// What a column holds: text, a whole number, a real number or NULL.
protocol ColumnValue {
    /// Binds it; a text lies in `texts` until the row is inserted. Returns SQLite's result code.
    func bind(to statement: SQLiteStatement, at column: Int32, _ texts: TextScratch) -> Int32
}

extension String: ColumnValue {
    func bind(to statement: SQLiteStatement, at column: Int32, _ texts: TextScratch) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            // An empty text has no address of its own, and would be NULL.
            if bytes.isEmpty { return sqlite3_bind_text(statement, column, "", 0, Self.copied) }
            let place = texts.copy(bytes)
            guard let start = place ?? bytes.baseAddress else { return SQLITE_NOMEM }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                let owner = place == nil ? Self.copied : nil
                let encoding = UInt8(SQLITE_UTF8)
                return sqlite3_bind_text64(
                    statement,
                    column,
                    $0,
                    UInt64(bytes.count),
                    owner,
                    encoding
                )
            }
        }
    }

    /// `SQLITE_TRANSIENT`: SQLite copies the bytes before it returns
    /// (https://www.sqlite.org/c3ref/c_static.html); `nil` is `SQLITE_STATIC`.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}

extension Double: ColumnValue {
    func bind(to statement: SQLiteStatement, at column: Int32, _ texts: TextScratch) -> Int32 {
        sqlite3_bind_double(statement, column, self)
    }
}

extension ColumnValue where Self: BinaryInteger {
    /// No column takes numbers of more than 64 bits.
    func bind(to statement: SQLiteStatement, at column: Int32, _ texts: TextScratch) -> Int32 {
        sqlite3_bind_int64(statement, column, Int64(self))
    }
}

extension Int64: ColumnValue {}
extension Int: ColumnValue {}
extension Int32: ColumnValue {}

extension Bool: ColumnValue {
    func bind(to statement: SQLiteStatement, at column: Int32, _ texts: TextScratch) -> Int32 {
        sqlite3_bind_int(statement, column, self ? 1 : 0)
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    func bind(to statement: SQLiteStatement, at column: Int32, _ texts: TextScratch) -> Int32 {
        self?.bind(to: statement, at: column, texts) ?? sqlite3_bind_null(statement, column)
    }
}
