import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// The version of the project under test, and the time of a recording, in a database file.
@Suite struct ProjectVersionTests {
    private static let command = ["git", "describe", "it's"]

    private func run(_ finding: Result<String, Absence>?, at milliseconds: Int64) -> Run {
        var run = SampleRun.run(startedAtMilliseconds: milliseconds)
        run.projectVersion = finding.map { ProjectVersion(command: Self.command, finding: $0) }
        return run
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `a version, and why one is not known, are kept and shown by the views`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/results.sqlite"
        let store = try ResultStore(path: path)
        let runs = [
            run(.success("v1.0-dirty"), at: 1000),
            run(.failure(Absence("no repository")), at: 2000),
            run(nil, at: 3000),
        ]
        for run in runs {
            try store.create(run)
            #expect(try store.run(named: run.id).projectVersion == run.projectVersion)
        }
        #expect(try store.runs().map(\.projectVersion) == [nil, nil, "v1.0-dirty"])
        let shell = SQLiteShell(path: path)
        let rows = try shell.run(
            "SELECT project_version, missing_reason, recorded_at IS NULL FROM run_table "
                + "LEFT JOIN run_version USING (run_id) ORDER BY started_at_ms"
        )
        #expect(rows == "v1.0-dirty||1\n|no repository|1\n||1")
        try store.save(SampleRun.trial(), of: runs[0])
        let history = try shell.run("SELECT DISTINCT project_version FROM variant_history")
        #expect(history == "v1.0-dirty")
    }

    @Test func `when an import was recorded is kept, and that its files do not say`() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(path: folder.path + "/results.sqlite")
        for (number, recorded) in [Int64?.some(1_600_000_000_000), nil].enumerated() {
            var run = SampleRun.run(startedAtMilliseconds: 1_700_000_000_000 + Int64(number))
            run.imported = RunImport(
                format: "x",
                method: "y",
                files: [],
                digest: String(repeating: "0", count: 64),
                recordedAtMilliseconds: recorded
            )
            try store.create(run)
            #expect(try store.run(named: run.id).imported == run.imported)
            let listing = try #require(try store.runs().first)
            #expect(listing.isImported && listing.recordedAtMilliseconds == recorded)
        }
    }
}
