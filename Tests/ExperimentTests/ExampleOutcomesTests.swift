import Experiment
import Randomness
import TestSupport
import Testing

@Suite struct ExampleOutcomesTests {
    @Test func `a bit for each example, the first in the highest bit of the first digit`() throws {
        let outcomes = try ExampleOutcomes(parsing: "6:Ac")
        #expect(outcomes.right == [true, false, true, false, true, true])
        #expect(outcomes.text == "6:ac")
        #expect(abs(outcomes.shareOfRight - 4.0 / 6) < 1e-15)
        #expect(try ExampleOutcomes(parsing: "4:0").right == [false, false, false, false])
    }

    @Test(arguments: [
        ("", ExampleOutcomes.Fault.noCount), ("ff", .noCount), (":f", .noCount), ("0:", .noCount),
        ("-4:f", .noCount), ("+4:f", .noCount), ("99999999999999999999:f", .noCount),
        ("10000001:f", .noCount), ("4:", .length(expected: 1, found: 0)),
        ("4:ff", .length(expected: 1, found: 2)), ("8:f", .length(expected: 2, found: 1)),
        ("4:g", .digit), ("8: f", .digit), ("5:ff", .bitsBeyond), ("1:c", .bitsBeyond),
    ])
    func `a text that is not exactly of that form is refused`(
        text: String,
        fault: ExampleOutcomes.Fault
    ) {
        #expect(throws: fault) { try ExampleOutcomes(parsing: text) }
    }

    @Test func `what is written is read`() throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 1...70, using: &random)
            let right = (0..<count).map { _ in Bool.random(using: &random) }
            let outcomes = try #require(ExampleOutcomes(right))
            #expect(try ExampleOutcomes(parsing: outcomes.text) == outcomes, "seed \(seed)")
        }
        #expect(ExampleOutcomes([]) == nil)
    }

    @Test func `outcomes that cannot be read are marked and not used`() {
        let comparison = SampleRun.comparison
        for (value, problem) in [
            ("\"4:f\"", nil), ("\"5:ff\"", "bits beyond"), ("15", "no text"), ("null", "no text"),
        ] as [(String, String?)] {
            var trial = SampleRun.trial()
            trial.state([("eval_outcomes", value)])
            let summary = TrialSummary(of: trial, in: comparison, estimateModel: nil)
            let warnings = trial.qualityWarnings(of: comparison.quality).map(\.explanation)
            #expect((summary.outcomes != nil) == (problem == nil), "\(value)")
            #expect(warnings.count == (problem == nil ? 0 : 1))
            #expect(problem.map { warnings.first?.contains($0) == true } ?? true, "\(warnings)")
        }
    }
}
