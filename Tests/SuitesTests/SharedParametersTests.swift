import Experiment
import Suites
import Testing

/// The `parameters` at the top of a suite.
@Suite struct SharedParametersTests {
    private static let layered = """
        suite: tiny
        parameters: {data: /d, size: 1, model: m, only: here}
        prepare:
          plain: {command: [make, "{size}"], inputs: ["{data}/a"]}
          own: {command: [make, "{size}"], parameters: {size: 2}}
        comparisons:
          - name: one
            baseline: a
            command: [run, "{data}", "{size}", "{model}"]
            parameters: {size: 3}
            variants:
              a:
              b: {parameters: {size: 4, model: n}}
              c: {command: [other, "{only}"]}

        """

    private func decode(_ overrides: [String: String] = [:]) throws -> BenchmarkSuite {
        try SuiteFile.decode(text: Self.layered, path: "x.yaml", overrides: overrides).suite
    }

    @Test func `the nearest value wins`() throws {
        let suite = try decode()
        #expect(suite.prepare.map(\.command.template) == [["make", "1"], ["make", "2"]])
        #expect(suite.prepare.map(\.inputs) == [["/d/a"], []])
        let variants = suite.comparisons[0].variants
        #expect(
            variants.map(\.command.template) == [
                ["run", "/d", "3", "m"], ["run", "/d", "4", "n"], ["other", "here"],
            ]
        )
        #expect(
            variants.map(\.parameters) == [
                ["data": "/d", "size": "3", "model": "m"],
                ["data": "/d", "size": "4", "model": "n"], ["only": "here"],
            ]
        )
    }

    @Test func `an override replaces the values of all layers`() throws {
        let suite = try decode(["size": "9", "data": "/x"])
        #expect(suite.prepare.map(\.command.template) == [["make", "9"], ["make", "9"]])
        #expect(suite.prepare[0].inputs == ["/x/a"])
        #expect(
            suite.comparisons[0].variants.map(\.command.template) == [
                ["run", "/x", "9", "m"], ["run", "/x", "9", "n"], ["other", "here"],
            ]
        )
    }

    @Test func `one that only an input uses is used`() {
        let text = """
            parameters: {data: /d}
            prepare: {s: {command: [x], inputs: ["{data}"]}}

            """
        #expect(SuiteText.mistakes(text + SuiteText.minimal).isEmpty)
    }

    @Test func `one that nothing uses or that is always replaced is a mistake in its line`() {
        let text = """
            parameters:
              slip: 1
              size: 2
            prepare: {s: {command: [x, "{size}"], parameters: {size: 3}}}

            """
        #expect(
            SuiteText.mistakes(text + SuiteText.minimal) == [
                "2:3: parameters.slip: no command or input uses {slip}; use it or remove it",
                "3:3: parameters.size: is used nowhere: wherever {size} stands, a nearer value "
                    + "wins; remove it",
            ]
        )
    }

    @Test func `one that is right only in a comparison says where it is wrong`() {
        let text = """
            suite: tiny
            parameters: {out: "{output}/m", s: "{seed}"}
            prepare: {p: {command: [x, "{out}", "{s}"]}}
            comparisons:
              - {name: one, baseline: a, command: [x, "{s}", "{out}"], variants: {a: , b: }}
            """
        #expect(
            SuiteText.mistakes(text) == [
                "2:33: parameters.s: {seed} belongs to a block; a prepare step is made once for "
                    + "all of them; used in prepare.p.command[2]"
            ]
        )
    }

    @Test func `names, values and the environment follow the rules of other parameters`() {
        let text = """
            suite: tiny
            parameters: {seed: 1, list: [1], data: /d}
            comparisons:
              - name: one
                baseline: a
                command: [run, "{list}", "{dat}", "{data}"]
                environment: {A: "{data}"}
                variants: {a: {environment: {B: "{data}"}}}
            """
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 5, "\(mistakes)")
        #expect(mistakes[0].hasPrefix("2:14: parameters.seed: a parameter name starts"))
        #expect(mistakes[1].hasPrefix("2:29: parameters.list: expected a text, a number"))
        #expect(mistakes[2].contains("{dat} is not defined; did you mean “data”?"))
        #expect(mistakes[3].contains("environment.A: “{data}” is not replaced"))
        #expect(mistakes[4].contains("environment.B: “{data}” is not replaced"))
    }

    @Test(arguments: [
        "prepare: [s]", "prepare: {s: }", "prepare: {s: {comand: [x]}}",
        "prepare: {s: {command: [x], inputs: \"{x}\"}}",
        "comparisons: 1", "comparisons: [1]",
        "comparisons: [{name: n, baseline: a, command: x, variants: {a: }}]",
        "comparisons: [{name: n, baseline: a, variants: {a: {command: [[x]]}}}]",
        "comparisons: [{name: n, baseline: a, variants: [a]}]",
        "comparisons: [{name: n, baseline: a}]",
    ])
    func `nothing is called unused where a part could not be read`(part: String) {
        let comparisons = "comparisons: [{name: n, baseline: a, variants: {a: {command: [x]}}}]"
        let lines = ["suite: tiny", "parameters: {x: 1}", part]
        let rest = part.hasPrefix("comparisons") ? [] : [comparisons]
        let mistakes = SuiteText.mistakes((lines + rest).joined(separator: "\n"))
        #expect(!mistakes.isEmpty)
        #expect(!mistakes.contains { $0.contains("parameters.x") }, "\(mistakes)")
    }
}
