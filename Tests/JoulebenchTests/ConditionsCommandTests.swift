import Foundation
import Glibc
import Testing

/// Gates, cool-down and idle power as a user of the command line meets them.
@Suite struct ConditionsCommandTests {
    private func program() throws -> Program {
        let program = try Program()
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        return program
    }

    @Test func `idle power is measured around a run, and net energy shown`() throws {
        let program = try program()
        defer { program.remove() }
        let outcome = try program.run(
            "run",
            "two.yaml",
            "--simulate-power",
            "40",
            "--no-gates",
            "--idle-windows",
            "2",
            "--idle-seconds",
            "0.2",
            "--results",
            "r"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("idle power before the trials"))
        #expect(outcome.errors.contains("idle power after the trials"))
        #expect(outcome.output.contains("Gross and net energy"))
        #expect(outcome.output.contains("median of 2 windows of 0.2"))
        let overview = try program.run("show", "latest", "--results", "r").output
        #expect(overview.contains("gates: off"))
        #expect(overview.contains("W simulated, package + DRAM (windows:"), "\(overview)")
        #expect(overview.contains("idle power before: "))
        #expect(overview.contains("idle power after: "))
    }

    @Test func `the power of a workload that is loaded and waits is shown apart`() throws {
        let program = try program()
        defer { program.remove() }
        try program.write(
            """
            . "$1/shell/joulebench.sh"
            jb_phase context_idle sleep 0.4
            jb_start run
            sleep 0.3
            jb_stop run
            jb_metric samples 100
            """,
            to: "waits.sh"
        )
        let outcome = try program.run(
            "exec",
            "--simulate-power",
            "40",
            "--runs",
            "2",
            "--",
            "bash",
            "waits.sh",
            PythonModuleTests.suites
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("loaded and waiting"), "\(outcome.output)")
        let csv = try program.run("export", "--format", "csv").output.split(separator: "\r\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        func value(_ name: String) throws -> Double {
            let column = try #require(csv.first?.firstIndex { $0 == name }, "\(name)")
            return try #require(Double(csv[1][column]), "\(name)")
        }
        // 40 W at any time: what is drawn while it waits is what is drawn while it works.
        #expect(try abs(value("context_idle_power_watts") - 40) < 4)
        let gross = try value("energy_per_unit_joules")
        #expect(gross > 0.2 * 40)
        #expect(try value("net_of_context_energy_per_unit_joules").magnitude < 0.1 * gross)
        #expect(try value("net_of_context_energy_per_unit_uncertainty_joules") > 0)
        let trials = try program.run("export", "--format", "csv", "--trials").output
        #expect(trials.contains("context_idle_power_watts"))
        // The wait is no phase of the window.
        #expect(!outcome.output.contains("Phases of the window"))
    }

    @Test func `a gate that is asked for is passed, and what it saw is shown`() throws {
        let program = try program()
        defer { program.remove() }
        let outcome = try program.run(
            "exec",
            "--max-load",
            "100000",
            "--runs",
            "2",
            "--results",
            "r",
            "--",
            "true"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let trial = try program.run("show", "latest", "--trial", "2", "--results", "r").output
        #expect(trial.contains("gate: took"))
        #expect(trial.contains("load of others:"))
        #expect(trial.contains("held at once"))
    }

    @Test func `a trial that begins beside a busy program is marked with numbers`() throws {
        let program = try program()
        defer { program.remove() }
        let busy = Process()
        busy.executableURL = URL(fileURLWithPath: "/bin/sh")
        busy.arguments = ["-c", "while :; do :; done"]
        try busy.run()
        defer {
            // Threads of the test library may have handed on a blocked SIGTERM.
            kill(busy.processIdentifier, SIGKILL)
            busy.waitUntilExit()
        }
        let outcome = try program.run(
            "exec",
            "--max-load",
            "0",
            "--gate-wait",
            "0.3",
            "--results",
            "r",
            "--",
            "true"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("waiting, 0.30 s at most: other programs keep"))
        #expect(outcome.output.contains("It began while other programs kept"))
        let trial = try program.run("show", "latest", "--trial", "1", "--results", "r").output
        #expect(trial.contains("did not hold within"))
    }

    @Test func `exec waits for nothing unless it is told to`() throws {
        let program = try program()
        defer { program.remove() }
        let outcome = try program.run(
            "exec",
            "--simulate-power",
            "40",
            "--results",
            "r",
            "--",
            "true"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!outcome.errors.contains("idle power"))
        let overview = try program.run("show", "latest", "--results", "r").output
        #expect(overview.contains("gates: off"))
        #expect(overview.contains("idle power before: missing (it was not asked for)"))
    }

    @Test(arguments: [
        ["--max-load", "-1"], ["--cooldown", "1e9"], ["--idle-windows", "2000"],
        ["--idle-seconds", "0"], ["--no-gates", "--max-load", "1"], ["--temperature-band", "0"],
    ])
    func `an option out of its range is told before anything runs`(options: [String]) throws {
        let program = try program()
        defer { program.remove() }
        // Joined, because a value may begin with a dash.
        let joined =
            options.first == "--no-gates" ? options : ["\(options[0])=\(options[1])"]
        let outcome = try program.finish(program.start(["run", "two.yaml"] + joined))
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(options[options.count - 2]), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/results"))
    }

    @Test func `Ctrl-C ends the measuring of idle power at once`() throws {
        let program = try program()
        defer { program.remove() }
        let process = try program.start([
            "run", "two.yaml", "--simulate-power", "40", "--no-gates", "--idle-windows", "1000",
            "--idle-seconds", "3600", "--results", "r",
        ])
        while process.isRunning, try !program.read("err").contains("idle power before") {
            Thread.sleep(forTimeInterval: 0.02)
        }
        kill(process.processIdentifier, SIGINT)
        let outcome = try program.finish(process)
        #expect(outcome.status == 130)
        #expect(outcome.errors.contains("Interrupted after 0 of 4 trials"))
        let overview = try program.run("show", "latest", "--results", "r").output
        #expect(overview.contains("idle power before: missing (the run was interrupted)"))
    }
}
