import Foundation
import Testing

/// What becomes of a run that ends before its last trial.
@Suite struct ResumeCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        try body(program)
    }

    /// Starts a run of many blocks and interrupts it when its first trial is stored.
    private func interrupted(_ program: Program, _ more: [String] = []) throws -> Program.Outcome {
        let process = try program.start(
            ["run", "two.yaml", "--blocks", "2", "--warmup-blocks", "0", "--simulate-power", "10"]
                + more
        )
        while try !program.read("err").contains("[1/4]"), process.isRunning { usleep(5000) }
        kill(process.processIdentifier, SIGINT)
        return try program.finish(process)
    }

    private func database(_ program: Program) -> SQLiteProgram {
        SQLiteProgram(path: program.folder.path + "/results/joulebench.sqlite")
    }

    @Test func `an interrupted run says how to go on, and goes on from another folder`() throws {
        try withProgram { program in
            let outcome = try interrupted(program)
            #expect(outcome.status == 130, "\(outcome.errors)")
            let line = try #require(
                outcome.errors.split(separator: "\n").first { $0.contains("joulebench resume") }
            )
            let id = try #require(line.split(separator: " ").last.map(String.init))
            #expect(id.count == 8)
            // The suite file may have changed or gone: the run keeps its text.
            try FileManager.default.removeItem(
                at: program.folder.appendingPathComponent("two.yaml")
            )
            let process = try program.start(
                [
                    "-c",
                    "cd / && exec \(Program.executable) resume \(id) "
                        + "--results '\(program.folder.path)/results'",
                ],
                through: ["bash"]
            )
            let resumed = try program.finish(process)
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("Going on with run \(id)"))
            #expect(!resumed.errors.contains("[1/4]"))
            #expect(resumed.output.contains("finished, 4 of 4 trials"))
            #expect(resumed.output.contains("interrupted and gone on with once"))
            let again = try program.run("resume")
            #expect(again.status == 0 && again.errors.contains("nothing is missing"))
            let list = try program.run("list").output
            #expect(list.contains("4/4"))
            #expect(try program.run("export", "--format", "json").output.contains("resumptions"))
        }
    }

    @Test(.enabled(if: SQLiteProgram.isThere, "needs the sqlite3 program"))
    func `what is no longer as it was is refused, or accepted and said in the report`() throws {
        try withProgram { program in
            _ = try interrupted(program)
            let database = database(program)
            _ = try database.run(
                "UPDATE run SET harness_version = '0.0.9'; UPDATE host SET kernel = '5.0.0'; "
                    + "UPDATE channel SET interface = 'perf' WHERE name = 'rapl/package-0'"
            )
            let refused = try program.run("resume")
            #expect(refused.status == 69)
            #expect(refused.errors.contains("the kernel was 5.0.0 and is "))
            #expect(refused.errors.contains("joulebench was 0.0.9 and is "))
            #expect(refused.errors.contains("rapl/package-0 through perf is no longer read"))
            #expect(try database.run("SELECT count(*) FROM run_session") == "1")
            let accepted = try program.run("resume", "--accept-changes")
            #expect(accepted.status == 0, "\(accepted.errors)")
            #expect(accepted.output.contains("CHANGED before the trials of "))
            #expect(accepted.output.contains("the kernel was 5.0.0"))
        }
    }

    @Test func `an artifact whose inputs have changed is not mixed with the old one`() throws {
        try withProgram { program in
            let suite = SuiteText.twoVariants.replacing(
                "\"{output}\"]",
                with: "\"{output}\"]\n    inputs: [data.txt]"
            )
            try program.write(suite, to: "two.yaml")
            try program.write("one", to: "data.txt")
            let outcome = try interrupted(program)
            #expect(outcome.status == 130, "\(outcome.errors)")
            try program.write("two", to: "data.txt")
            let refused = try program.run("resume")
            #expect(refused.status == 69)
            #expect(refused.errors.contains("what “model” prepares would be another artifact"))
        }
    }

    /// Steps of which the second waits for a file, and a variant that uses it.
    private static let steps = """
        suite: steps
        blocks: 1
        warmup_blocks: 0
        prepare:
          first: {command: [sh, -c, "echo one > $0/one", "{output}"]}
          second:
            command: [sh, wait.sh, "{output}", "{artifact.first}"]
        comparisons:
          - name: c
            unit: trial
            baseline: a
            variants:
              a: {command: [sh, -c, "sleep 0.1"]}
              b: {command: [sh, -c, "sleep 0.1; test -s $0/two", "{artifact.second}"]}

        """

    private func whilePreparing(_ body: (Program, Process) throws -> Void) throws {
        try withProgram { program in
            try program.write(Self.steps, to: "steps.yaml")
            try program.write(
                "echo waits; while ! test -e go; do sleep 0.01; done; cp go $1/two || exit 4\n",
                to: "wait.sh"
            )
            let process = try program.start(["run", "steps.yaml", "--simulate-power", "10"])
            while try !program.read("err").contains("  waits"), process.isRunning {
                usleep(5000)
            }
            try body(program, process)
        }
    }

    @Test func `Ctrl-C during a prepare step says how to go on, which makes only the rest`() throws
    {
        try whilePreparing { program, process in
            kill(process.processIdentifier, SIGINT)
            let outcome = try program.finish(process)
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.errors.contains("joulebench resume "))
            let list = try program.run("list").output
            #expect(list.contains("interrupted") && list.contains("0/2"))
            let report = try program.run("report")
            #expect(report.status == 0 && report.output.contains("interrupted, 0 of 2 trials"))
            try program.write("two", to: "go")
            let resumed = try program.run("resume")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("prepare first: already there"))
            #expect(resumed.errors.contains("prepare second: done"))
            #expect(resumed.output.contains("finished, 2 of 2 trials"))
            // What both cost was measured while they were made, whichever session made them.
            let json = try program.run("export", "--format", "json").output
            #expect(json.contains("\"was_cached\" : false"))
            #expect(!json.contains("\"was_cached\" : true"))
        }
    }

    @Test func `a step that failed can be mended, as no trial has used anything yet`() throws {
        try whilePreparing { program, process in
            try FileManager.default.createDirectory(
                at: program.folder.appendingPathComponent("go"),
                withIntermediateDirectories: true
            )
            let outcome = try program.finish(process)
            #expect(outcome.status == 69, "\(outcome.errors)")
            #expect(outcome.errors.contains("exited with status 4"))
            #expect(outcome.errors.contains("joulebench resume "))
            #expect(try program.run("list").output.contains("failed"))
            try program.write("echo mended > $1/two\n", to: "wait.sh")
            let resumed = try program.run("resume")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.output.contains("finished, 2 of 2 trials"))
        }
    }

    @Test func `a run of exec goes on after a failure that ended it`() throws {
        try withProgram { program in
            let command = "test -e there || { touch there; exit 4; }"
            let stopped = try program.run(
                "exec",
                "--shell",
                "--runs",
                "3",
                "--simulate-power",
                "9",
                command
            )
            #expect(stopped.status == 3, "\(stopped.errors)")
            #expect(stopped.errors.contains("Stopped after a trial that failed, with 1 of 3"))
            let resumed = try program.run("resume")
            #expect(resumed.status == 1, "\(resumed.errors)")
            #expect(resumed.output.contains("finished, 3 of 3 trials"))
            #expect(resumed.output.contains("exited with status 4"))
        }
    }

    @Test func `a suite or the command line ends a run at the first failure`() throws {
        try withProgram { program in
            let failing = """
                suite: failing
                blocks: 2
                warmup_blocks: 0
                on_failure: stop
                comparisons:
                  - name: c
                    unit: trial
                    baseline: bad
                    command: [sh, -c, "exit 5"]
                    variants:
                      bad: {}

                """
            try program.write(failing, to: "failing.yaml")
            let stopped = try program.run("run", "failing.yaml", "--simulate-power", "9")
            #expect(stopped.status == 3, "\(stopped.errors)")
            #expect(stopped.output.contains("failed, 1 of 2 trials"))
            let whole = try program.run(
                "run",
                "failing.yaml",
                "--simulate-power",
                "9",
                "--on-failure",
                "continue"
            )
            #expect(whole.status == 1)
            #expect(whole.output.contains("finished, 2 of 2 trials"))
            let last = try program.run(
                "run",
                "failing.yaml",
                "--simulate-power",
                "9",
                "--blocks",
                "1"
            )
            #expect(last.status == 1, "after the last trial there is nothing to stop")
            #expect(last.output.contains("finished, 1 of 1 trials"))
        }
    }

    @Test(.enabled(if: SQLiteProgram.isThere, "needs the sqlite3 program"))
    func `a trial that a locked database does not take is rescued and put back`() throws {
        try withProgram { program in
            let work = "touch started; while ! test -e go; do sleep 0.01; done"
            let process = try program.start([
                "exec", "--shell", "--simulate-power", "9", "--store-wait", "0.3", work,
            ])
            let started = program.folder.path + "/started"
            while !FileManager.default.fileExists(atPath: started), process.isRunning {
                usleep(5000)
            }
            let lock = try database(program).lock()
            try program.write("", to: "go")
            let outcome = try program.finish(process)
            lock.release()
            #expect(outcome.status == 73, "\(outcome.errors)")
            #expect(outcome.errors.contains("Trial 1 is kept in "))
            #expect(try program.run("list").output.contains("interrupted (killed)"))
            let resumed = try program.run("resume")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("1 trial of "))
            #expect(resumed.output.contains("finished, 1 of 1 trials"))
            let files = try FileManager.default.contentsOfDirectory(
                atPath: program.folder.path + "/results"
            )
            #expect(!files.contains { $0.contains("rescue") })
        }
    }

    @Test(.enabled(if: Surroundings.canMount, "a small file system cannot be mounted here"))
    func `a trial that a full disk does not take is rescued and put back`() throws {
        try withProgram { program in
            let work = "head -c 100000000 /dev/zero > results/filler; true"
            let script = """
                mkdir results && mount -t tmpfs -o size=8m tmpfs results || exit 99
                \(Program.executable) exec --shell --simulate-power 9 '\(work)'
                echo "status $?"
                rm results/filler
                \(Program.executable) resume && \(Program.executable) list
                """
            let outcome = try program.finish(
                program.start(
                    ["-m", "bash", "-c", script],
                    through: ["bash", "-c", "exec unshare \"$@\"", "unshare"]
                )
            )
            #expect(outcome.errors.contains("The disk that holds "), "\(outcome.errors)")
            #expect(outcome.errors.contains("Trial 1 is kept in "))
            #expect(outcome.output.contains("status 73"))
            #expect(outcome.errors.contains("1 trial of "))
            #expect(outcome.output.contains("1/1"))
        }
    }

    @Test func `both streams of a trial are shown, with how much was not kept`() throws {
        try withProgram { program in
            let work = "seq 1 20000; echo only this >&2"
            _ = try program.run("exec", "--shell", "--simulate-power", "9", work)
            let shown = try program.run("show", "latest", "--trial", "1", "--log")
            #expect(shown.status == 0, "\(shown.errors)")
            let kept = shown.output.split(separator: "\n")
            #expect(kept.first?.hasPrefix("── standard output (") == true)
            #expect(kept.first?.hasSuffix(" bytes before this were not kept)") == true)
            #expect(kept.contains("20000") && !kept.contains("1"))
            #expect(shown.output.contains("── standard error\nonly this"))
            #expect(try program.run("show", "--log").status == 64)
        }
    }
}

/// One run at a time on a host.
@Suite struct HostLockCommandTests {
    /// Starts a run that lasts until a file is there.
    private func started(_ program: Program) throws -> Process {
        let process = try program.start([
            "exec", "--shell", "--simulate-power", "9",
            "touch started; while ! test -e go; do sleep 0.01; done",
        ])
        let file = program.folder.path + "/started"
        while !FileManager.default.fileExists(atPath: file), process.isRunning { usleep(5000) }
        return process
    }

    @Test func `a second run is refused and told who measures, or waits, or goes beside it`() throws
    {
        var first = try Program()
        defer { first.remove() }
        var second = try Program()
        defer { second.remove() }
        first.variables["JOULEBENCH_LOCK"] = first.folder.path + "/shared"
        second.variables["JOULEBENCH_LOCK"] = first.folder.path + "/shared"
        let process = try started(first)
        let refused = try second.run("exec", "--simulate-power", "9", "true")
        #expect(refused.status == 75)
        #expect(refused.errors.contains("process \(process.processIdentifier) of "))
        #expect(refused.errors.contains("exec --shell"))
        #expect(!FileManager.default.fileExists(atPath: second.folder.path + "/results"))
        #expect(try second.run("exec", "--wait", "0", "--no-lock", "true").status == 64)
        let beside = try second.run("exec", "--simulate-power", "9", "--no-lock", "true")
        #expect(beside.status == 0, "\(beside.errors)")
        let waiting = try second.start(["exec", "--simulate-power", "9", "--wait", "--", "true"])
        while try !second.read("err").contains("Waiting for another run"), waiting.isRunning {
            usleep(5000)
        }
        #expect(try second.finish(second.start(["list"])).status == 0)
        try first.write("", to: "go")
        #expect(try first.finish(process).status == 0)
        waiting.waitUntilExit()
        #expect(waiting.terminationStatus == 0)
    }

    @Test func `a killed run is shown as killed, and a running one as running`() throws {
        let program = try Program()
        defer { program.remove() }
        let process = try started(program)
        let list = try program.finish(
            program.start(["-c", "\(Program.executable) list"], through: ["bash"])
        )
        #expect(list.output.contains("running") && !list.output.contains("killed"))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try program.run("list").output.contains("interrupted (killed)"))
    }
}
