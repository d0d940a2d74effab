import Experiment
import Foundation
import Reports
import Statistics
import Store
import TestSupport
import Testing
import Units

/// Databases that older versions left, as they are kept in the folder `Databases`.
@Suite(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
struct OlderDatabaseTests {
    /// Makes the database of version 0.1 and has it brought up to date.
    private func withMigrated(_ body: (ResultStore, SQLiteShell) throws -> Void) throws {
        try withOlder { shell in try body(try ResultStore.existing(path: shell.path), shell) }
    }

    /// Makes the database of version 0.1.
    private func withOlder(_ body: (SQLiteShell) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let shell = SQLiteShell(path: folder.path + "/results.sqlite")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Databases/version-0.1.sql").path
        #expect(try shell.run(".read '\(script)'") == "")
        #expect(try shell.run("SELECT count(*) FROM grdb_migrations") == "1")
        try withExtendedLifetime(folder) { try body(shell) }
    }

    @Test func `times are read from it as it is`() throws {
        try withOlder { shell in
            let run = try shell.run("SELECT suite, host_id FROM run").split(separator: "|")
            try #require(run.count == 2)
            let trials = try ResultStore.earlierTrials(
                path: shell.path,
                suite: String(run[0]),
                hostID: String(run[1])
            )
            #expect(trials.map(\.variant) == ["dense"])
            #expect(trials.allSatisfy { $0.seconds > 0 })
            // That version had no gates.
            #expect(trials.allSatisfy { $0.waitedSeconds == nil && $0.conditions == nil })
            #expect(try shell.run("SELECT count(*) FROM grdb_migrations") == "1")
        }
    }

    @Test func `a run of version 0.1 is read, with the model of its estimates`() throws {
        try withMigrated { store, _ in
            let listing = try #require(try store.runs().first)
            #expect(listing.completedTrials == 1 && listing.energyProvenance == .estimated)
            let run = try store.run(named: "latest")
            #expect(run.id == listing.id && run.harnessVersion == "0.1.0")
            #expect(run.seed == .max - 3 && run.state == .interrupted)
            #expect(
                run.estimateModel
                    == EstimateModel(
                        method: .busyThread(watts: 4.5),
                        relativeUncertainty: 0.5,
                        basis: "any",
                        source: "CCF"
                    )
            )
            #expect(run.sensors.map(\.availability) == [.absent])
            #expect(
                run.design
                    == RunDesign(blocks: .fixed(run.blocks), warmUpBlocks: 0, order: .shuffled)
            )
            #expect(run.artifacts.map(\.command) == [["train", "{output}"]])
            let variants = try #require(run.comparisons.first).variants
            #expect(variants.map(\.name) == ["dense", "pruned"])
            #expect(run.comparisons.first?.equivalence == 0.01)
            #expect(run.comparisons.first?.quality?.tolerance == nil)
            #expect(variants.first?.command.template == ["infer", "{seed}"])
            #expect(try store.hostStates(ofRun: run.id) == HostStates())
        }
    }

    @Test func `a trial of version 0.1 gives the energy that it gave then`() throws {
        try withMigrated { store, _ in
            let run = try store.run(named: "latest")
            let trial = try #require(try store.trials(ofRun: run.id).first)
            #expect(try store.trial(named: "7aaa") == trial)
            #expect(trial.channels.map(\.name) == ["process/cpu-time", "process/memory"])
            #expect(trial.channels.allSatisfy { $0.device == nil && $0.relativeAccuracy == nil })
            #expect(trial.channels.allSatisfy { $0.averagingWindow == .zero })
            #expect(trial.readings.count == 10)
            #expect(trial.readings.last?.outcome == .failed(errno: 3))
            #expect(
                trial.events.map(\.timeSource) == [.monotonic, .arrival, .monotonic, .wallClock]
            )
            #expect(
                trial.warnings
                    == [.readFailed(channel: "process/memory", count: 1, reason: "errno 3")]
            )
            let comparison = try #require(run.comparisons.first)
            let summary = TrialSummary(
                of: trial,
                in: comparison,
                estimateModel: run.estimateModel
            )
            // 3 s of CPU time × 4.5 W; the reads take a microsecond.
            let figure = try #require(summary.energy.figure)
            #expect(abs(figure.value.joules - 13.5) < 1e-4)
            #expect(figure.provenance == .estimated)
            #expect(figure.scope == "process tree, from CPU time")
            #expect(summary.work == 2000 && summary.quality == 0.9)
            let report = Report(run: run, trials: [trial])
            let row = try #require(report.comparisons.first?.rows.first)
            #expect(row.provenance == .estimated)
            #expect(row.energyPerUnit.map { abs($0.mean.joules - 0.00675) < 1e-7 } == true)
            #expect(
                TerminalReport(report, usesColour: false).text.contains("4.5 W per busy thread")
            )
        }
    }

    @Test func `the views show what version 0.1 stored, and nothing was changed`() throws {
        try withMigrated { _, shell in
            let comparisons = try shell.run(
                "SELECT variant, is_baseline, trials, energy_per_unit_joules, "
                    + "average_power_watts, energy_provenance FROM comparison_table"
            )
            #expect(comparisons == "dense|1|1|0.00675|6.75|estimated")
            // A column that came later: what nobody worked out then is unknown, not 0.
            let trials = try shell.run(
                "SELECT energy_joules, quality, energy_edges_joules IS NULL, "
                    + "peak_gpu_memory_bytes IS NULL FROM trial_table"
            )
            #expect(trials == "13.5|0.9|1|1")
            #expect(try shell.run("SELECT count(*) FROM channel_energy") == "0")
            #expect(try shell.run("SELECT count(*) FROM grdb_migrations") == "15")
            #expect(try shell.run("PRAGMA foreign_key_check") == "")
            #expect(try shell.run("PRAGMA integrity_check") == "ok")
        }
    }

    @Test func `new runs and trials are stored beside the old ones`() throws {
        try withMigrated { store, shell in
            let run = SampleRun.run(startedAtMilliseconds: 1_800_000_000_000)
            try store.create(run)
            let trial = SampleRun.trial()
            try store.save(trial, of: run)
            #expect(try store.trials(ofRun: run.id) == [trial])
            #expect(try store.runs().map(\.completedTrials) == [1, 1])
            #expect(try shell.run("SELECT count(*) FROM comparison_table") == "2")
        }
    }
}
