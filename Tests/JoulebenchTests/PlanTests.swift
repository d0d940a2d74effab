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
