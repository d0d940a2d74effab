import Foundation
import TestSupport
import Testing

/// `compare`, `query` and `export --all` as a user calls them.
@Suite struct AcrossCommandTests {
    private static let suite = SuiteText.quick.replacing("suite: quick", with: "suite: two")

    /// A folder with two runs under simulated counters.
    private func withRuns(_ body: (Program, [String]) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.suite, to: "two.yaml")
        for watts in ["40", "60"] {
            let run = try program.run("run", "two.yaml", "--simulate-power", watts)
            try #require(run.status == 0, "\(run.errors)")
        }
        let listed = try program.run(
            "query",
            "SELECT run_id FROM run_table ORDER BY started_at_ms",
            "--format",
            "csv"
        )
        #expect(listed.status == 0, "\(listed.errors)")
        let ids = listed.output.split(separator: "\n").dropFirst().map(String.init)
        try #require(ids.count == 2)
        try body(program, ids)
    }

    @Test func `runs are compared, queried and exported together`() throws {
        try withRuns { program, ids in
            let compared = try program.run("compare", ids[0], "latest")
            #expect(compared.status == 0, "\(compared.errors)")
            #expect(compared.output.hasPrefix("two: 2 runs, each compared with run A\nSIMULATED"))
            #expect(
                compared.output.contains("no winner (sim.): the powers were simulated in different")
            )
            for format in ["markdown", "csv", "json"] {
                let whole = try program.run("compare", ids[0], ids[1], "--format", format)
                let file = try program.run(
                    "compare",
                    ids[0],
                    ids[1],
                    "--format",
                    format,
                    "--output",
                    "across"
                )
                #expect(whole.status == 0 && file.status == 0, "\(file.errors)")
                #expect(try program.read("across") == whole.output)
            }
            let all = try program.run("export", "--all", "--format", "csv")
            let lines = all.output.split(separator: "\r\n")
            #expect(all.status == 0 && lines.count == 5, "\(all.errors)")
            #expect(lines[1].hasPrefix(ids[0]) && lines[3].hasPrefix(ids[1]))
            let trials = try program.run(
                "export",
                "--all",
                "--format",
                "csv",
                "--trials",
                "--suite",
                "two",
                "-o",
                "all.csv"
            )
            #expect(trials.status == 0, "\(trials.errors)")
            #expect(try program.read("all.csv").split(separator: "\r\n").count == 13)
            let tidy = try program.run("export", "--all", "--format", "tidy")
            let values = tidy.output.split(separator: "\r\n")
            #expect(tidy.status == 0 && values.count { $0.hasPrefix("run_id,") } == 1)
            for id in ids { #expect(values.count { $0.hasPrefix(id) } > 10, "\(tidy.errors)") }
            let refused = try program.run("export", "--all", "--format", "markdown")
            #expect(refused.status == 64 && refused.errors.contains("csv, tidy or json"))
            for (place, reason) in [(".", "it is a folder"), ("none/x.csv", "no folder none")] {
                let nowhere = try program.run("export", "--format", "csv", "-o", place)
                #expect(
                    nowhere.status == 73 && nowhere.errors.contains(reason),
                    "\(nowhere.errors)"
                )
            }
            let objects = try program.run("export", "--all", "--format", "json")
            let parsed = try objects.output.split(separator: "\n").map {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
            #expect(parsed.count == 2)
            #expect(parsed.allSatisfy { $0?["format"] as? String == "joulebench-report" })
        }
    }

    @Test func `the power of a trial is written as a curve`() throws {
        try withRuns { program, ids in
            let found = try program.run(
                "query",
                "SELECT id FROM trial WHERE run_id = '\(ids[0])' LIMIT 1",
                "--format",
                "csv"
            )
            let trial = try #require(found.output.split(separator: "\n").last)
            let total = try program.run("trace", String(trial))
            let rows = total.output.split(separator: "\r\n").map { $0.split(separator: ",") }
            #expect(total.status == 0 && rows.count >= 2, "\(total.errors)")
            #expect(rows[0].prefix(3) == ["start_seconds", "end_seconds", "watts"])
            #expect(rows.dropFirst().allSatisfy { $0[4] == "total" && $0[5] == "simulated" })
            let all = try program.run(
                "trace",
                String(trial.prefix(12)),
                "--channels",
                "-o",
                "curve"
            )
            #expect(all.status == 0, "\(all.errors)")
            #expect(try program.read("curve").contains(",rapl/package-0,simulated,package,"))
            let none = try program.run("trace", "zzz")
            #expect(none.status == 66 && none.errors.contains("There is no trial “zzz”"))
        }
    }

    @Test func `what cannot be compared is refused with its reason`() throws {
        try withRuns { program, ids in
            let same = try program.run("compare", ids[0], String(ids[0].prefix(8)))
            #expect(same.status == 65 && same.errors.contains("is not compared with itself"))
            let one = try program.run("compare", ids[0])
            #expect(one.status == 64 && one.errors.contains("Name two runs or more"))
            let unknown = try program.run("compare", ids[0], "zzz")
            #expect(unknown.status == 66 && unknown.errors.contains("There is no run “zzz”"))
            let named = Self.suite.replacing("suite: two", with: "suite: other")
            try program.write(named, to: "other.yaml")
            #expect(try program.run("run", "other.yaml", "--simulate-power", "40").status == 0)
            let other = try program.run("compare", ids[0], "latest")
            #expect(other.status == 65)
            #expect(other.errors.contains("different suites (A “two”, B “other”)"))
            let none = try program.run("export", "--all", "--format", "csv", "--suite", "none")
            #expect(none.status == 66 && none.errors.contains("There is: “other”, “two”."))
        }
    }

    @Test func `a query gives each format, and a mistake its place`() throws {
        try withRuns { program, _ in
            let sql = "SELECT 1 AS a, NULL AS b, '' AS c, 'x|\"y' || char(27) AS d"
            let table = try program.run("query", sql)
            #expect(table.output.contains("1   —       x|\"y␛"))
            let csv = try program.run("query", sql, "--format", "csv")
            #expect(csv.output == "a,b,c,d\n1,,\"\",\"x|\"\"y\u{1B}\"\n")
            let json = try program.run("query", sql, "--format", "json")
            #expect(
                json.output
                    == "[\n  {\"a\": 1, \"b\": null, \"c\": \"\", \"d\": \"x|\\\"y\\u001b\"}\n]\n"
            )
            let markdown = try program.run("query", sql, "--format", "markdown")
            #expect(markdown.output.contains("| 1 | — |  | x\\|\"y␛ |"))
            let cut = try program.run("query", "SELECT 'abcdefgh' AS a", "--cell-width", "4")
            #expect(cut.output.hasSuffix("abc…\n"))
            let refused = try program.run("query", "DELETE FROM run")
            #expect(refused.status == 65 && refused.errors.contains("“DELETE” is refused"))
            let wrong = try program.run("query", "SELECT x FROM run")
            #expect(
                wrong.status == 65 && wrong.errors.contains("line 1, column 8: no such column: x")
            )
            let twice = try program.run("query", "SELECT 1 AS a, 2 AS a", "--format", "json")
            #expect(twice.status == 65 && twice.errors.contains("Two columns are called “a”"))
            let script = "echo 'SELECT count(*) FROM run' | \(Program.executable) query -"
            let piped = try program.finish(program.start(["-c", script], through: ["bash"]))
            #expect(piped.output.hasSuffix("2\n"), "\(piped.errors)")
        }
    }
}
