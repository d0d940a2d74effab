import Experiment
import Foundation
import Randomness
import Reports
import Store
import TestSupport
import Testing

/// Thinning in a database file: readings go, and nothing else changes.
@Suite(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
struct ThinTests {
    /// A finished run with three trials of a minute in a file of its own.
    private func withRun(_ body: (ResultStore, Run, [Trial], SQLiteShell) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/results.sqlite"
        let store = try ResultStore(path: path)
        var run = SampleRun.run()
        run.estimateModel = nil
        try store.create(run)
        var random = SplitMix64(seed: 6)
        let trials = (0..<3).map { SampleRun.longTrial(sequence: $0, using: &random) }
        for trial in trials { try store.save(trial, of: run) }
        try store.finish(runID: run.id, state: .finished, endedAtMilliseconds: 1_800_000_000_000)
        try body(store, try store.run(named: run.id), trials, SQLiteShell(path: path))
    }

    /// All rows of all tables but two.
    private func others(_ shell: SQLiteShell) throws -> [String] {
        let tables = try shell.run(
            "SELECT name FROM sqlite_schema WHERE type = 'table' "
                + "AND name NOT IN ('reading', 'trial_thinned')"
        ).split(separator: "\n")
        #expect(tables.count > 20)
        return try tables.map { try "\($0):\n" + shell.run("SELECT * FROM \($0)") }
    }

    @Test func `figures, warnings and all other tables stay, and a report says what went`() throws {
        try withRun { store, run, trials, shell in
            let before = try others(shell)
            let conclusions = trials.map { TrialConclusions(of: $0, in: run) }
            let figures = CSVReport(Report(run: run, trials: trials)).text
            var sum = ThinnedReadings()
            for id in try store.trialsToThin(ofRun: run.id) {
                sum += try store.thin(trialID: id, of: run, atMilliseconds: 1_900_000_000_000)
            }
            #expect(sum.before == trials.reduce(0) { $0 + $1.readings.count })
            #expect(sum.after * 3 < sum.before)
            #expect(try shell.run("SELECT count(*) FROM reading") == "\(sum.after)")
            #expect(try others(shell) == before)
            #expect(try shell.run("PRAGMA foreign_key_check") == "")
            let kept = try store.trials(ofRun: run.id)
            #expect(kept.map { TrialConclusions(of: $0, in: run) } == conclusions)
            for (thinned, whole) in zip(kept, trials) {
                var readings = thinned.readings[...]
                for reading in whole.readings where reading == readings.first {
                    readings.removeFirst()
                }
                #expect(readings.isEmpty, "those that stay are as they were, in their order")
            }
            let thinnedRun = try store.run(named: run.id)
            let thinning = RunThinning(
                atMilliseconds: 1_900_000_000_000,
                readingsBefore: sum.before,
                readingsAfter: sum.after
            )
            #expect(thinnedRun.thinning == thinning)
            let report = Report(run: thinnedRun, trials: kept)
            #expect(CSVReport(report).text == figures)
            let text = TerminalReport(report, usesColour: false).text
            #expect(text.contains("\(sum.after) of \(sum.before) are kept"))
        }
    }

    @Test func `it goes on where it was killed, and does nothing twice`() throws {
        try withRun { store, run, trials, shell in
            #expect(try store.trialsToThin(ofRun: run.id) == trials.map(\.id))
            _ = try store.thin(trialID: trials[0].id, of: run, atMilliseconds: 1)
            let left = try shell.run(
                "SELECT count(*) FROM reading WHERE trial_id = '\(trials[1].id)'"
            )
            #expect(left == "\(trials[1].readings.count)")
            let again = try ResultStore(path: shell.path)
            #expect(try again.trialsToThin(ofRun: run.id) == trials.dropFirst().map(\.id))
            for id in try again.trialsToThin(ofRun: run.id) {
                _ = try again.thin(trialID: id, of: run, atMilliseconds: 2)
            }
            #expect(try again.trialsToThin(ofRun: run.id) == [])
        }
    }

    @Test func `a trial is thinned whole or not at all`() throws {
        try withRun { store, run, trials, shell in
            let count = try shell.run("SELECT count(*) FROM reading")
            _ = try shell.run(
                "CREATE TRIGGER fail BEFORE DELETE ON reading WHEN old.sequence > 1000 "
                    + "BEGIN SELECT RAISE(ABORT, 'no more'); END"
            )
            #expect(throws: StoreError.self) {
                try store.thin(trialID: trials[0].id, of: run, atMilliseconds: 1)
            }
            #expect(try shell.run("SELECT count(*) FROM reading") == count)
            #expect(try shell.run("SELECT count(*) FROM trial_thinned") == "0")
        }
    }

    @Test func `a dry run counts and changes nothing`() throws {
        try withRun { store, run, trials, shell in
            let before = try shell.run("SELECT * FROM reading")
            let count = try store.thin(trialID: trials[0].id, of: run, atMilliseconds: nil)
            #expect(count.before == trials[0].readings.count && count.after < count.before)
            #expect(try shell.run("SELECT * FROM reading") == before)
            #expect(try store.run(named: run.id).thinning == nil)
        }
    }

    @Test func `the room is given back to the disk`() throws {
        try withRun { store, run, _, shell in
            func size() throws -> Int {
                let attributes = try FileManager.default.attributesOfItem(atPath: shell.path)
                return try #require(attributes[.size] as? NSNumber).intValue
            }
            try store.vacuum()
            let before = try size()
            for id in try store.trialsToThin(ofRun: run.id) {
                _ = try store.thin(trialID: id, of: run, atMilliseconds: 1)
            }
            #expect(try store.unusedBytes() > 0)
            try store.vacuum()
            #expect(try store.unusedBytes() == 0)
            #expect(try size() < before)
            #expect(try shell.run("PRAGMA integrity_check") == "ok")
        }
    }
}
