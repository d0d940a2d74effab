import Experiment
import Foundation
import Store
import TestSupport
import Testing

@Suite struct ResultStoreTests {
    /// A folder of its own for each test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) { try body(folder.path) }
    }

    private func sqlite(_ path: String, _ sql: String) throws -> String {
        try SQLiteShell(path: path).run(sql)
    }

    @Test func `a run is read back as it was stored`() throws {
        let store = try ResultStore.inMemory()
        var run = SampleRun.run()
        try store.create(run)
        #expect(try store.run(named: run.id) == run)
        try store.finish(
            runID: run.id,
            state: .finished,
            endedAtMilliseconds: run.startedAtMilliseconds + 9
        )
        run.state = .finished
        run.endedAtMilliseconds = run.startedAtMilliseconds + 9
        #expect(try store.run(named: "latest") == run)
    }

    @Test func `the states of the host are read back as they were stored`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        #expect(try store.hostStates(ofRun: run.id) == HostStates())
        let states = SampleRun.hostStates
        let before = try #require(states.before)
        let after = try #require(states.after)
        try store.save(after, moment: .before, atMilliseconds: 1, runID: run.id)
        try store.save(before, moment: .before, atMilliseconds: 2, runID: run.id)
        #expect(try store.hostStates(ofRun: run.id) == HostStates(before: before))
        try store.save(after, moment: .after, atMilliseconds: 3, runID: run.id)
        #expect(try store.hostStates(ofRun: run.id) == states)
        #expect(throws: StoreError.self) {
            try store.save(before, moment: .after, atMilliseconds: 4, runID: "of no run")
        }
    }

    @Test(arguments: [
        TrialOutcome.completed, .exited(status: 3), .signalled(signal: 9),
        .timedOut(limit: .seconds(2)), .windowNotClosed, .notStarted(reason: "no file"),
        .interrupted,
    ])
    func `a trial of any outcome is read back as it was stored`(outcome: TrialOutcome) throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        let trial = SampleRun.trial(variant: "it's | \"odd\", ✓", outcome: outcome)
        try store.save(trial, of: run)
        #expect(try store.trials(ofRun: run.id) == [trial])
    }

    @Test func `a trial is found by its id or the beginning of it, in any run`() throws {
        let store = try ResultStore.inMemory()
        var trials: [Trial] = []
        let ids = ["aaaa", "aaab"].map { $0 + "0000-0000-8000-8000-000000000001" }
        for id in ids {
            let run = SampleRun.run()
            try store.create(run)
            var trial = SampleRun.trial()
            trial.id = id
            try store.save(trial, of: run)
            trials.append(trial)
        }
        #expect(try store.trial(named: ids[0]) == trials[0])
        #expect(try store.trial(named: "AAAB") == trials[1])
        #expect(throws: StoreError.ambiguousTrialID("aaa", candidates: ids)) {
            try store.trial(named: "aaa")
        }
        for name in ["b", "", ids[0] + "1"] {
            #expect(throws: StoreError.noSuchTrialID(name)) { try store.trial(named: name) }
        }
    }

    @Test func `NaN that a workload reported stays NaN`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        var trial = SampleRun.trial()
        trial.events[3].number = .nan
        trial.events[3].value = "\"NaN\""
        try store.save(trial, of: run)
        let number = try #require(try store.trials(ofRun: run.id).first?.events[3].number)
        #expect(number.isNaN)
    }

    @Test func `a run is found by the beginning of its id, the newest by latest`() throws {
        let store = try ResultStore.inMemory()
        let first = SampleRun.run(id: "aaaa0000-0000-4000-8000-000000000001")
        let second = SampleRun.run(
            id: "aaab0000-0000-4000-8000-000000000001",
            startedAtMilliseconds: first.startedAtMilliseconds + 1
        )
        try store.create(first)
        try store.create(second)
        #expect(try store.run(named: "aaaa").id == first.id)
        #expect(try store.run(named: "AAAB").id == second.id)
        #expect(try store.run(named: "latest").id == second.id)
        #expect(try store.runs().map(\.id) == [second.id, first.id])
        #expect(throws: StoreError.ambiguousRun("aaa", candidates: [first.id, second.id])) {
            try store.run(named: "aaa")
        }
        #expect(throws: StoreError.noSuchRun("b")) { try store.run(named: "b") }
        #expect(throws: StoreError.noSuchRun("%")) { try store.run(named: "%") }
    }

    @Test func `a trial that breaks a rule of the schema leaves nothing behind`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        var trial = SampleRun.trial()
        trial.readings[3].channel = 7
        #expect(throws: StoreError.self) { try store.save(trial, of: run) }
        #expect(try store.trials(ofRun: run.id).isEmpty)
        #expect(try store.runs().first?.completedTrials == 0)
    }

    @Test func `a database that is not ours is refused and left as it was`() throws {
        try withFolder { folder in
            let text = folder + "/notes.txt"
            try "these are notes, not a database; there is enough text here to fill a header\n"
                .write(toFile: text, atomically: true, encoding: .utf8)
            #expect(throws: StoreError.notADatabase(path: text)) { try ResultStore(path: text) }
            #expect(throws: StoreError.notFound(path: folder + "/none.sqlite")) {
                try ResultStore.existing(path: folder + "/none.sqlite")
            }
            #expect(throws: StoreError.self) { try ResultStore(path: folder) }
            #expect(throws: StoreError.self) { try ResultStore(path: text + "/x.sqlite") }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `a database that cannot be written can be read`() throws {
        try withFolder { folder in
            let path = folder + "/a b?#%.sqlite"
            let run = SampleRun.run()
            do {
                let store = try ResultStore(path: path)
                try store.create(run)
                try store.save(SampleRun.trial(), of: run)
            }
            let manager = FileManager.default
            try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
            try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
            defer {
                try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            }
            #expect(throws: StoreError.readOnly(path: path)) { try ResultStore(path: path) }
            let reader = try ResultStore.existing(path: path)
            #expect(try reader.run(named: "latest") == run)
            #expect(try reader.runs().first?.energyProvenance == .simulated)
            #expect(throws: StoreError.readOnly(path: path)) {
                try reader.finish(
                    runID: run.id,
                    state: .finished,
                    endedAtMilliseconds: run.startedAtMilliseconds
                )
            }
        }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `a database of a newer schema is refused and left as it was`() throws {
        try withFolder { folder in
            let path = folder + "/newer.sqlite"
            let run = SampleRun.run()
            try ResultStore(path: path).create(run)
            _ = try sqlite(
                path,
                "INSERT INTO grdb_migrations VALUES ('99: from the future')"
            )
            #expect(throws: StoreError.newerSchema(path: path)) { try ResultStore(path: path) }
            #expect(try sqlite(path, "SELECT count(*) FROM run") == "1")

            let foreign = folder + "/foreign.sqlite"
            _ = try sqlite(foreign, "CREATE TABLE song (title)")
            #expect(throws: StoreError.notADatabase(path: foreign)) {
                try ResultStore(path: foreign)
            }
            #expect(try sqlite(foreign, "SELECT name FROM sqlite_master") == "song")
        }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `the view of a comparison pairs trials by block`() throws {
        try withFolder { folder in
            let path = folder + "/view.sqlite"
            let store = try ResultStore(path: path)
            let run = SampleRun.run()
            try store.create(run)
            for block in 0..<2 {
                try store.save(SampleRun.trial(sequence: 2 * block), of: run)
                var other = SampleRun.trial(sequence: 2 * block + 1, variant: "it's | \"odd\", ✓")
                // Twice the work with the same energy: half the energy a sample.
                other.events[1].number = 4000
                try store.save(other, of: run)
            }
            try store.save(
                SampleRun.trial(sequence: 5, outcome: .exited(status: 1)),
                of: run
            )
            let rows = try sqlite(
                path,
                """
                SELECT is_baseline, trials, round(energy_per_unit_joules, 9),
                    round(energy_ratio, 9), round(time_ratio, 9), energy_provenance
                FROM comparison_table ORDER BY is_baseline DESC
                """
            )
            #expect(rows == "1|2|0.04|1.0|1.0|simulated\n0|2|0.02|0.5|0.5|simulated")
            #expect(try sqlite(path, "PRAGMA integrity_check") == "ok")
            #expect(try sqlite(path, "PRAGMA journal_mode") == "wal")
        }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `databases of two machines merge by inserting rows`() throws {
        try withFolder { folder in
            let paths = ["/a.sqlite", "/b.sqlite"].map { folder + $0 }
            for path in paths {
                let store = try ResultStore(path: path)
                let run = SampleRun.run()
                try store.create(run)
                try store.save(SampleRun.trial(), of: run)
            }
            let tables = [
                "host", "run", "sensor_state", "artifact", "comparison", "variant", "trial",
                "channel", "reading", "event", "trial_warning", "summary",
            ]
            let inserts = tables.map {
                "INSERT OR IGNORE INTO main.\($0) SELECT * FROM other.\($0);"
            }
            _ = try sqlite(
                paths[0],
                "PRAGMA foreign_keys = ON; ATTACH '\(paths[1])' AS other; "
                    + inserts.joined(separator: " ")
            )
            let merged = try ResultStore(path: paths[0])
            #expect(try merged.runs().map(\.completedTrials) == [1, 1])
            #expect(try sqlite(paths[0], "SELECT count(*) FROM host") == "1")
            #expect(try sqlite(paths[0], "PRAGMA foreign_key_check") == "")
        }
    }
}
