import Foundation
import Testing

@Suite struct ExecCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try body(program)
    }

    @Test func `one command is measured once, kept, and its output with it`() throws {
        try withProgram { program in
            let run = try program.run(
                "exec",
                "--simulate-power",
                "40",
                "--interval",
                "0.02",
                "--show-output",
                "--",
                "sh",
                "-c",
                "echo to be seen; cat; sleep 0.2"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("exec, run "))
            #expect(run.output.contains("SIMULATED"))
            #expect(run.output.contains("energy/trial"))
            #expect(run.output.contains("sh -c 'echo to be seen; cat; sleep 0.2' (baseline)"))
            #expect(run.errors.contains("  to be seen"))
            #expect(run.errors.contains("hint: one run says nothing of the spread"))
            let show = try program.run("show", "latest", "--trial", "1")
            #expect(show.output.contains("to be seen"))
            #expect(try program.run("report").output == run.output)
            #expect(try program.run("list").output.contains("1/1"))
        }
    }

    @Test func `a misspelt option is named, and its value is not taken for a command`() throws {
        try withProgram { program in
            let typo = try program.run("exec", "--simulate-powr", "10", "--", "true")
            #expect(typo.status == 64)
            #expect(typo.errors.contains("Unknown option '--simulate-powr'"), "\(typo.errors)")
            let both = try program.run("exec", "true", "--", "true")
            #expect(both.status == 64)
            #expect(both.errors.contains("not both"))
        }
    }

    @Test func `several commands are set against the first in paired blocks, with exports`() throws
    {
        try withProgram { program in
            let run = try program.run(
                "exec",
                "sleep 0.2",
                "sleep 0.1",
                "--name",
                "long",
                "--name",
                "short",
                "--runs",
                "3",
                "--warmup",
                "1",
                "--seed",
                "5",
                "--simulate-power",
                "40",
                "--interval",
                "0.02",
                "--export-markdown",
                "r.md",
                "--export-csv",
                "r.csv",
                "--export-json",
                "r.json"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("commands, warm-up block 1/1, short: "))
            #expect(run.errors.contains("[8/8] commands, block 3/3"))
            #expect(run.output.contains("seed 5, 3 blocks after 1 warm-up block"))
            #expect(run.output.contains("long (baseline)"))
            #expect(try program.read("r.md").contains("short"))
            let rows = try program.read("r.csv").split(separator: "\r\n")
            #expect(rows.count == 3)
            let heading = rows[0].split(separator: ",", omittingEmptySubsequences: false)
            let column = try #require(heading.firstIndex { $0 == "energy_ratio" })
            let cells = rows[2].split(separator: ",", omittingEmptySubsequences: false)
            // Half the time at the same power; a busy machine makes both longer.
            #expect(try #require(Double(cells[column])) < 1)
            let json = try JSONSerialization.jsonObject(with: Data(program.read("r.json").utf8))
            let fields = try #require(json as? [String: Any])
            #expect((fields["run"] as? [String: Any])?["suite"] as? String == "exec")
        }
    }

    @Test func `a command that fails stops the run, unless that is to be ignored`() throws {
        try withProgram { program in
            let stopped = try program.run(
                "exec",
                "--simulate-power",
                "9",
                "--runs",
                "3",
                "sh -c 'echo broke >&2; exit 3'"
            )
            #expect(stopped.status == 3)
            #expect(stopped.errors.contains("exited with status 3; stopped there"))
            #expect(stopped.errors.contains("  broke"))
            #expect(stopped.output.contains("1 of 3 trials"))
            let ignored = try program.run(
                "exec",
                "--simulate-power",
                "9",
                "--runs",
                "3",
                "--ignore-failure",
                "sh -c 'exit 3'"
            )
            #expect(ignored.status == 0, "\(ignored.errors)")
            #expect(ignored.output.contains("3 trials: The command exited with status 3"))
            let warmup = try program.run("exec", "--warmup", "1", "--", "sh", "-c", "exit 4")
            #expect(warmup.status == 3)
            #expect(
                warmup.errors.contains("exited with status 4 in its warm-up; nothing was measured")
            )
        }
    }

    @Test func `an unknown program and a file that cannot be written stop it before it starts`()
        throws
    {
        try withProgram { program in
            let unknown = try program.run("exec", "touch started", "srot a")
            #expect(unknown.status == 69)
            #expect(unknown.errors.contains("There is no program “srot” in PATH."))
            #expect(unknown.errors.contains("Did you mean “sort”?"))
            let words = try program.run("exec", "touch", "started")
            #expect(words.status == 69)
            #expect(words.errors.contains("joulebench exec -- …"))
            for path in ["/proc/none/x.md", "none/x.md", "."] {
                let export = try program.run("exec", "touch started", "--export-markdown", path)
                #expect(export.status == 73)
                #expect(export.errors.contains("Cannot write \(path)"))
            }
            #expect(throws: (any Error).self) { try program.read("started") }
            #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/results"))
        }
    }

    @Test func `a report may go through a link, which stays one`() throws {
        try withProgram { program in
            // Never tried on /dev/stdout itself: a mistake here would break the machine's.
            try program.write("", to: "target")
            let link = program.folder.path + "/link"
            try FileManager.default.createSymbolicLink(
                atPath: link,
                withDestinationPath: "target"
            )
            let run = try program.run(
                "exec",
                "true",
                "--simulate-power",
                "9",
                "--export-csv",
                "link"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(try program.read("target").contains("energy_ratio"))
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target"
            )
        }
    }

    @Test(arguments: [
        ["exec"], ["exec", "a | b"], ["exec", "true", "--runs", "0"], ["exec", "true", "true"],
        ["exec", "true", "--", "true"], ["exec", "--shell", "--", "true"],
        ["exec", "true", "--interval", "0"], ["exec", "true", "--name", "a", "--name", "b"],
    ])
    func `a wrong command line is told what is wrong`(arguments: [String]) throws {
        try withProgram { program in
            let outcome = try program.finish(program.start(arguments))
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("Error:"))
            #expect(outcome.output.isEmpty)
        }
    }

    @Test func `a shell runs only on request`() throws {
        try withProgram { program in
            let run = try program.run(
                "exec",
                "--shell",
                "--simulate-power",
                "9",
                "echo one | tr o 0 > made"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(try program.read("made") == "0ne\n")
        }
    }

    @Test func `an interrupt keeps what is complete`() throws {
        try withProgram { program in
            let process = try program.start([
                "exec", "sleep 0.05", "--runs", "1000", "--simulate-power", "9",
            ])
            while try !program.read("err").contains("[2/1000]"), process.isRunning {
                usleep(10_000)
            }
            kill(process.processIdentifier, SIGINT)
            let outcome = try program.finish(process)
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.output.contains("interrupted"))
        }
    }
}
