import Foundation
import Sensors
import Testing
import Units

@Suite struct RunCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.failures, to: "failures.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        try program.write(SuiteText.openScript, to: "open.sh")
        try body(program)
    }

    @Test func `a stored trial is played again, and everything names it`() throws {
        try withProgram { program in
            let first = try program.run(
                "run",
                "two.yaml",
                "--simulate-power",
                "40",
                "--blocks",
                "1"
            )
            try #require(first.status == 0, "\(first.errors)")
            let shown = try program.run("show", "--trial", "1").output
            let id = try #require(shown.split(separator: "(").dropFirst().first?.prefix(36))
            let again = try program.run(
                "run",
                "two.yaml",
                "--replay",
                String(id.prefix(12)),
                "--blocks",
                "1"
            )
            // Where this window is longer than the recorded one, its energy is missing.
            #expect(again.status == (again.errors.contains("has no energy") ? 1 : 0))
            #expect(again.output.contains("SIMULATED: replay: replay of trial \(id)"))
            #expect(again.errors.contains("SIMULATED replay: "))
            #expect(!again.errors.contains("rapl:"))
            let none = try program.run("run", "two.yaml", "--replay", "zzz")
            #expect(none.status != 0)
            #expect(none.errors.contains("There is no trial “zzz”"))
            let both = try program.run(
                "run",
                "two.yaml",
                "--replay",
                String(id),
                "--simulate-power",
                "40"
            )
            #expect(both.status == 64)
            #expect(both.errors.contains("--replay and a simulated power exclude each other"))
        }
    }

    @Test func `the interface of RAPL can be chosen, and is named in every channel`() throws {
        try withProgram { program in
            let perf = try program.run("sensors", "--simulate-power", "40", "--rapl", "perf")
            #expect(perf.status == 0, "\(perf.errors)")
            #expect(perf.output.contains("energyPerfUnits"))
            #expect(perf.output.contains("perf"))
            let wave = try program.run("sensors", "--simulate-square-wave", "20,100,0.5")
            #expect(wave.output.contains("simulated: 20.0 W and 100.0 W by turns, 0.5 s together"))
            for text in ["20,100", "100,20,1", "a,b,c", "0,0,1", "1,3000,1", "1,2,0", "1,nan,1"] {
                let refused = try program.run("sensors", "--simulate-square-wave", text)
                #expect(refused.status == 64, "\(text)")
            }
            let typo = try program.run("sensors", "--rapl", "msr")
            #expect(typo.status == 64)
        }
    }

    @Test func `a simulated run finds the power, says that it is simulated, and leaves its files`()
        throws
    {
        try withProgram { program in
            let run = try program.run(
                "run",
                "two.yaml",
                "--simulate-power",
                "40",
                "--seed",
                "7",
                "--blocks",
                "3"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("SIMULATED"))
            #expect(run.output.contains("sim."))
            #expect(run.errors.contains("SIMULATED rapl"))
            #expect(run.errors.contains("[6/6] speed, block 3/3"))

            let csv = try program.run("export", "--format", "csv")
            let rows = csv.output.split(separator: "\r\n").map {
                $0.split(
                    separator: ",",
                    omittingEmptySubsequences: false
                )
            }
            let heading = try #require(rows.first)
            func value(_ name: String, row: Int) throws -> Double {
                let column = try #require(heading.firstIndex { $0 == name })
                return try #require(Double(rows[row][column]))
            }
            for row in 1...2 {
                let power = try value("average_power_watts", row: row)
                let uncertainty = try value("instrument_uncertainty_relative", row: row)
                #expect(abs(power - 40) <= 40 * uncertainty)
            }
            let ratio = try value("energy_ratio", row: 2)
            #expect(ratio > 0.3 && ratio < 0.8)

            let folders = try FileManager.default.contentsOfDirectory(
                atPath: program.folder.path + "/results/two"
            )
            let folder = try #require(folders.first)
            let markdown = try program.read("results/two/\(folder)/report.md")
            #expect(markdown.contains("**SIMULATED"))
            #expect(try program.read("results/two/\(folder)/report.csv") == csv.output)
            let json = try program.run("export", "--format", "json")
            let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
            let fields = try #require(document as? [String: Any])
            #expect(fields["format"] as? String == "joulebench-report")
        }
    }

    @Test func `a powercap root that is no sysfs is read and marked as simulated`() throws {
        try withProgram { program in
            let root = program.folder.path + "/powercap"
            let files = try PowercapFiles(of: SimulatedPowercap(power: .watts(40)), in: root)
            defer { files.stop() }
            let run = try program.run("run", "two.yaml", "--powercap-root", "powercap")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("SIMULATED: rapl: simulated: read from"))
            let rows = run.output.split(separator: "\n").filter { $0.contains(" W sim.") }
            #expect(rows.count == 2)
            for row in rows {
                // The thread that writes the files may itself be late on a busy machine.
                let words = row.split(separator: " ")
                let power = try #require(
                    words.firstIndex(of: "±").flatMap { Double(words[$0 - 1]) }
                )
                #expect(power > 20 && power < 80, "\(row)")
            }
        }
    }

    @Test func `what was prepared is made once`() throws {
        try withProgram { program in
            let first = try program.run("run", "two.yaml", "--blocks", "1")
            #expect(first.errors.contains("prepare model: done"))
            let second = try program.run("run", "two.yaml", "--blocks", "1")
            #expect(second.errors.contains("prepare model: already there"))
            let list = try program.run("list")
            #expect(list.output.split(separator: "\n").count == 4)
            #expect(list.output.contains("2/2"))
        }
    }

    @Test(.enabled(if: Surroundings.lacksRAPL, "only without RAPL is energy estimated"))
    func `an estimate is called one in every cell, and left out on request`() throws {
        try withProgram { program in
            let run = try program.run("run", "two.yaml", "--blocks", "1")
            #expect(run.errors.contains("ESTIMATED"))
            let row = run.output.split(separator: "\n").first { $0.contains("slow (baseline)") }
            #expect(row?.contains("≈") == true && row?.contains("est.") == true)
            #expect(run.output.contains("A comparison of estimates compares CPU time and,"))
            let without = try program.run("run", "two.yaml", "--blocks", "1", "--no-estimates")
            #expect(without.status == 0)
            #expect(without.output.contains("is missing: no energy counter was read"))
            // What was made earlier keeps the cost that it had then, and says so.
            let lines = without.output.split(separator: "\n").filter { $0.contains("est.") }
            #expect(lines.allSatisfy { $0.hasPrefix("  prepared model: ") })
            #expect(lines.count == 1)
        }
    }

    @Test func `every way of failing is a marked trial and the good ones are kept`() throws {
        try withProgram { program in
            let run = try program.run("run", "failures.yaml", "--simulate-power", "10")
            #expect(run.status == 1)
            #expect(run.output.contains("missing, block 1: could not be started"))
            #expect(run.output.contains("three, block 1: exited with status 3"))
            #expect(run.output.contains("open, block 1: printed run_start but never run_stop"))
            #expect(run.output.contains("hangs, block 1: ran longer than its limit of 0.5 seconds"))
            #expect(run.output.contains("finished, 5 of 5 trials"))
            let show = try program.run("show")
            #expect(show.output.contains("exited with status 3"))
            #expect(show.output.contains("machine, before → after:"))
            let numbers = show.output.split(separator: "\n").filter { $0.contains(" three ") }
            let number = numbers.first?.split(separator: " ").first.map(String.init)
            let trial = try program.run("show", "latest", "--trial", try #require(number))
            #expect(trial.output.contains("it broke"))
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func `a signal ends the trial in progress and keeps the others`(signal: Int32) throws {
        try withProgram { program in
            let process = try program.start(
                ["run", "two.yaml", "--blocks", "500", "--simulate-power", "10"])
            // The second trial's line says that the first is stored.
            while try !program.read("err").contains("[2/1000]"), process.isRunning {
                usleep(10_000)
            }
            kill(process.processIdentifier, signal)
            let outcome = try program.finish(process)
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.errors.contains("Interrupted after"))
            #expect(outcome.output.contains("interrupted"))
            let list = try program.run("list")
            #expect(list.output.contains("interrupted"))
        }
    }

    /// A suite with one variant, a shell script that writes the time to a file again and again.
    private func beat(_ program: Program, _ command: String) throws -> String {
        let file = "\(program.folder.path)/beat"
        try program.write("while :; do date +%s%N > \(file); sleep 0.02; done\n", to: "beat.sh")
        try program.write(
            """
            suite: beat
            blocks: 1
            comparisons:
              - name: c
                unit: trial
                baseline: b
                variants:
                  b: {command: [sh, -c, "\(command)"]}

            """,
            to: "beat.yaml"
        )
        return file
    }

    private func isBeating(_ program: Program) throws -> Bool {
        let last = try program.read("beat")
        usleep(300_000)
        return try program.read("beat") != last
    }

    @Test(arguments: [
        "sh beat.sh", "sh beat.sh; true", "setsid sh beat.sh & wait", "(sh beat.sh &); sleep 1000",
    ])
    func `workloads do not outlive a harness that was killed`(command: String) throws {
        try expectEnd(of: command)
    }

    @Test(.enabled(if: CgroupHome.find() != nil, "no cgroup of version 2 can be made here"))
    func `what hides from a killed harness is still in the trial's cgroup`() throws {
        try expectEnd(of: "env -i PATH=$PATH setsid sh beat.sh & wait")
    }

    /// Kills a harness and waits for its workload to end.
    private func expectEnd(of command: String) throws {
        try withProgram { program in
            let file = try beat(program, command)
            let process = try program.start(["run", "beat.yaml"])
            while !FileManager.default.fileExists(atPath: file), process.isRunning {
                usleep(10_000)
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // The guardian needs a moment, and on a busy machine a longer one.
            var isEnded = false
            for _ in 0..<100 where !isEnded { isEnded = try !isBeating(program) }
            #expect(isEnded)
        }
    }

    @Test(arguments: [
        "setsid sh beat.sh &", "env -i PATH=$PATH setsid sh beat.sh &",
        "(setsid sh -c 'sh beat.sh & exit' &);",
    ])
    func `what a workload leaves running is ended and said`(command: String) throws {
        try withProgram { program in
            let file = try beat(program, "\(command) while ! test -s beat; do sleep 0.01; done")
            let run = try program.run("run", "beat.yaml", "--simulate-power", "5")
            #expect(run.status == 0, "\(run.errors)")
            #expect(FileManager.default.fileExists(atPath: file))
            #expect(run.output.contains("The workload left "))
            #expect(try !isBeating(program))
        }
    }

    @Test func `children that the harness had before are left alone`() throws {
        try withProgram { program in
            let command =
                "(sleep 4; echo yes > survived) & exec \(Program.executable) run two.yaml "
                + "--blocks 2 --simulate-power 9"
            // Ends when the background job has, too: it holds what the parent listens on.
            let outcome = try program.finish(program.start(["-c", command], through: ["bash"]))
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(!outcome.output.contains("still ran"))
            for _ in 0..<600 where (try? program.read("survived")) == nil { usleep(50_000) }
            #expect(try program.read("survived") == "yes\n")
        }
    }

    @Test(.enabled(if: Surroundings.lacksRAPL, "here RAPL measures"))
    func `energy that nobody measured is listed as none`() throws {
        try withProgram { program in
            _ = try program.run("run", "two.yaml", "--blocks", "1", "--no-estimates")
            #expect(try program.run("list").output.contains("none"))
        }
    }

    @Test func `nohup stays in force`() throws {
        try withProgram { program in
            let process = try program.start(
                ["run", "two.yaml", "--blocks", "3", "--simulate-power", "10"],
                through: ["nohup"]
            )
            while try !program.read("err").contains("[1/6]"), process.isRunning { usleep(10_000) }
            kill(process.processIdentifier, SIGHUP)
            let outcome = try program.finish(process)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("finished, 6 of 6 trials"))
        }
    }

    @Test func `whoever reads the talk may go and the run goes on`() throws {
        try withProgram { program in
            let process = try program.start(
                [
                    "-c",
                    "\(Program.executable) run two.yaml --blocks 2 --simulate-power 9 "
                        + "2>&1 >report.txt | head -n 1",
                ],
                through: ["bash"]
            )
            _ = try program.finish(process)
            // The pipeline ends with the run, which held the other end.
            while try !program.run("list").output.contains("finished") { usleep(50_000) }
            #expect(try program.read("report.txt").contains("finished, 4 of 4 trials"))
        }
    }

    @Test func `results that cannot be written are an error and not a crash`() throws {
        try withProgram { program in
            _ = try program.run("run", "two.yaml", "--blocks", "1", "--simulate-power", "9")
            let process = try program.start(
                ["-c", "\(Program.executable) list > /dev/full"],
                through: ["bash"]
            )
            let outcome = try program.finish(process)
            #expect(outcome.status == 73)
            #expect(outcome.errors.contains("Cannot write standard output: No space left"))
        }
    }
}
