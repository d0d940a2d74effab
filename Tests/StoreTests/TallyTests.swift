import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// What a list of runs takes from the tallies that triggers keep.
@Suite struct TallyTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) { try body(folder.path + "/results.sqlite") }
    }

    /// Trials that ended in every way, one of them interrupted and made again.
    private static let outcomes: [(Int, TrialOutcome)] = [
        (0, .completed), (1, .exited(status: 3)), (2, .interrupted), (2, .completed),
        (3, .interrupted),
    ]

    private func fill(_ store: ResultStore, _ run: Run) throws {
        try store.create(run)
        for (sequence, outcome) in Self.outcomes {
            try store.save(SampleRun.trial(sequence: sequence, outcome: outcome), of: run)
        }
    }

    @Test func `a trial that was interrupted and made again counts once`() throws {
        let store = try ResultStore.inMemory()
        try fill(store, SampleRun.run())
        let listing = try #require(try store.runs().first)
        #expect(listing.completedTrials == 2 && listing.failedTrials == 2)
        #expect(listing.energyProvenance == .simulated)
    }

    @Test func `a run without trials, or without energy, is listed with none`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        let listing = try #require(try store.runs().first)
        #expect(listing.completedTrials == 0 && listing.failedTrials == 0)
        #expect(listing.energyProvenance == nil)
        var silent = SampleRun.trial()
        silent.channels = []
        silent.readings = []
        try store.save(silent, of: run)
        let after = try #require(try store.runs().first)
        #expect(after.completedTrials == 1 && after.energyProvenance == nil)
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `rows that are merged, changed and deleted by hand are counted`() throws {
        try withFolder { path in
            try fill(try ResultStore(path: path), SampleRun.run())
            let other = path + "-other"
            _ = try ResultStore(path: other)
            let shell = SQLiteShell(path: other)
            let tables = ["host", "run", "comparison", "variant", "trial", "summary"]
            let insertions = tables.map {
                "INSERT OR IGNORE INTO \($0) SELECT * FROM here.\($0);"
            }.joined()
            // Twice: what is ignored is not counted.
            for _ in 0..<2 {
                #expect(try shell.run("ATTACH '\(path)' AS here; \(insertions)") == "")
            }
            let tally = "SELECT outcome, trials FROM run_tally WHERE trials > 0 ORDER BY outcome"
            #expect(try shell.run(tally) == "completed|2\nexited|1\ninterrupted|2")
            #expect(try shell.run("SELECT provenance, trials FROM run_energy") == "simulated|5")
            let change = """
                PRAGMA foreign_keys = ON;
                UPDATE trial SET outcome = 'completed', exit_status = NULL
                    WHERE outcome = 'exited';
                DELETE FROM trial WHERE outcome = 'interrupted';
                """
            #expect(try shell.run(change) == "")
            #expect(try shell.run(tally) == "completed|3")
            #expect(try shell.run("SELECT trials FROM run_energy") == "3")
            #expect(try shell.run("PRAGMA foreign_keys = ON; DELETE FROM run") == "")
            #expect(try shell.run("SELECT count(*) FROM run_tally") == "0")
        }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `no list and no report looks at the trials of all runs`() throws {
        try withFolder { path in
            try fill(try ResultStore(path: path), SampleRun.run())
            let shell = SQLiteShell(path: path)
            for query in [
                "SELECT * FROM run_table",
                "SELECT * FROM comparison_table WHERE run_id = 'x'",
                "SELECT * FROM variant_history WHERE run_id = 'x'",
            ] {
                let plan = try shell.run("EXPLAIN QUERY PLAN \(query)")
                #expect(!plan.contains("SCAN trial"), "\(query): \(plan)")
                #expect(!plan.contains("SCAN summary"), "\(query): \(plan)")
            }
        }
    }

    @Test func `an import stores all of its trials, as they would be stored one by one`() throws {
        let one = try ResultStore.inMemory()
        let many = try ResultStore.inMemory()
        let run = SampleRun.run()
        let trials = Self.outcomes.map { SampleRun.trial(sequence: $0, outcome: $1) }
        try one.create(run)
        for trial in trials { try one.save(trial, of: run) }
        try many.importing { insertion in
            try insertion.create(run)
            try insertion.save(Array(trials.prefix(2)), of: run)
            try insertion.save(Array(trials.dropFirst(2)), of: run)
            try insertion.finish(
                runID: run.id,
                state: .finished,
                endedAtMilliseconds: run.startedAtMilliseconds + 1
            )
        }
        #expect(try many.trials(ofRun: run.id) == one.trials(ofRun: run.id))
        #expect(try many.trials(ofRun: run.id) == trials)
        #expect(try many.run(named: "latest").state == .finished)
        #expect(try many.runs().map(\.completedTrials) == [2])
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `an import into a run that has trials counts both, and later trials are counted, too`()
        throws
    {
        try withFolder { path in
            let store = try ResultStore(path: path)
            let run = SampleRun.run()
            try fill(store, run)
            let more = (10..<200).map { SampleRun.trial(sequence: $0) }
            try store.importing { try $0.save(more, of: run) }
            #expect(throws: CancellationError.self) {
                try store.importing { insertion in
                    try insertion.save([SampleRun.trial(sequence: 300)], of: run)
                    throw CancellationError()
                }
            }
            try store.save(SampleRun.trial(sequence: 301), of: run)
            let shell = SQLiteShell(path: path)
            let counted = try shell.run(
                """
                SELECT outcome, trials FROM run_tally ORDER BY 1;
                SELECT provenance, trials FROM run_energy ORDER BY 1
                """
            )
            let recounted = try shell.run(
                """
                SELECT outcome, count(*) FROM trial GROUP BY 1 ORDER BY 1;
                SELECT energy_provenance, count(*) FROM summary
                    WHERE energy_provenance IS NOT NULL GROUP BY 1 ORDER BY 1
                """
            )
            #expect(counted == recounted && counted.contains("completed|193"))
        }
    }

    @Test func `an import that fails leaves nothing`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        let trial = SampleRun.trial()
        #expect(throws: StoreError.self) {
            try store.importing { insertion in
                try insertion.create(run)
                try insertion.save([trial, trial], of: run)
            }
        }
        #expect(try store.runs().isEmpty)
        try store.create(run)
        try store.save(trial, of: run)
        #expect(try store.trials(ofRun: run.id) == [trial])
    }
}
