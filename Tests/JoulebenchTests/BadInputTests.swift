import Foundation
import Testing

/// What a user gets for a mistake: a clear error, a documented status, nothing lost.
@Suite struct BadInputTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        try body(program)
    }

    @Test func `a mistyped command, option or value is named with what was meant`() throws {
        try withProgram { program in
            for (arguments, part) in [
                (["pln", "two.yaml"], "There is no command “pln”; did you mean “plan”?"),
                (["two.yaml"], "a suite runs with `joulebench run`"),
                (["run", "two.yaml", "--verfy"], "Did you mean '--verify'?"),
                (["run", "two.yaml", "--progress", "fancy"], "'auto', 'live', 'lines' or 'none'"),
                (["run", "two.yaml", "-q", "--progress", "live"], "exclude each other"),
            ] {
                let outcome = try program.finish(program.start(arguments))
                #expect(outcome.status == 64)
                #expect(outcome.errors.contains(part), "\(outcome.errors)")
            }
        }
    }

    @Test func `three mistakes of a suite are reported at once with their lines`() throws {
        try withProgram { program in
            try program.write(
                """
                suite: bad
                blocks: many
                comparisons:
                  - name: c
                    baselin: a
                    baseline: z
                    variants:
                      a: {command: ["true"]}

                """,
                to: "bad.yaml"
            )
            for command in ["plan", "run"] {
                let outcome = try program.run(command, "bad.yaml")
                #expect(outcome.status == 65)
                let lines = outcome.errors.split(separator: "\n")
                #expect(
                    lines.map { $0.prefix(11) } == ["bad.yaml:2:", "bad.yaml:5:", "bad.yaml:6:"]
                )
                #expect(outcome.output.isEmpty)
            }
            #expect(
                !FileManager.default.fileExists(atPath: program.folder.path + "/results")
            )
        }
    }

    @Test func `a sentence of the system ends once`() throws {
        try withProgram { program in
            let exec = try program.run("exec", "--results", "/proc/none/x", "--", "true")
            #expect(exec.status == 73)
            #expect(!exec.errors.contains(".."), "\(exec.errors)")
        }
    }

    @Test func `files and runs that do not exist`() throws {
        try withProgram { program in
            let suite = try program.run("plan", "none.yaml")
            #expect(suite.status == 66)
            #expect(suite.errors.contains("none.yaml"))
            let database = try program.run("list")
            #expect(database.status == 66)
            #expect(database.errors.contains("There is no database at results/joulebench.sqlite"))
            _ = try program.run("run", "two.yaml", "--blocks", "1", "--simulate-power", "5")
            let run = try program.run("report", "zzz")
            #expect(run.status == 66)
            #expect(run.errors.contains("There is no run “zzz”"))
            let trial = try program.run("show", "latest", "--trial", "99")
            #expect(trial.status == 66)
            #expect(trial.errors.contains("has no trial 99; it has 2."))
        }
    }

    @Test(arguments: [
        ["run", "two.yaml", "--blocks", "0"], ["run", "two.yaml", "--set", "novalue"],
        ["run", "two.yaml", "--simulate-power", "-4"], ["export", "--format", "pdf"],
        ["export", "--format", "json", "--trials"], ["rnu"], ["run"], ["report", "a", "b"],
        ["run", "two.yaml", "--wait=soon"], ["exec", "--wait=5x", "--", "true"],
    ])
    func `a wrong command line is told what is wrong`(arguments: [String]) throws {
        try withProgram { program in
            let outcome = try program.finish(program.start(arguments))
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("Error:"))
            #expect(outcome.output.isEmpty)
        }
    }

    @Test func `a database that cannot be used stops the run before it begins`() throws {
        try withProgram { program in
            try program.write("no database, but long enough text for a header of one", to: "x")
            let foreign = try program.run("run", "two.yaml", "--database", "x")
            #expect(foreign.status == 73)
            #expect(foreign.errors.contains("x is not a joulebench database"))
            // Nothing can be made in /proc, not even by root.
            let refused = try program.run("run", "two.yaml", "--database", "/proc/x.sqlite")
            #expect(refused.status == 73)
            #expect(!refused.errors.contains("prepare"))
        }
    }

    @Test func `a prepare step that fails ends the run before the first trial`() throws {
        try withProgram { program in
            try program.write(
                SuiteText.twoVariants.replacing("echo weights", with: "echo no >&2; exit 5 #"),
                to: "prepare.yaml"
            )
            let outcome = try program.run("run", "prepare.yaml")
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("The prepare step “model” exited with status 5"))
            let list = try program.run("list")
            #expect(list.output.contains("failed") && list.output.contains("0/4"))
        }
    }

    @Test func `a parameter can be replaced and a typo in its name is found`() throws {
        try withProgram { program in
            let plan = try program.run("plan", "two.yaml", "--set", "count=7", "--seed", "3")
            #expect(plan.output.contains("sh script.sh 7 {artifact.model}/model {seed}"))
            let typo = try program.run("plan", "two.yaml", "--set", "cuont=7")
            #expect(typo.status == 65)
            #expect(typo.errors.contains("cuont"))
        }
    }
}
