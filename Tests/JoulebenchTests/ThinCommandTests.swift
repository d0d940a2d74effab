import Foundation
import TestSupport
import Testing

/// `joulebench thin` on a run that was made by the program.
@Suite struct ThinCommandTests {
    /// Two short variants with counters that are read each 5 ms.
    private static let suite = """
        suite: thin
        blocks: 2
        warmup_blocks: 0
        sampling_interval_seconds: 0.005
        comparisons:
          - name: sleep
            unit: trial
            baseline: short
            command: [sleep, "{time}"]
            variants:
              short: {parameters: {time: 0.6}}
              long: {parameters: {time: 0.8}}

        """

    private func withRun(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.suite, to: "thin.yaml")
        let run = try program.run(
            "run",
            "thin.yaml",
            "--simulate-power",
            "40",
            "--progress",
            "none"
        )
        #expect(run.status == 0, "\(run.errors)")
        try body(program)
    }

    private func readings(_ program: Program) throws -> String {
        try program.run("query", "SELECT count(*) FROM reading", "--format", "csv").output
    }

    @Test func `all that is exported of a run stays, and its report says what went`() throws {
        try withRun { program in
            let before = try program.run("export", "latest", "--format", "csv").output
            let all = try readings(program)
            let dry = try program.run("thin", "--older-than", "0", "--dry-run")
            #expect(dry.status == 0, "\(dry.errors)")
            #expect(dry.output.contains("1 run would be thinned"))
            #expect(try readings(program) == all)

            let thinned = try program.run(
                "thin",
                "--older-than",
                "0",
                "--suite",
                "thin",
                "--vacuum"
            )
            #expect(thinned.status == 0, "\(thinned.errors)")
            #expect(thinned.output.contains("4 trials"), "\(thinned.output)")
            #expect(thinned.output.contains("1 run thinned"))
            #expect(try readings(program) != all)
            #expect(try program.run("export", "latest", "--format", "csv").output == before)
            let report = try program.run("report", "latest").output
            #expect(report.contains("raw readings were thinned on "), "\(report)")

            let again = try program.run("thin", "--older-than", "0")
            #expect(again.status == 0)
            #expect(again.output.contains("nothing to thin"))
        }
    }

    @Test func `young runs, unfinished ones and those of other suites are left alone`() throws {
        try withRun { program in
            let all = try readings(program)
            #expect(try program.run("thin", "--older-than", "1").status == 0)
            let unknown = try program.run("thin", "--older-than", "0", "--suite", "thick")
            #expect(unknown.status == 66)
            #expect(unknown.errors.contains("“thin”"))
            let state = """
                import sqlite3
                with sqlite3.connect("results/joulebench.sqlite") as file:
                    file.execute("UPDATE run SET state = 'interrupted'")
                """
            if PythonModuleTests.hasPython {
                let change = try program.finish(
                    program.start(["-c", "python3 -c \"$1\"", "bash", state], through: ["bash"])
                )
                #expect(change.status == 0, "\(change.errors)")
                let thinned = try program.run("thin", "--older-than", "0")
                #expect(thinned.output.contains("nothing to thin"))
            }
            #expect(try readings(program) == all)
        }
    }

    @Test(arguments: [
        ["thin"], ["thin", "--older-than", "-1"], ["thin", "--older-than", "soon"],
        ["thin", "--older-than", "1", "--dry-run", "--vacuum"],
    ])
    func `a wrong command line is refused`(words: [String]) throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try program.finish(program.start(words)).status == 64)
    }

    @Test func `without a database there is nothing to thin, and that is said`() throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.run("thin", "--older-than", "1")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("There is no database"))
    }
}
