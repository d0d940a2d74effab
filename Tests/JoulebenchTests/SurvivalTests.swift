import Foundation
import Sensors
import TestSupport
import Testing
import Units

/// What changes or goes away while a run is on its way.
@Suite struct SurvivalTests {
    private static let suite = """
        suite: survival
        blocks: 2
        warmup_blocks: 0
        sampling_interval_seconds: 0.02
        prepare:
          model: {command: [sh, -c, "date +%N > $0/model", "{output}"]}
        comparisons:
          - name: c
            unit: trial
            baseline: a
            command: [sh, work.sh, "{artifact.model}/model", "{time}"]
            variants:
              a: {parameters: {time: 0.1}}
              b: {parameters: {time: 0.11}}

        """

    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.suite, to: "survival.yaml")
        try program.write("cat \"$1\"; touch \"began-$2\"; sleep \"$2\"\n", to: "work.sh")
        try body(program)
    }

    private func interrupted(_ program: Program) throws {
        let process = try program.start(["run", "survival.yaml", "--simulate-power", "10"])
        while try !program.read("err").contains("[1/4]"), process.isRunning { usleep(5000) }
        kill(process.processIdentifier, SIGINT)
        let outcome = try program.finish(process)
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains(" of 4 trials; they are kept"))
    }

    @Test func `an artifact that was made anew is not mixed with the one of the first trials`()
        throws
    {
        try withProgram { program in
            try interrupted(program)
            try FileManager.default.removeItem(
                at: program.folder.appendingPathComponent("results/artifacts")
            )
            let refused = try program.run("resume")
            #expect(refused.status == 69, "\(refused.errors)")
            #expect(refused.errors.contains("what “model” prepared is gone or was made anew"))
            // Another run makes it anew under the same key: it is another one all the same.
            #expect(try program.run("run", "survival.yaml", "--simulate-power", "10").status == 0)
            let list = try program.run("list").output.split(separator: "\n")
            let id = try #require(
                list.first { $0.contains("interrupted") }?.split(separator: " ").first
            )
            #expect(try program.run("resume", String(id)).status == 69)
            let accepted = try program.run("resume", String(id), "--accept-changes")
            #expect(accepted.status == 0, "\(accepted.errors)")
            let words = accepted.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("“model” prepared is gone or was made anew"))
        }
    }

    @Test func `a script that was changed in between is found`() throws {
        try withProgram { program in
            try interrupted(program)
            try program.write("cat \"$1\"; sleep 0.01\n", to: "work.sh")
            let refused = try program.run("resume")
            #expect(refused.status == 69, "\(refused.errors)")
            #expect(refused.errors.contains("\n  work.sh has changed"))
            try FileManager.default.removeItem(at: program.folder.appendingPathComponent("work.sh"))
            #expect(try program.run("resume").errors.contains("work.sh is no longer there"))
        }
    }

    /// The counter goes away in the rest between two trials: one that had begun would see it stand
    /// still.
    ///
    /// The thread that writes its file may be late on a loaded machine, here by up to a tenth of a
    /// second and a half before a trial has no energy.
    @Test func `a sensor that goes away ends the run, which goes on when it is back`() throws {
        try withProgram { program in
            let root = program.folder.path + "/powercap"
            let power = SimulatedPowercap(power: .watts(40))
            let counter = root + "/intel-rapl:0/energy_uj"
            let (outcome, away) = try {
                let files = try PowercapFiles(of: power, in: root)
                defer { files.stop() }
                let process = try program.start([
                    "run", "survival.yaml", "--powercap-root", "powercap", "--set", "time=1.5",
                    "--cooldown", "3", "--no-gates", "--idle-windows", "0",
                ])
                while try !program.read("err").contains("[1/4]"), process.isRunning { usleep(2000) }
                files.stop()
                let away = rename(counter, counter + ".away")
                return (try program.finish(process), away)
            }()
            #expect(away == 0)
            #expect(outcome.status == 69, "\(outcome.errors)")
            #expect(outcome.errors.contains("3 times in a row, so the run ends here"))
            #expect(outcome.errors.contains("joulebench resume"))
            #expect(try program.run("list").output.contains("failed"))
            // As it was: the folder is there again.
            #expect(rename(counter + ".away", counter) == 0)
            let files = try PowercapFiles(of: power, in: root)
            defer { files.stop() }
            let resumed = try program.run("resume")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.output.contains("finished, 4 of 4 trials"))
        }
    }

    @Test(.enabled(if: SQLiteProgram.isThere, "needs the sqlite3 program"))
    func `a database that is removed during a run is written anew with all that it held`() throws {
        try withProgram { program in
            let path = program.folder.path + "/results/joulebench.sqlite"
            let process = try program.start(["run", "survival.yaml", "--simulate-power", "10"])
            while try !program.read("err").contains("[2/4]"), process.isRunning { usleep(2000) }
            for end in ["", "-wal", "-shm"] { unlink(path + end) }
            let outcome = try program.finish(process)
            #expect(outcome.status == 73, "\(outcome.errors)")
            #expect(outcome.errors.contains("was removed or replaced while the run went on"))
            let database = SQLiteProgram(path: path)
            #expect(try database.run("PRAGMA integrity_check") == "ok")
            let stored = try database.run("SELECT count(*) FROM trial WHERE outcome = 'completed'")
            #expect(try #require(Int(stored)) >= 3)
            let resumed = try program.run("resume")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.output.contains("finished, 4 of 4 trials"))
        }
    }
}

/// Trials that end well and do not give what the suite asks for.
@Suite struct ShortcomingTests {
    private func run(_ statement: String, _ options: String...) throws -> Program.Outcome {
        let program = try Program()
        defer { program.remove() }
        let suite = """
            suite: lacking
            blocks: 2
            warmup_blocks: 0
            comparisons:
              - name: c
                unit: samples
                quality: {event: eval_accuracy}
                baseline: a
                command: [sh, say.sh, "{last}"]
                variants:
                  a: {parameters: {last: "0.5"}}
                  b: {parameters: {last: '\(statement)'}}

            """
        let script = """
            say() { echo ":::MLLOG {\\"event_type\\": \\"POINT_IN_TIME\\", \\"key\\": \\"$1\\", \\"value\\": $2}"; }
            say samples 10
            if test "$1" != nothing; then say eval_accuracy 0.95; say eval_accuracy "$1"; fi
            sleep 0.05

            """
        try program.write(suite, to: "lacking.yaml")
        try program.write(script, to: "say.sh")
        return try program.finish(
            program.start(["run", "lacking.yaml", "--simulate-power", "9"] + options)
        )
    }

    @Test(arguments: ["null", "NaN", "1e999", #""0.7""#])
    func `a last quality that is no number is missing, marked, and no earlier one instead`(
        statement: String
    ) throws {
        let outcome = try run(statement)
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("stated no quality (eval_accuracy) as a number"))
        #expect(!outcome.output.contains("95.00 %"))
        #expect(outcome.output.contains("50.00 %"))
        #expect(outcome.output.contains("! 2 trials: "))
        let stopped = try run(statement, "--on-failure", "stop")
        #expect([1, 3].contains(stopped.status), "\(stopped.errors)")
    }

    @Test func `a quality that is asked for and never stated is marked`() throws {
        let outcome = try run("nothing")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("did not state its quality (eval_accuracy)"))
    }
}
