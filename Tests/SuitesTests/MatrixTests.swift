import Experiment
import Suites
import Testing

@Suite struct MatrixTests {
    /// The comparisons of a suite of one that has these lines, with or without its own baseline.
    private func comparisons(
        _ lines: String,
        baseline: String = "a",
        overrides: [String: String] = [:]
    ) throws -> [Comparison] {
        let text = SuiteText.comparison(lines)
            .replacing("    baseline: a\n", with: "    baseline: \(baseline)\n")
        return try SuiteFile.decode(text: text, path: "x.yaml", overrides: overrides).suite
            .comparisons
    }

    private let matrix = """
        command: [run, "{model}", --batch, "{batch}", --threads, "{threads}"]
        matrix: {batch: [1, 32], threads: [1, 2]}
        variants:
          a: {parameters: {model: dense}}
          b: {parameters: {model: pruned}}
        """

    @Test func `each cell of a matrix is a comparison of its own`() throws {
        let made = try comparisons(matrix)
        #expect(
            made.map(\.name) == [
                "one-batch1-threads1", "one-batch1-threads2", "one-batch32-threads1",
                "one-batch32-threads2",
            ]
        )
        #expect(made.allSatisfy { $0.baseline == "a" && $0.variants.map(\.name) == ["a", "b"] })
        #expect(
            made[2].variants[1].command.template
                == ["run", "pruned", "--batch", "32", "--threads", "1"]
        )
        #expect(
            made[2].variants[1].parameters == ["model": "pruned", "batch": "32", "threads": "1"]
        )
    }

    @Test func `a baseline that is a combination makes one comparison of all`() throws {
        let made = try comparisons(matrix, baseline: "{variant: a, batch: 32, threads: 2}")
        let one = try #require(made.first)
        #expect(made.count == 1 && one.name == "one")
        #expect(one.baseline == "a-batch32-threads2")
        #expect(
            one.variants.map(\.name) == [
                "a-batch1-threads1", "b-batch1-threads1", "a-batch1-threads2",
                "b-batch1-threads2", "a-batch32-threads1", "b-batch32-threads1",
                "a-batch32-threads2", "b-batch32-threads2",
            ]
        )
    }

    @Test func `combinations are left out by what they have in common`() throws {
        let made = try comparisons(
            matrix + "\nexclude: [{batch: 32, threads: 2}, {variant: b, batch: 1, threads: 1}]"
        )
        #expect(
            made.map(\.name)
                == ["one-batch1-threads1", "one-batch1-threads2", "one-batch32-threads1"]
        )
        #expect(made.map(\.variants.count) == [1, 2, 2])
    }

    @Test func `names hold the values as far as they may`() throws {
        let lines = """
            command: [run, "{p}", "{q2}"]
            matrix: {p: [int8, "Half/Full"], q2: [0.5, "x y"]}
            variants: {a: }
            """
        let folders = try comparisons(lines).map(\.name)
        #expect(
            folders == [
                "one-p-int8-q2-0-5", "one-p-int8-q2-x-y", "one-p-half-full-q2-0-5",
                "one-p-half-full-q2-x-y",
            ]
        )
        let labels = try comparisons(lines, baseline: "{variant: a, p: int8, q2: 0.5}")
        #expect(labels[0].variants[3].name == "a-p-Half-Full-q2-x-y")
        #expect(labels[0].baseline == "a-p-int8-q2-0.5")
    }

    @Test func `the command line replaces an axis by one value`() throws {
        let made = try comparisons(matrix, overrides: ["batch": "64"])
        #expect(made.map(\.name) == ["one-batch64-threads1", "one-batch64-threads2"])
    }

    @Test func `an axis may hold placeholders and stands nearer than the suite's parameters`()
        throws
    {
        let text = """
            suite: tiny
            parameters: {size: 1}
            prepare: {step: {command: [make, "{size}", "{output}"]}}
            comparisons:
              - name: one
                baseline: a
                command: [run, "{size}", "{seed}"]
                matrix: {size: ["{artifact.step}/x", 2]}
                variants: {a: }
            """
        let suite = try SuiteFile.decode(text: text, path: "x.yaml").suite
        #expect(suite.comparisons.map(\.name) == ["one-size--artifact-step--x", "one-size2"])
        #expect(
            suite.comparisons[0].variants[0].command.template
                == ["run", "{artifact.step}/x", "{seed}"]
        )
    }

    @Test(arguments: [
        ("matrix: {batch: []}", "comparisons[0].matrix.batch: is empty"),
        ("matrix: {}", "comparisons[0].matrix: is empty"),
        ("matrix: [batch]", "expected a mapping of parameters to lists"),
        ("matrix: {batch: 5}", "expected a list of values such as [1, 32, 256]"),
        ("matrix: {batch: [1, [2]]}", "expected a text, a number, true or false"),
        ("matrix: {batch: [1, 1]}", "the value “1” is there twice"),
        ("matrix: {variant: [1]}", "and is not"),
        ("matrix: {seed: [1]}", "and is not"),
        ("matrix: {batch: [1], other: [2]}", "matrix.other: no command uses {other}"),
        ("matrix: {batch: [1], t: [1]}\nparameters: {batch: 2}", "is an axis of the matrix, too"),
        ("matrix: {batch: [1]}\nexclude: [{batch: 2}]", "the axis has no value “2”"),
        ("matrix: {batch: [1]}\nexclude: [{bath: 1}]", "did you mean “batch”"),
        ("matrix: {batch: [1, 2]}\nexclude: [{variant: z}]", "no variant is called “z”"),
        ("matrix: {batch: [1, 2]}\nexclude: [{variant: a, batch: 1}]", "is excluded where other"),
        ("matrix: {batch: [1, 2]}\nexclude: [{}]", "name a value of an axis"),
        ("parameters: {batch: 2}\nexclude: [{batch: 2}]", "there is none"),
        ("matrix: {batch: [1, '{']}", "“{” without “}”"),
    ])
    func `mistakes in a matrix are named`(lines: String, part: String) {
        let text = SuiteText.comparison(
            lines + "\ncommand: [run, \"{batch}\"]\nvariants: {a: , b: }"
        )
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.contains { $0.contains(part) }, "\(mistakes)")
    }

    @Test(arguments: [
        ("{batch: 1}", "the key “variant” is missing"),
        ("{variant: a}", "fits 2 combinations; give a value of each axis"),
        ("{variant: z, batch: 1}", "no variant is called “z”"),
        ("{variant: a, batch: 3}", "the axis has no value “3”"),
        ("{variant: a, bath: 1}", "did you mean “batch”"),
        ("[a]", "expected the name of a variant, or a combination"),
        ("{variant: b, batch: 2}", "this combination is excluded"),
    ])
    func `mistakes in a baseline that is a combination are named`(baseline: String, part: String) {
        let text = SuiteText.comparison(
            """
            command: [run, "{batch}"]
            matrix: {batch: [1, 2]}
            exclude: [{variant: b, batch: 2}]
            variants: {a: , b: }
            """
        ).replacing("    baseline: a\n", with: "    baseline: \(baseline)\n")
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.contains { $0.contains(part) }, "\(mistakes)")
    }

    @Test func `a matrix that makes too many variants is refused before it is made`() {
        let values = (0..<200).map(String.init).joined(separator: ", ")
        let lines = """
            command: [run, "{x}", "{y}", "{z}"]
            matrix: {x: [\(values)], y: [\(values)], z: [\(values)]}
            variants: {a: }
            """
        let mistakes = SuiteText.mistakes(SuiteText.comparison(lines))
        #expect(mistakes.count == 1)
        #expect(
            mistakes.first?.contains("8000000 combinations of 1 variants, more than 1000") == true
        )
    }

    @Test func `a baseline that is a combination needs a matrix`() {
        let text = SuiteText.comparison("command: [x]\nvariants: {a: }")
            .replacing("    baseline: a\n", with: "    baseline: {variant: a}\n")
        #expect(
            SuiteText.mistakes(text).contains { $0.contains("names a combination of a matrix") }
        )
    }
}
