import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// Questions in SQL, which must not be able to change anything.
@Suite struct ResultQueryTests {
    private func withDatabase(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/results.sqlite"
        try ResultStore(path: path).create(SampleRun.run())
        try withExtendedLifetime(folder) { try body(path) }
    }

    @discardableResult
    private func ask(_ sql: String, _ path: String, most: Int = .max) throws -> [[ResultQuery
        .Value]]
    {
        var rows: [[ResultQuery.Value]] = []
        try ResultQuery(path: path, sql: sql).run(columns: { _ in }) {
            rows.append($0)
            return rows.count < most
        }
        return rows
    }

    @Test func `values come as SQLite has them`() throws {
        try withDatabase { path in
            let rows = try ask("SELECT NULL, 9223372036854775807, 0.1, '', x'00ff'", path)
            #expect(rows == [[.null, .integer(.max), .real(0.1), .text(""), .bytes([0, 255])]])
            #expect(try ask("VALUES (1), (2), (3)", path, most: 2).count == 2)
            #expect(try ask("EXPLAIN QUERY PLAN SELECT 1 FROM run", path).count == 1)
            #expect(
                try ask(" ; -- x\n/* y */ WITH a AS (SELECT 7) SELECT * FROM a;", path) == [
                    [.integer(7)]
                ]
            )
        }
    }

    @Test(arguments: [
        "DELETE FROM run", "UPDATE run SET state = 'failed'", "INSERT INTO host SELECT * FROM host",
        "WITH a AS (SELECT 1) DELETE FROM run", "ATTACH ':memory:' AS other", "DROP TABLE trial",
        "PRAGMA query_only = 0", "VACUUM", "CREATE TABLE x (a)", "BEGIN", "REINDEX",
        "/* SELECT */ DELETE FROM run", "-- SELECT\nDELETE FROM run", "CREATE TEMP TABLE x (a)",
    ])
    func `what would write is refused`(sql: String) throws {
        try withDatabase { path in
            do {
                try ask(sql, path)
                Issue.record("it was answered")
            } catch QueryError.refused(let word) {
                #expect(sql.contains(word))
            } catch QueryError.sql, QueryError.noColumns {
                // SQLite would not even prepare it on a connection that only reads.
            }
            #expect(try ask("SELECT count(*) FROM run", path) == [[.integer(1)]])
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files == ["results.sqlite"], "nothing is left beside it")
        }
    }

    @Test(arguments: [
        ("WITH a AS (SELECT 1) DELETE FROM run", "DELETE"),
        (
            "with [delete] as (select ')'), b(c) as (select (1)) /* ) UPDATE */ update run set id = 1",
            "update"
        ),
        ("WITH a AS (SELECT 1 -- ) DELETE\n) INSERT INTO host SELECT * FROM host", "INSERT"),
        ("WITH a AS (SELECT 1) REPLACE INTO host SELECT * FROM host", "REPLACE"),
        ("DROP TABLE trial", "DROP"),
    ])
    func `the statement that would write is named`(sql: String, word: String) throws {
        try withDatabase { path in
            #expect(throws: QueryError.refused(word)) { try ask(sql, path) }
        }
    }

    @Test func `a mistake is told with SQLite's words and its place`() throws {
        try withDatabase { path in
            let error = #expect(throws: QueryError.self) {
                try ask("SELECT id,\n  nme FROM run", path)
            }
            #expect(
                error
                    == .sql(
                        message: "no such column: nme",
                        position: SQLPosition(line: 2, column: 3, text: "  nme FROM run")
                    )
            )
            #expect(error?.description.contains("line 2, column 3: no such column: nme.") == true)
            #expect(error?.description.hasSuffix("    nme FROM run\n    ^") == true)
            #expect(throws: QueryError.sql(message: "incomplete input", position: nil)) {
                try ask("SELECT 1 +", path)
            }
            #expect(throws: QueryError.failed(message: "integer overflow")) {
                try ask("SELECT abs(-9223372036854775808)", path)
            }
        }
    }

    @Test func `what is no single question is refused`() throws {
        try withDatabase { path in
            for empty in ["", "  ;; ", "-- nothing", "/* unfinished"] {
                #expect(throws: QueryError.empty) { try ask(empty, path) }
            }
            #expect(throws: QueryError.severalStatements) {
                try ask("SELECT 1; DELETE FROM run", path)
            }
            #expect(throws: QueryError.parameters) { try ask("SELECT ?", path) }
        }
    }

    @Test func `a file that is no database of ours is not asked`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StoreError.notFound(path: folder.path + "/none")) {
            try ask("SELECT 1", folder.path + "/none")
        }
        let path = folder.path + "/text"
        try "no database, only text that goes on for a while".write(
            toFile: path,
            atomically: true,
            encoding: .utf8
        )
        #expect(throws: StoreError.notADatabase(path: path)) { try ask("SELECT 1", path) }
    }

    @Test func `what a reader throws ends the query`() throws {
        struct Enough: Error {}
        try withDatabase { path in
            #expect(throws: Enough.self) {
                try ResultQuery(path: path, sql: "SELECT 1").run(columns: { _ in throw Enough() }) {
                    _ in true
                }
            }
        }
    }
}
