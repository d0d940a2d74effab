import Experiment
import Foundation
import Sensors
import Units

/// Commands on a full database, each by turns with the shell that prints the same rows.
struct Asking {
    let program: String
    let database: String
    let repetitions: Int

    /// Two runs of one suite on one host, from the middle of the database.
    private let runs: [String]

    init(program: String, database: String, repetitions: Int) throws {
        self.program = program
        self.database = database
        self.repetitions = repetitions
        runs = try Shell.ask(
            database,
            """
            SELECT id FROM run WHERE suite = (SELECT suite FROM run ORDER BY rowid LIMIT 1)
            ORDER BY started_at_ms
            LIMIT 2 OFFSET (SELECT count(*) / 20 FROM run)
            """
        ).split(separator: "\n").map(String.init)
    }

    struct Answer {
        var name: String
        var limit: Duration
        var ours: Duration
        var shell: Duration

        var isKept: Bool { ours <= limit }

        var text: String {
            let padded = name.padding(toLength: 8, withPad: " ", startingAt: 0)
            return String(
                format: "%@ %7.1f ms, sqlite3 %7.1f ms, ratio %4.1f (limit %.1f s)",
                padded,
                ours.inSeconds * 1e3,
                shell.inSeconds * 1e3,
                ours / shell,
                limit.inSeconds
            )
        }
    }

    func measure() throws -> [Answer] {
        [
            try measure(
                ["list"],
                limit: .milliseconds(300),
                sql: "SELECT * FROM run_table ORDER BY started_at_ms DESC"
            ),
            try measure(
                ["report"] + runs.prefix(1),
                limit: .milliseconds(300),
                sql: rows(of: runs.prefix(1))
            ),
            try measure(
                ["compare"] + runs,
                limit: .milliseconds(500),
                sql: rows(of: runs[...])
            ),
        ]
    }

    /// All rows that a report of these runs is made from.
    private func rows(of runs: ArraySlice<String>) -> String {
        let ids = runs.map { "'\($0)'" }.joined(separator: ", ")
        let trials = "SELECT id FROM trial WHERE run_id IN (\(ids))"
        return
            "SELECT * FROM run WHERE id IN (\(ids)); SELECT * FROM trial WHERE run_id IN (\(ids));"
            + ["channel", "reading", "event", "trial_warning"].map {
                "SELECT * FROM \($0) WHERE trial_id IN (\(trials));"
            }.joined(separator: " ")
    }

    private func measure(_ words: [String], limit: Duration, sql: String) throws -> Answer {
        let ours = [program] + words + ["--database", database]
        let shell = ["sqlite3", database, sql]
        var times: (ours: [Duration], shell: [Duration]) = ([], [])
        for _ in 0..<repetitions {
            times.ours.append(try Shell.time(ours))
            times.shell.append(try Shell.time(shell))
        }
        return Answer(
            name: words[0],
            limit: limit,
            ours: times.ours.sorted()[repetitions / 2],
            shell: times.shell.sorted()[repetitions / 2]
        )
    }
}
