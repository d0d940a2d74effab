import Experiment
import Suites
import Testing

@Suite struct SuiteDecoderTests {
    private func decode(_ text: String) throws -> BenchmarkSuite {
        try SuiteFile.decode(text: text, path: "x.yaml").suite
    }

    @Test func `the smallest suite gets the defaults`() throws {
        let suite = try decode(SuiteText.minimal)
        #expect(suite.name == "tiny")
        #expect(suite.summary == nil)
        #expect(suite.design == RunDesign(blocks: .fixed(5), warmUpBlocks: 1))
        #expect(suite.seed == nil)
        #expect(suite.gpus == nil && suite.versionCommand == nil)
        #expect(suite.timeout == .seconds(600))
        #expect(suite.samplingInterval == .milliseconds(100))
        #expect(suite.prepare.isEmpty)
        let comparison = try #require(suite.comparisons.first)
        #expect(comparison.unitOfWork == "samples")
        #expect(comparison.quality == nil)
        #expect(comparison.variants.map(\.name) == ["a", "b"])
        #expect(comparison.variants.map(\.command.template) == [["run"], ["other", "5"]])
    }

    @Test func `every key of the top level is read`() throws {
        let suite = try decode(
            SuiteText.minimal(
                adding: """
                    summary: "two words: here"
                    blocks: 10000
                    seed: 18446744073709551615
                    timeout_seconds: 1.5
                    sampling_interval_seconds: 1e-3
                    gpus: [GPU-1a2b, 1]
                    """
            )
        )
        #expect(suite.summary == "two words: here")
        #expect(suite.design.blocks == .fixed(10_000))
        #expect(suite.seed == .max)
        #expect(suite.timeout == .milliseconds(1500))
        #expect(suite.samplingInterval == .milliseconds(1))
        #expect(suite.gpus == ["GPU-1a2b", "1"])
        #expect(try decode(SuiteText.minimal(adding: "gpus: []")).gpus == [])
    }

    @Test func `the version is a command without placeholders`() throws {
        let text = SuiteText.minimal(adding: "version: [git, \"--format={x}\", 7]")
        #expect(try decode(text).versionCommand == ["git", "--format={x}", "7"])
    }

    @Test(arguments: ["git describe", "{a: 1}", "", "[]", "[\"\"]", "[~]", "[git, [x]]"])
    func `what is no command is refused as a version`(value: String) {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: "version: \(value)"))
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains("version") == true)
    }

    @Test(arguments: ["0", "all", "{a: 1}", "", "[a b]", "[\"\"]", "[~]", "[[0]]", "[\"a\\tb\"]"])
    func `gpus is a list of UUIDs and indices`(value: String) {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: "gpus: \(value)"))
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains("gpus") == true)
        #expect(mistakes.first?.contains("expected a") == true, "\(mistakes)")
    }

    /// JSON Schema takes these for whole numbers, too, and so do editors.
    @Test(arguments: [("5.0", 5), ("1e3", 1000), ("2.5e1", 25), ("10000.00", 10_000)])
    func `a decimal number that is whole is a whole number`(text: String, blocks: Int) throws {
        let suite = try decode(SuiteText.minimal(adding: "blocks: \(text)\nwarmup_blocks: -0.0"))
        #expect(suite.design.blocks == .fixed(blocks) && suite.design.warmUpBlocks == 0)
    }

    @Test(arguments: [
        "\"5\"", "0", "-1", "+5", "10001", "5.5", "1e5", "1e-3", "-5.0", "05.0", "1e400",
        "0x10", "05", "1_000", "five", ".nan", "",
        "~", "[5]", "!!int 5", "99999999999999999999", "٥",
    ])
    func `blocks is a whole number in decimal digits and in its range`(value: String) {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: "blocks: \(value)"))
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.contains("1:") == true)
        #expect(
            mistakes.first?.contains("blocks: expected a whole number from 1 to 10000") == true,
            "\(mistakes)"
        )
    }

    @Test(arguments: [
        "\"5\"", "0", "-1", "+5", "1e300", "0x10", ".nan", ".inf", "nan", "inf", "1e", "5s", "1:30",
        "", "[1]", "1e-9", ".5",
    ])
    func `a timeout is a plain number of seconds above zero`(value: String) {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: "timeout_seconds: \(value)"))
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(
            mistakes.first?.contains("timeout_seconds: expected a number of seconds") == true,
            "\(mistakes)"
        )
    }

    @Test(arguments: ["yes", "True", "1", "\"true\"", "on", ""])
    func `a boolean is true or false`(value: String) {
        let mistakes = SuiteText.mistakes(
            SuiteText.comparison(
                """
                quality: {event: accuracy, higher_is_better: \(value)}
                command: [run]
                variants: {a: }
                """
            )
        )
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("higher_is_better: expected true or false") == true)
    }

    @Test func `all mistakes are told at once, in the order of the file`() {
        let mistakes = SuiteText.mistakes(
            """
            suit: quickstart
            blocks: many
            prepare:
              dense:
                comand: [x]
            comparisons:
              - name: Upper
                baseline: b
                variants:
                  a: {command: "run this", extra: 1}
              - baseline: a
            """
        )
        #expect(
            mistakes == [
                "1:1: the key “suite” is missing",
                "1:1: suit: unknown key; did you mean “suite”?",
                "2:9: blocks: expected a whole number from 1 to 10000, without quotes, "
                    + "found “many”",
                "5:5: prepare.dense: the key “command” is missing",
                "5:5: prepare.dense.comand: unknown key; did you mean “command”?",
                "7:11: comparisons[0].name: “Upper” becomes a folder: use only a–z, 0–9 and -, "
                    + "at most 100 of them",
                "8:15: comparisons[0].baseline: no variant is called “b”; did you mean “a”?",
                "10:20: comparisons[0].variants.a.command: expected a list of arguments such as "
                    + "[python3, train.py]: no shell is involved, so a text is never split at its "
                    + "spaces, found the text “run this”",
                "10:32: comparisons[0].variants.a.extra: unknown key; there is “command”, "
                    + "“parameters”, “environment”",
                "11:5: comparisons[1]: the key “name” is missing",
                "11:5: comparisons[1]: the key “variants” is missing",
            ]
        )
    }

    @Test func `comparisons are a list that is not empty, with unique names`() {
        let empty = SuiteText.mistakes("suite: a\ncomparisons: []\n")
        #expect(empty == ["2:14: comparisons: is empty; a suite makes one comparison at least"])
        let mapping = SuiteText.mistakes("suite: a\ncomparisons: {one: 1}\n")
        #expect(mapping.count == 1)
        #expect(mapping.first?.contains("expected a list of comparisons") == true)
        let item = "  - {name: one, baseline: a, command: [x], variants: {a: }}\n"
        #expect(
            SuiteText.mistakes("suite: a\ncomparisons:\n" + item + item) == [
                "4:12: comparisons[1].name: another comparison in line 3 is called “one”; names "
                    + "are unique"
            ]
        )
    }

    @Test func `a summary is one line`() {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: "summary: \"a\\nb\\e\""))
        #expect(
            mistakes == [
                "1:10: summary: is one line, without line breaks or control characters"
            ]
        )
    }
}
