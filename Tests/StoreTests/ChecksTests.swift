import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// What migration 14 wrote in another way is checked as before.
@Suite(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
struct ChecksTests {
    private static let words = [
        ("trial", "outcome"), ("event", "kind"), ("event", "time_source"),
        ("summary", "energy_provenance"), ("trial_gate", "load_result"),
        ("trial_gate", "temperature_result"),
    ]

    private func withDatabase(_ body: (SQLiteShell) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) {
            let shell = SQLiteShell(path: folder.path + "/results.sqlite")
            let store = try ResultStore(path: shell.path)
            let run = SampleRun.run()
            try store.create(run)
            try store.save(SampleRun.trial(), of: run)
            try body(shell)
        }
    }

    @Test(arguments: words)
    func `a column takes none but its words`(table: String, column: String) throws {
        try withDatabase { shell in
            let text = try shell.run("SELECT sql FROM sqlite_schema WHERE name = '\(table)'")
            #expect(text.contains("\(column) = '") && !text.contains("\(column) IN"))
            let refused = try shell.run("UPDATE \(table) SET \(column) = 'other'")
            let isThere = try shell.run("SELECT count(*) FROM \(table)") != "0"
            #expect(refused.contains("CHECK constraint failed") == isThere)
            #expect(try shell.run("PRAGMA integrity_check") == "ok")
        }
    }

    @Test func `a gate takes none but its words`() throws {
        try withDatabase { shell in
            // Other columns would have to fit: what is refused first tells.
            func complaint(_ column: String, _ word: String) throws -> String {
                try shell.run(
                    """
                    INSERT INTO trial_gate (trial_id, took_ns, rested_ns, \(column))
                        SELECT id, 0, 0, '\(word)' FROM trial
                    """
                )
            }
            for column in ["load_result", "temperature_result"] {
                for (word, isKnown) in [
                    ("held", true), ("waited", true), ("ran_out", true), ("unread", true),
                    ("other", false), ("", false),
                ] {
                    let answer = try complaint(column, word)
                    #expect(answer.contains("CHECK constraint failed: \(column) = ") != isKnown)
                    #expect(answer.contains("CHECK constraint failed: (\(column) IS") == isKnown)
                }
            }
        }
    }

    @Test func `every word that a column may hold is still taken`() throws {
        try withDatabase { shell in
            for provenance in Provenance.allCases {
                let answer = try shell.run(
                    "UPDATE summary SET energy_provenance = '\(provenance.rawValue)'"
                )
                #expect(answer == "")
            }
            for outcome in ["completed", "window_not_closed", "window_reopened", "interrupted"] {
                #expect(try shell.run("UPDATE trial SET outcome = '\(outcome)'") == "")
            }
            for kind in ["start", "stop", "point"] {
                #expect(try shell.run("UPDATE event SET kind = '\(kind)'") == "")
            }
            for source in ["monotonic", "wall_clock", "arrival"] {
                #expect(try shell.run("UPDATE event SET time_source = '\(source)'") == "")
            }
        }
    }
}
