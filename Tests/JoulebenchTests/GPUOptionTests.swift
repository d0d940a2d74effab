import Foundation
import Testing

/// GPUs on the command line, on machines that have none.
@Suite struct GPUOptionTests {
    @Test func `a simulated GPU is read over all trials by one program that is not the workload's`()
        throws
    {
        let program = try Program()
        defer { program.remove() }
        try program.write(
            """
            suite: gpu
            blocks: 3
            prepare: {step: {command: [sh, -c, "echo x > $0/x", "{output}"]}}
            comparisons:
              - name: one
                unit: trial
                baseline: a
                command: [sh, -c, "sleep 0.4", "{artifact.step}"]
                variants: {a: }

            """,
            to: "gpu.yaml"
        )
        let run = try program.run("run", "gpu.yaml", "--simulate-gpu-power", "75")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("SIMULATED nvidia: simulated: a GPU with 75.0 W"))
        #expect(run.output.contains("SIMULATED: nvidia"))
        // A helper that was taken for a leftover of the step or of a trial would have been killed.
        #expect(!run.output.contains("ended by signal"), "\(run.output)")
        #expect(!run.output.contains("left"), "\(run.output)")
    }

    @Test func `a GPU that is not there is refused by name, for the suite and the command line`()
        throws
    {
        let program = try Program()
        defer { program.remove() }
        let wrong = try program.run("sensors", "--simulate-gpu-power", "75", "--gpu", "7")
        #expect(wrong.output.contains("nvidia: refused"))
        #expect(wrong.output.contains("there is no GPU “7”; there is 0 = GPU-"))
        try program.write("gpus: [GPU-none]\n" + SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        let run = try program.run("run", "two.yaml", "--simulate-gpu-power", "75")
        #expect(run.status == 69)
        #expect(run.errors.contains("nvidia is refused: there is no GPU “GPU-none”"))
        #expect(run.output.isEmpty, "nothing has run")
        let chosen = try program.run(
            "run",
            "two.yaml",
            "--simulate-gpu-power",
            "75",
            "--gpu",
            "0",
            "--blocks",
            "1"
        )
        #expect(chosen.status == 0, "the command line wins: \(chosen.errors)")
    }

    @Test(arguments: [
        ["--gpu", "7", "--simulate-gpu-power", "5"], ["--nvidia-smi", "/nonexistent"],
        ["--nvml-library", "/etc/passwd"], ["--powercap-root", "/nonexistent"],
    ])
    func `what was named and is not to be had ends it before anything runs`(
        options: [String]
    ) throws {
        try expectRefusal(options)
    }

    @Test(.enabled(if: Surroundings.lacksPerfRAPL, "perf counts energy here"))
    func `counters of perf that are not to be had end it before anything runs`() throws {
        try expectRefusal(["--rapl", "perf", "--powercap-root", "/nonexistent"])
    }

    private func expectRefusal(_ options: [String]) throws {
        let program = try Program()
        defer { program.remove() }
        let sensors = try program.finish(program.start(["sensors"] + options))
        #expect(sensors.status == 0, "it is shown all the same")
        let exec = ["exec"] + options + ["--", "touch", "started"]
        for command in [exec, ["watch", "--count", "1", "--interval", "0.1"] + options] {
            let outcome = try program.finish(program.start(command))
            #expect(outcome.status == 69, "\(outcome.errors)")
            #expect(outcome.errors.contains("What was asked for by name cannot be read"))
            #expect(outcome.output.isEmpty)
        }
        #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/started"))
    }

    @Test func `a library of PAPI that cannot be loaded ends it, whatever is counted`() throws {
        let program = try Program()
        defer { program.remove() }
        for counters in [[], ["--counters", "none"]] {
            let options = ["exec", "--papi-library", "/etc/passwd"] + counters
            let outcome = try program.finish(program.start(options + ["--", "true"]))
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("papi is refused: PAPI cannot be loaded from"))
        }
    }

    @Test(arguments: [
        ["--simulate-gpu-power", "0"], ["--simulate-gpu-power", "nan"],
        ["--simulate-gpu-power", "9000"], ["--nvidia", "cuda"],
        ["--simulate-gpu-power", "5", "--nvidia", "nvml"], ["--nvidia", "none", "--gpu", "0"],
        ["--rapl", "none", "--simulate-power", "5"], ["--counters", "none,instructions"],
    ])
    func `options that make no sense are refused`(arguments: [String]) throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try program.finish(program.start(["sensors"] + arguments))
        #expect(outcome.status == 64)
    }

    @Test func `the program of the simulation prints what nvidia-smi prints and is not advertised`()
        throws
    {
        let program = try Program()
        defer { program.remove() }
        func simulate(_ arguments: String...) throws -> Program.Outcome {
            try program.finish(
                program.start(["simulated-nvidia-smi", "--watts", "12.5"] + arguments)
            )
        }
        #expect(try simulate("--help-query-gpu").output.contains("\"power.draw\"\n"))
        let line = try simulate("--query-gpu=index,power.draw,memory.used")
        #expect(line.output == "0, 12.50, 1024\n")
        let unknown = try simulate("--query-gpu=index,frequency")
        #expect(unknown.status == 2)
        #expect(unknown.output.contains("Field \"frequency\" is not a valid field to query."))
        #expect(try !program.run("--help").output.contains("simulated-nvidia-smi"))
    }
}
