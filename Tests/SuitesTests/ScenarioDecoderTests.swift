import Experiment
import Suites
import Testing

@Suite struct ScenarioDecoderTests {
    private func suite(_ keys: String, command: String = "[x, \"{output}\"]") -> String {
        """
        suite: tiny
        comparisons:
          - name: one
            baseline: a
            \(keys)
            command: \(command)
            variants: {a: }
        """
    }

    private func comparison(_ keys: String) throws -> Comparison {
        try SuiteFile.decode(text: suite(keys), path: "x.yaml").suite.comparisons[0]
    }

    @Test func `a target is any number`() throws {
        #expect(try comparison("quality: {event: e, target: 0.85}").quality?.target == 0.85)
        #expect(try comparison("quality: {event: e, target: -1.5e2}").quality?.target == -150)
        #expect(try comparison("quality: {event: e}").quality?.target == nil)
        for wrong in ["\"0.8\"", "nan", "much", "[1]", ".5"] {
            let mistakes = SuiteText.mistakes(suite("quality: {event: e, target: \(wrong)}"))
            #expect(mistakes.count == 1, "\(wrong): \(mistakes)")
        }
    }

    @Test func `bounds of verdicts are numbers in their ranges`() throws {
        #expect(try comparison("equivalence: 0.02").equivalence == 0.02)
        #expect(try comparison("unit: x").equivalence == 0.01)
        let quality = try comparison("quality: {event: e, tolerance: 0.005}").quality
        #expect(quality?.tolerance == 0.005)
        #expect(try comparison("quality: {event: e, tolerance: 0}").quality?.tolerance == 0)
        #expect(try comparison("quality: {event: e}").quality?.tolerance == nil)
        for wrong in [
            "equivalence: 0", "equivalence: -0.01", "equivalence: 1.5", "equivalence: 1 %",
            "quality: {event: e, tolerance: -0.1}", "quality: {event: e, tolerance: x}",
        ] {
            let mistakes = SuiteText.mistakes(suite(wrong))
            #expect(mistakes.count == 1, "\(wrong): \(mistakes)")
        }
    }

    @Test func `LoadGen's logs lie in the output folder or below it`() throws {
        func folder(_ text: String) throws -> String? {
            try comparison("loadgen: \"\(text)\"").variants[0].command.loadGenFolder
        }
        #expect(try folder("{output}") == "")
        #expect(try folder("{output}/run_1/logs") == "run_1/logs")
        for wrong in [
            "/tmp", "logs", "{output}x", "{output}/../x", "{output}/", "{output}/a//b", "{out}",
            "{output}/{seed}",
        ] {
            let mistakes = SuiteText.mistakes(suite("loadgen: \"\(wrong)\""))
            #expect(mistakes.count == 1 && mistakes[0].contains("loadgen"), "\(wrong): \(mistakes)")
        }
    }

    @Test func `a command that is to leave LoadGen's logs needs the folder`() {
        let mistakes = SuiteText.mistakes(suite("loadgen: \"{output}\"", command: "[x]"))
        #expect(mistakes.count == 1)
        #expect(mistakes[0].contains("has no {output}"))
    }
}
