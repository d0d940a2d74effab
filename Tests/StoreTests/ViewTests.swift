import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// What results/README.md says of the views, against a database.
@Suite struct ViewTests {
    private static let views = ["run_table", "trial_table", "comparison_table", "variant_history"]

    private static func readme() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appendingPathComponent("results/README.md"),
            encoding: .utf8
        )
    }

    /// A database with two runs of two blocks each.
    private func withRuns(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/results.sqlite"
        let store = try ResultStore(path: path)
        for number in 0..<2 {
            let run = SampleRun.run(startedAtMilliseconds: 1_700_000_000_000 + Int64(number))
            try store.create(run)
            for sequence in 0..<4 {
                let variant = run.comparisons[0].variants[sequence % 2].name
                var trial = SampleRun.trial(sequence: sequence, variant: variant)
                trial.events[1].number = sequence % 2 == 0 ? 2000 : 4000
                try store.save(trial, of: run)
            }
        }
        try withExtendedLifetime(folder) { try body(path) }
    }

    /// The rows of a query as text, `nil` for NULL.
    private func rows(_ sql: String, _ path: String) throws -> (names: [String], [[String?]]) {
        var names: [String] = []
        var rows: [[String?]] = []
        try ResultQuery(path: path, sql: sql).run(columns: { names = $0 }) { row in
            rows.append(
                row.map { value in
                    switch value {
                    case .null: nil
                    case .integer(let number): "\(number)"
                    case .real(let number): "\(number)"
                    case .text(let text): text
                    case .bytes(let bytes): "\(bytes)"
                    }
                }
            )
            return true
        }
        return (names, rows)
    }

    @Test(arguments: ViewTests.views)
    func `each column of a view is described, and no other`(view: String) throws {
        let readme = try Self.readme()
        let section = try #require(readme.range(of: "### `\(view)`"))
        let rest = readme[section.upperBound...]
        let end = rest.range(of: "```")?.lowerBound ?? rest.endIndex
        let own = rest.range(of: "\n##")?.lowerBound ?? rest.endIndex
        let described = rest[..<min(end, own)].split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
            .flatMap { line -> [String] in
                let cell = line.split(separator: "|")[0]
                return cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
                    .map { String($0.element) }
            }
        try withRuns { path in
            let columns = try rows("SELECT name FROM pragma_table_info('\(view)')", path).1
            #expect(described.sorted() == columns.compactMap { $0[0] }.sorted())
        }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `each table of a database is described`() throws {
        let readme = try Self.readme()
        try withRuns { path in
            let tables = try SQLiteShell(path: path).run(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).split(separator: "\n").filter { $0 != "grdb_migrations" }
            #expect(tables.count > 20)
            for table in tables { #expect(readme.contains("`\(table)`"), "\(table)") }
        }
    }

    @Test func `each query of the description gives columns`() throws {
        let pieces = try Self.readme().components(separatedBy: "\"\n    SELECT")
        let queries = pieces.dropFirst().map { piece in
            "SELECT" + (piece.split(separator: "\"", maxSplits: 1).first ?? "")
        }
        #expect(queries.count >= 6)
        try withRuns { path in
            let run = try rows("SELECT max(id) FROM run", path).1[0][0] ?? ""
            for query in queries {
                let answer = try rows(query.replacing("$run", with: run), path)
                #expect(!answer.names.isEmpty, "\(query)")
            }
        }
    }

    @Test func `a run has a row with its machine and the provenance of its energy`() throws {
        try withRuns { path in
            let row = try rows(
                """
                SELECT started_at, completed_trials, other_trials, energy_provenance, host, state
                FROM run_table ORDER BY started_at_ms LIMIT 1
                """,
                path
            ).1
            #expect(row == [["2023-11-14T22:13:20Z", "4", "0", "simulated", "test", "running"]])
        }
    }

    @Test func `a comparison is paired by block, and a variant is followed over runs`() throws {
        try withRuns { path in
            let comparison = try rows(
                "SELECT is_baseline, trials, energy_ratio FROM comparison_table ORDER BY 1 DESC",
                path
            ).1
            #expect(comparison.map { $0[1] } == ["2", "2", "2", "2"])
            let ratios = comparison.compactMap { $0[2].flatMap { Double($0) } }
            #expect(zip(ratios, [1, 1, 0.5, 0.5]).allSatisfy { abs($0 - $1) < 1e-12 })
            let history = try rows(
                """
                SELECT count(DISTINCT run_id), count(*), max(energy_scope), max(unit_of_work)
                FROM variant_history WHERE suite = 'quick' AND variant = 'dense'
                """,
                path
            ).1
            #expect(history == [["2", "2", "package", "samples"]])
        }
    }

    @Test func `a baseline of another kind of work, or that was left out, gives no ratio`() throws {
        try withRuns { path in
            let shell = SQLiteShell(path: path)
            try #require(SQLiteShell.isThere)
            let change = """
                UPDATE summary SET exclusion_reason = 'INVALID' WHERE trial_id IN
                    (SELECT id FROM trial WHERE variant = 'dense' AND block = 0);
                INSERT INTO scenario_result (trial_id, scenario, mode, work)
                    SELECT id, 'Offline', 'quick', 'fixed_work' FROM trial
                    WHERE variant = 'dense' AND block = 1;
                """
            #expect(try shell.run(change) == "")
            let ratios = try rows(
                "SELECT energy_ratio FROM comparison_table WHERE NOT is_baseline",
                path
            ).1
            #expect(ratios == [[nil], [nil]])
        }
    }
}
