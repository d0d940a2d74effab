import Foundation
import Testing

@testable import joulebench

@Suite struct PlanCommandTests {
    private struct Plan: Decodable {
        struct Step: Decodable {
            var state: String
            var seconds: Double?
        }

        struct Estimate: Decodable {
            var trialSecondsLeast: Double?
            var trialSecondsMost: Double?
            var unknownVariants: [String]
            var unknownSteps: [String]
            var coolDownSecondsLeast: Double
            var coolDownSecondsMost: Double
            var idleWindowSeconds: Double
            var gateWaitSecondsLeast: Double?
            var earlierGates: Int
            var longestGateWaitSeconds: Double
            var prepareSeconds: Double
            var totalSecondsLeast: Double?
            var totalSecondsMost: Double?
        }

        struct Trial: Decodable {
            var variant: String
            var isWarmUp: Bool
        }

        var seed: UInt64
        var prepare: [Step]
        var trials: [Trial]
        var estimate: Estimate
    }

    private func plan(_ program: Program, _ arguments: String...) throws -> Plan {
        try plan(program, arguments)
    }

    private func plan(_ program: Program, _ arguments: [String]) throws -> Plan {
        let outcome = try program.finish(
            program.start(["plan", "two.yaml", "--format", "json"] + arguments)
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Plan.self, from: Data(outcome.output.utf8))
    }

    private func names(_ program: Program, _ folder: String) -> [String] {
        let path = program.folder.path + "/" + folder
        return (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
    }

    @Test func `a plan knows times when the variants have run here, and writes nothing`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        let before = try plan(program, "--seed", "7")
        #expect(before.prepare.map(\.state) == ["to_be_made"])
        #expect(before.estimate.unknownVariants.sorted() == ["speed/fast", "speed/slow"])
        #expect(before.estimate.trialSecondsLeast == nil)
        #expect(before.estimate.unknownSteps == ["model"])
        #expect(names(program, "results").isEmpty)

        let run = try program.run(
            "run",
            "two.yaml",
            "--simulate-power",
            "40",
            "--blocks",
            "1",
            "--warmup-blocks",
            "0"
        )
        #expect(run.status == 0, "\(run.errors)")
        let left = names(program, "results")
        let after = try plan(program, "--seed", "7", "--blocks", "3", "--warmup-blocks", "1")
        #expect(after.seed == 7)
        #expect(after.prepare.map(\.state) == ["cached"])
        #expect(after.estimate.unknownVariants.isEmpty)
        #expect(after.trials.count == 8)
        #expect(after.trials.count(where: \.isWarmUp) == 2)
        // Each trial sleeps for 0.3 s.
        let least = try #require(after.estimate.trialSecondsLeast)
        #expect(least >= 8 * 0.3)
        #expect(after.estimate.trialSecondsMost == least)
        #expect(names(program, "results") == left)
        let text = try program.run("plan", "two.yaml")
        #expect(text.output.contains("from the median of earlier trials on this machine"))
        #expect(text.output.contains("  model (cached, took "))

        // Another command of a variant is another variant.
        let other = try plan(program, "--set", "count=5")
        #expect(other.estimate.unknownVariants.count == 2)
    }

    @Test func `rests, idle windows and waits at the gates are parts of the time`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        let conditions = [
            "--max-load", "100000", "--temperature-band", "1000", "--gate-wait", "7",
            "--cooldown", "0.2", "--idle-windows", "2", "--idle-seconds", "0.1",
        ]
        let new = try plan(program, conditions).estimate
        #expect(new.gateWaitSecondsLeast == nil && new.earlierGates == 0)
        #expect(new.longestGateWaitSeconds == 14)
        let text = try program.finish(program.start(["plan", "two.yaml"] + conditions)).output
        #expect(
            text.contains(
                "  gates: waits cannot be foreseen; at most 7 s a trial for the load and 7 s for "
                    + "the temperature\n"
            ),
            "\(text)"
        )
        #expect(text.contains("  cool-down: 0:01, 0.2 s after each trial\n"), "\(text)")
        #expect(
            text.contains("  idle windows: 0:01, 2 of 0.1 s before the trials and as many after"),
            "\(text)"
        )

        let run = try program.finish(
            program.start(["run", "two.yaml", "--simulate-power", "40"] + conditions)
        )
        #expect(run.status == 0, "\(run.errors)")
        let known = try plan(program, conditions).estimate
        #expect(known.earlierGates == 4)
        let waits = try #require(known.gateWaitSecondsLeast)
        #expect(waits >= 0)
        // Four trials: three rests between them, and one before the idle windows.
        #expect(abs(known.coolDownSecondsLeast - 0.8) < 1e-9)
        #expect(known.coolDownSecondsMost == known.coolDownSecondsLeast)
        #expect(abs(known.idleWindowSeconds - 0.4) < 1e-9)
        let trials = try #require(known.trialSecondsLeast)
        let total = try #require(known.totalSecondsLeast)
        let parts = trials + waits + known.coolDownSecondsLeast + known.idleWindowSeconds
        #expect(abs(total - parts - known.prepareSeconds) < 1e-9)
        #expect(known.totalSecondsMost == total)
        let shown = try program.finish(program.start(["plan", "two.yaml"] + conditions)).output
        #expect(
            shown.contains(", as before 4 earlier trials here; at most 7 s a trial"),
            "\(shown)"
        )

        // Those waited for something else.
        #expect(try plan(program, ["--max-load", "3"]).estimate.earlierGates == 0)
        let none = try plan(program, ["--no-gates", "--idle-windows", "0"]).estimate
        #expect(none.longestGateWaitSeconds == 0 && none.earlierGates == 0)
        #expect(none.idleWindowSeconds == 0 && none.coolDownSecondsLeast == 0)
        #expect(none.totalSecondsLeast == none.trialSecondsLeast.map { $0 + none.prepareSeconds })
    }

    @Test(arguments: [
        ["--max-load", "-1"], ["--cooldown", "1e9"], ["--no-gates", "--gate-wait", "1"],
    ])
    func `a plan refuses the conditions that a run refuses`(options: [String]) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        let joined = options.count == 2 ? ["\(options[0])=\(options[1])"] : options
        let outcome = try program.finish(program.start(["plan", "two.yaml"] + joined))
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(options[options.count - 2]), "\(outcome.errors)")
    }

    @Test func `an adaptive run may rest as often as it may run`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        let estimate = try plan(
            program,
            [
                "--half-width", "0.01", "--max-blocks", "20", "--cooldown", "10",
                "--idle-windows", "0", "--no-gates",
            ]
        ).estimate
        #expect(estimate.coolDownSecondsLeast == 150)
        #expect(estimate.coolDownSecondsMost == 390)
        #expect(estimate.totalSecondsMost == 390)
    }

    @Test func `a database that is none is said, and the plan is shown`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(
            "no database, but long enough for a header of one, and then some more "
                + String(repeating: "x", count: 200),
            to: "x.sqlite"
        )
        let outcome = try program.run("plan", "two.yaml", "--database", "x.sqlite")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("unknown until each variant has run here once"))
        #expect(outcome.errors.contains("The times of earlier runs could not be read"))
    }
}
