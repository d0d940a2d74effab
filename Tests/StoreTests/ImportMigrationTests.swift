import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// The tables that migration 10 makes anew hold what they held.
@Suite(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
struct ImportMigrationTests {
    private static let summary =
        "SELECT trial_id, window_seconds, energy_joules, energy_uncertainty_joules, energy_provenance, "
        + "energy_scope, energy_missing_reason, cpu_seconds, peak_memory_bytes, work, quality, "
        + "flops_dense, flops_executed, int_ops_executed, parameters, parameters_nonzero, model_bytes "
        + "FROM summary ORDER BY trial_id"
    private static let host = "SELECT * FROM host ORDER BY id"
    private static let views = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"

    @Test func `nothing of an older database is lost`() throws {
        let folder = try TemporaryFolder()
        let shell = SQLiteShell(path: folder.path + "/results.sqlite")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Databases/version-0.1.sql").path
        #expect(try shell.run(".read '\(script)'") == "")
        let before = try [Self.summary, Self.host].map(shell.run)
        #expect(before.allSatisfy { !$0.isEmpty })
        _ = try ResultStore.existing(path: shell.path)
        #expect(try [Self.summary, Self.host].map(shell.run) == before)
        #expect(
            try shell.run(Self.views)
                == "comparison_table\nrun_table\ntrial_table\nvariant_history"
        )
        #expect(try shell.run("PRAGMA foreign_key_check") == "")
        #expect(try shell.run("PRAGMA integrity_check") == "ok")
        // What refers to them still does.
        #expect(
            try shell.run("SELECT sql FROM sqlite_master WHERE name = 'run'").contains(
                "REFERENCES host (id)"
            )
        )
        #expect(try shell.run("SELECT count(*) FROM sqlite_master WHERE name LIKE 'new%'") == "0")
        withExtendedLifetime(folder) {}
    }

    @Test func `a host of which nothing is known is stored as that, and no zero`() throws {
        let store = try ResultStore.inMemory()
        var run = SampleRun.run()
        run.host.logicalCPUs = nil
        run.host.memoryBytes = nil
        run.imported = RunImport(
            format: "hyperfine",
            method: "times",
            scalingFactor: 1.5,
            files: [
                RunImport.File(
                    path: "a | b",
                    bytes: 3,
                    digest: ContentDigest.hexadecimal(of: "a")
                )
            ],
            digest: ContentDigest.hexadecimal(of: "all")
        )
        try store.create(run)
        let read = try store.run(named: run.id)
        #expect(read.host == run.host && read.imported == run.imported)
        #expect(try store.runs().first?.isImported == true)
        // Not before it is finished.
        let digest = ContentDigest.hexadecimal(of: "all")
        #expect(try store.importedRun(digest: digest) == nil)
        try store.finish(runID: run.id, state: .finished, endedAtMilliseconds: 1)
        #expect(try store.importedRun(digest: digest) == run.id)
        #expect(try store.importedRun(digest: ContentDigest.hexadecimal(of: "x")) == nil)
    }
}
