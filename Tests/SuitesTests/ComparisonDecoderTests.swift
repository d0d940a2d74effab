import Experiment
import Suites
import Testing

@Suite struct ComparisonDecoderTests {
    private func comparison(_ lines: String) throws -> Comparison {
        let text = SuiteText.comparison(lines)
        let suite = try SuiteFile.decode(text: text, path: "x.yaml").suite
        return try #require(suite.comparisons.first)
    }

    @Test func `variants take the comparison's command, parameters and environment`() throws {
        let comparison = try comparison(
            """
            unit: tokens
            quality: {event: perplexity, higher_is_better: false}
            command: [run, --batch, "{batch}", "--rate={rate}"]
            parameters: {batch: 256, rate: 1e3}
            environment: {THREADS: 2, MODE: fast}
            variants:
              z:
              a: {parameters: {batch: 512}, environment: {MODE: yes}}
              own: {command: [other, "{rate}"]}
            """
        )
        #expect(comparison.unitOfWork == "tokens")
        #expect(comparison.quality == QualityMetric(event: "perplexity", higherIsBetter: false))
        #expect(comparison.variants.map(\.name) == ["z", "a", "own"])
        #expect(
            comparison.variants.map(\.command.template) == [
                ["run", "--batch", "256", "--rate=1e3"], ["run", "--batch", "512", "--rate=1e3"],
                ["other", "1e3"],
            ]
        )
        #expect(comparison.variants[0].parameters == ["batch": "256", "rate": "1e3"])
        #expect(comparison.variants[1].parameters == ["batch": "512", "rate": "1e3"])
        #expect(comparison.variants[2].parameters == ["rate": "1e3"])
        #expect(comparison.variants[0].command.environment == ["THREADS": "2", "MODE": "fast"])
        #expect(comparison.variants[1].command.environment == ["THREADS": "2", "MODE": "yes"])
    }

    @Test func `texts are joined, and the seed and braces are understood`() throws {
        let comparison = try comparison(
            """
            command: [run, "a{x}b{seed}c", "{{{x}}}", "{json}", ""]
            parameters: {x: 1, json: '{{"seed": {seed}}}'}
            variants: {a: }
            """
        )
        #expect(
            comparison.variants[0].command.arguments == [
                [.text("run")], [.text("a1b"), .blockSeed, .text("c")], [.text("{1}")],
                [.text("{\"seed\": "), .blockSeed, .text("}")], [.text("")],
            ]
        )
    }

    @Test func `a variant without any command is a mistake at its key`() {
        #expect(
            SuiteText.mistakes(SuiteText.comparison("variants:\n  a:\n  b: {command: [x]}")) == [
                "6:7: comparisons[0].variants.a: has no command; write one here or in the "
                    + "comparison"
            ]
        )
    }

    @Test func `the command is a list of scalars that is not empty`() {
        func mistakes(_ command: String) -> [String] {
            SuiteText.mistakes(SuiteText.comparison("command: \(command)\nvariants: {a: }"))
        }
        #expect(
            mistakes("[]") == [
                "5:14: comparisons[0].command: is empty; the first item is the program"
            ]
        )
        #expect(
            mistakes("[\"\"]") == [
                "5:15: comparisons[0].command[0]: the first item is the program and cannot be empty"
            ]
        )
        #expect(mistakes("run this").first?.contains("no shell is involved") == true)
        #expect(mistakes("[run, [x]]").first?.contains("command[1]: expected a text") == true)
        #expect(mistakes("[run, ~]").first?.contains("found nothing") == true)
        #expect(mistakes("[run, \"a\\0b\"]").first?.contains("zero character") == true)
        #expect(mistakes("[run, !!str 5]").first?.contains("tags") == true)
        #expect(mistakes("[run, {a: 1}]").first?.contains("found a mapping") == true)
    }

    @Test(arguments: [
        ("{batc}", "{batc} is not defined; did you mean “batch”?"),
        ("{outputs}", "{outputs} is not defined; did you mean “output”?"),
        ("{artifact.dense}", "no prepare step is called “dense”"),
        ("{", "“{” without “}”; write “{{” for a brace"),
        ("a}", "a single “}”; write “}}” for a brace"),
        ("{}", "“{}” is not a placeholder; write “{{” and “}}” for braces"),
        ("{artifact.}", "“{artifact.}” is not a placeholder; write “{{” and “}}” for braces"),
    ])
    func `a placeholder that means nothing is a mistake`(argument: String, message: String) {
        let text = SuiteText.comparison(
            """
            command: [run, "{batch}", '\(argument)']
            parameters: {batch: 1}
            variants: {a: , b: }
            """
        )
        #expect(SuiteText.mistakes(text).first == "5:31: comparisons[0].command[2]: \(message)")
    }

    @Test func `a parameter that only some variants define is missed in the others`() {
        let text = SuiteText.comparison(
            """
            command: [run, "{model}"]
            variants: {a: {parameters: {model: x}}, b: }
            """
        )
        #expect(
            SuiteText.mistakes(text) == [
                "5:20: comparisons[0].command[1]: the variant “b” does not define {model}"
            ]
        )
    }

    @Test func `a parameter that no command uses is a mistake where it is defined`() {
        let text = SuiteText.comparison(
            """
            command: [run, "{batch}"]
            parameters: {batch: 1, bach: 2}
            variants:
              a: {parameters: {other: 1}}
            """
        )
        #expect(
            SuiteText.mistakes(text) == [
                "6:28: comparisons[0].parameters.bach: no command uses {bach}; use it or remove it",
                "8:24: comparisons[0].variants.a.parameters.other: no command uses {other}; use it "
                    + "or remove it",
            ]
        )
    }

    @Test func `a value that all variants replace is a mistake`() {
        let text = SuiteText.comparison(
            """
            command: [run, "{batch}"]
            parameters: {batch: 1}
            variants: {a: {parameters: {batch: 2}}, b: {parameters: {batch: 3}}}
            """
        )
        #expect(
            SuiteText.mistakes(text) == [
                "6:18: comparisons[0].parameters.batch: is used nowhere: wherever {batch} stands, "
                    + "a nearer value wins; remove it"
            ]
        )
    }

    @Test func `a value that is no scalar is one mistake`() {
        let text = SuiteText.comparison(
            "command: [run, '{x}']\nparameters: {x: [1]}\nvariants: {a: }"
        )
        #expect(SuiteText.mistakes(text).count == 1)
    }

    @Test func `parameters hold no parameters and have names of their own`() {
        let nested = SuiteText.comparison(
            """
            command: [run, "{x}", "{y}"]
            parameters: {x: "{y}", y: 1}
            variants: {a: }
            """
        )
        #expect(
            SuiteText.mistakes(nested) == [
                "6:18: comparisons[0].parameters.x: a parameter cannot hold another one, {y}; put "
                    + "both into the command"
            ]
        )
        let reserved = SuiteText.comparison(
            "command: [run]\nparameters: {seed: 1, 2x: 1}\nvariants: {a: }"
        )
        let mistakes = SuiteText.mistakes(reserved)
        #expect(mistakes.count == 2)
        #expect(mistakes.allSatisfy { $0.contains("a parameter name starts with a letter") })
    }

    @Test func `placeholders in the environment are refused, other braces are kept`() throws {
        let text = SuiteText.comparison(
            """
            command: [run, "{x}"]
            parameters: {x: 1}
            environment: {A: "{x}", B: "{artifact.s}", C: '{"json": 1}', "D=": 1, E: }
            variants: {a: }
            """
        )
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 4)
        #expect(mistakes[0].contains("environment.A: “{x}” is not replaced"))
        #expect(mistakes[1].contains("environment.B: “{artifact.s}” is not replaced"))
        #expect(mistakes[2].contains("the name of a variable is not empty and has no “=”"))
        #expect(mistakes[3].contains("environment.E: expected a text"))
    }

    @Test func `names of variants and events are checked`() {
        let text = SuiteText.comparison(
            """
            unit: two words
            quality: accuracy
            command: [run]
            variants: {a: , -b: , "c d": , 4bit_w+a.1: , e: 5}
            """
        )
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 5, "\(mistakes)")
        #expect(mistakes[0].contains("unit: the key of an event is one word"))
        #expect(mistakes[1].contains("quality: expected a mapping such as {event: eval_accuracy}"))
        #expect(mistakes[2].contains("variants.-b: a variant name"))
        #expect(mistakes[3].contains("variants.c d: a variant name"))
        #expect(mistakes[4].contains("variants.e: expected a mapping, or nothing"))
    }

    @Test func `a thousand variants with a mistake each are told in seconds, more are refused`() {
        func text(_ count: Int) -> String {
            let variants = (0..<count).map { "  v\($0): {parameters: {q\($0): 1}}" }
            return SuiteText.comparison(
                "command: [x, '{p}']\nvariants:\n  a:\n" + variants.joined(separator: "\n")
            )
        }
        let clock = ContinuousClock()
        let time = clock.measure { #expect(SuiteText.mistakes(text(999)).count == 1000) }
        #expect(time < .seconds(30))
        #expect(SuiteText.mistakes(text(1000)).count == 1)
    }

    @Test func `a comparison with no variants or none at all is a mistake`() {
        let empty = SuiteText.mistakes(SuiteText.comparison("command: [x]\nvariants: {}"))
        #expect(
            empty == [
                "6:15: comparisons[0].variants: is empty; a comparison needs the baseline at least"
            ]
        )
        let list = SuiteText.mistakes(SuiteText.comparison("command: [x]\nvariants: [a]"))
        #expect(list.first?.contains("expected a mapping of variant names") == true)
    }
}
