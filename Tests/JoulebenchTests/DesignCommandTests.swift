import Foundation
import Testing

/// Warm-up, adaptive blocks, calibration and matrices as a user meets them.
@Suite struct DesignCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.quick, to: "quick.yaml")
        try body(program)
    }

    @Test func `a calibration keeps a noise floor, and later reports show it`() throws {
        try withProgram { program in
            let calibration = try program.run(
                "run",
                "quick.yaml",
                "--calibrate",
                "--simulate-power",
                "40",
                "--seed",
                "7"
            )
            #expect(calibration.status == 0, "\(calibration.errors)")
            #expect(calibration.errors.contains("[22/22] sleep, block 10/10"))
            #expect(calibration.errors.contains("noise floor of sleep: energy (simulated, package"))
            #expect(calibration.output.contains("CALIBRATION"))
            #expect(calibration.output.contains("short-again"))
            let run = try program.run("run", "quick.yaml", "--simulate-power", "40")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("noise floor"))
            #expect(run.output.contains("Noise floor: how far from 1"))
            // An estimate is not set against a floor of a simulation; time is the same.
            let estimated = try program.run("run", "quick.yaml", "--no-estimates")
            let tables = estimated.output.components(separatedBy: "Power and time")
            #expect(tables.count == 2)
            #expect(!tables[0].contains("noise floor") && tables[1].contains("noise floor"))
            // What the command line replaced makes it another workload.
            let other = try program.run(
                "run",
                "quick.yaml",
                "--simulate-power",
                "40",
                "--set",
                "time=0.02"
            )
            #expect(!other.output.contains("noise floor"))
        }
    }

    @Test func `an adaptive run goes on after its pilot and says so`() throws {
        try withProgram { program in
            let plan = try program.run(
                "plan",
                "quick.yaml",
                "--half-width",
                "0.0001",
                "--max-blocks",
                "9"
            )
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(plan.output.contains("18 or more trials"))
            #expect(plan.output.contains("adaptive: 8 pilot blocks, then as many as ± 0.01 %"))
            #expect(plan.output.contains("at most 9 in all after 1 warm-up block"))
            let run = try program.run(
                "run",
                "quick.yaml",
                "--half-width",
                "0.0001",
                "--max-blocks",
                "9",
                "--simulate-power",
                "40"
            )
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("[1/18+] sleep, warm-up block 1/1"))
            #expect(run.errors.contains("[20/20] sleep, block 9/9"))
            #expect(run.output.contains("20 of 20 trials"))
            #expect(run.output.contains("Adaptive: the number of blocks"))
            #expect(run.output.contains("9 blocks, the maximum"))
            #expect(try program.run("show", "latest").output.contains("warm-up 1"))
        }
    }

    @Test func `a plan shows the comparisons of a matrix and those of a calibration`() throws {
        try withProgram { program in
            let text = SuiteText.quick
                .replacing("parameters: {time: 0.01}", with: "matrix: {time: [0.01, 0.02]}")
            try program.write(text, to: "m.yaml")
            let plan = try program.run("plan", "m.yaml", "--seed", "1", "--blocks", "2")
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(
                plan.output.contains("comparison sleep-time0-01, 2 blocks after 1 warm-up block:")
            )
            #expect(plan.output.contains("comparison sleep-time0-02"))
            let calibration = try program.run("plan", "quick.yaml", "--calibrate")
            #expect(calibration.output.contains("short (baseline)"))
            #expect(calibration.output.contains("short-again"))
            #expect(calibration.output.contains("22 trials"))
        }
    }

    @Test(arguments: [
        (["--half-width", "0.01"], "needs --max-blocks"),
        (["--max-blocks", "10"], "belong to --half-width"),
        (["--half-width", "0.01", "--max-blocks", "7"], "must be from 8, the pilot"),
        (["--half-width", "0.01", "--max-blocks", "70", "--pilot", "5"], "--pilot must be from 8"),
        (["--half-width", "2", "--max-blocks", "70"], "--half-width must be from"),
        (["--half-width", "0.01", "--max-blocks", "70", "--blocks", "5"], "not both"),
        (["--calibrate", "--blocks", "9"], "--calibrate needs 10 blocks or more"),
        (["--calibrate", "--half-width", "0.1", "--max-blocks", "10"], "takes --blocks"),
        (["--warmup-blocks", "1001"], "--warmup-blocks must be from 0 to 1000"),
    ])
    func `options that do not fit are refused before anything runs`(
        options: [String],
        message: String
    ) throws {
        try withProgram { program in
            let run = try program.finish(program.start(["run", "quick.yaml"] + options))
            #expect(run.status == 64)
            #expect(run.errors.contains(message), "\(run.errors)")
        }
    }
}
