import Experiment
import Suites
import Testing

@Suite struct PrepareDecoderTests {
    private func suite(_ prepare: String) -> String { "prepare:\n\(prepare)\n" + SuiteText.minimal }

    private func steps(_ prepare: String) throws -> [PrepareStep] {
        try SuiteFile.decode(text: suite(prepare), path: "x.yaml").suite.prepare
    }

    @Test func `every key of a step is read`() throws {
        let steps = try steps(
            """
              dense:
                command: [train, --epochs, "{epochs}", "{output}/model"]
                inputs: [/data/a.gz, b.gz]
                parameters: {epochs: 8}
                environment: {OMP_NUM_THREADS: 2}
                timeout_seconds: 60
            """
        )
        #expect(
            steps == [
                PrepareStep(
                    name: "dense",
                    command: Command(
                        arguments: [
                            [.text("train")], [.text("--epochs")], [.text("8")],
                            [.output, .text("/model")],
                        ],
                        environment: ["OMP_NUM_THREADS": "2"]
                    ),
                    inputs: ["/data/a.gz", "b.gz"],
                    timeout: .seconds(60)
                )
            ]
        )
        #expect(try self.steps("  s: {command: [x]}").first?.timeout == .seconds(3600))
    }

    @Test func `steps come after those that they use, else in the order of the file`() throws {
        let steps = try steps(
            """
              last: {command: [x, "{base}"], parameters: {base: "{artifact.middle}"}}
              free: {command: [x]}
              middle: {command: [x, "{artifact.first}", "{artifact.free}"]}
              first: {command: [x]}
            """
        )
        #expect(steps.map(\.name) == ["first", "free", "middle", "last"])
    }

    @Test func `a cycle is a mistake at a step of it`() {
        let text = suite(
            """
              ok: {command: [x, "{artifact.a}"]}
              a: {command: [x, "{artifact.b}"]}
              b: {command: [x, "{artifact.c}"]}
              c: {command: [x, "{artifact.a}"]}
              self: {command: [x, "{artifact.self}"]}
            """
        )
        #expect(
            SuiteText.mistakes(text) == [
                "3:3: prepare.a: the steps need each other: a → b → c → a; no order exists",
                "6:3: prepare.self: the steps need each other: self → self; no order exists",
            ]
        )
    }

    @Test func `unknown steps and the seed are mistakes in their line`() {
        let text = suite(
            """
              dense: {command: [x, "{artifact.desne}", "{seed}"]}
              other: {command: [x, "{artifact.dense}"], parameters: {unused: 1}}
            """
        )
        #expect(
            SuiteText.mistakes(text) == [
                "2:24: prepare.dense.command[1]: no prepare step is called “desne”; did you mean "
                    + "“dense”?",
                "2:44: prepare.dense.command[2]: {seed} belongs to a block; a prepare step is made "
                    + "once for all of them",
                "3:58: prepare.other.parameters.unused: no command or input uses {unused}; use it or "
                    + "remove it",
            ]
        )
    }

    @Test func `a mistake inside a step does not make the step unknown`() {
        let text = suite(
            """
              dense: {comand: [x]}
              other: {command: [x, "{artifact.dense}"]}
            """
        )
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 2)
        #expect(mistakes.allSatisfy { $0.contains("prepare.dense") })
    }

    @Test func `names, inputs and empty steps are checked`() {
        let text = suite(
            """
              a b: {command: [x], inputs: ["", [1]]}
              c:
            """
        )
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 4, "\(mistakes)")
        #expect(mistakes[0].contains("prepare.a b: a step name"))
        #expect(mistakes[1].contains("inputs[0]: the path is empty"))
        #expect(mistakes[2].contains("inputs[1]: expected the path of a file, found a list"))
        #expect(mistakes[3].hasPrefix("3:3: prepare.c: expected a mapping"))
    }

    @Test func `inputs are templates as commands are`() throws {
        let step = try #require(
            try steps(
                """
                  s:
                    command: [x, "{size}"]
                    inputs: ["{data}/{{a}}-{size}.gz", plain, "{data}"]
                    parameters: {data: /d, size: 28}
                """
            ).first
        )
        #expect(step.inputs == ["/d/{a}-28.gz", "plain", "/d"])
        #expect(step.command.template == ["x", "28"])
    }

    @Test(arguments: [
        ("{output}/a", "{output} is what the step makes; an input is there before it"),
        (
            "{seed}",
            "{seed} belongs to a block; a prepare step is made once for all of them"
        ),
        (
            "{artifact.s}",
            "{artifact.s} cannot be an input; the artifacts that the command uses count already"
        ),
        ("{dat}/a", "{dat} is not defined; did you mean “data”?"),
        ("{artefact}", "{artefact} is not defined; there is “data”, “empty”, “made”"),
        ("a}", "a single “}”; write “}}” for a brace"),
        ("{}", "“{}” is not a placeholder; write “{{” and “}}” for braces"),
        ("{empty}", "the path is empty"),
    ])
    func `what means nothing in an input is a mistake there`(input: String, message: String) {
        let text = suite(
            """
              s:
                command: [x, "{data}", "{empty}", "{made}"]
                inputs: ['\(input)']
                parameters: {data: /d, empty: "", made: "{output}/m"}
            """
        )
        #expect(SuiteText.mistakes(text) == ["4:14: prepare.s.inputs[0]: \(message)"])
    }

    @Test func `a parameter that is wrong in one place says in which`() {
        let text = suite(
            """
              s:
                command: [x, "{made}"]
                inputs: ["{made}"]
                parameters: {made: "{output}/m"}
            """
        )
        #expect(
            SuiteText.mistakes(text) == [
                "5:18: prepare.s.parameters.made: {output} is what the step makes; an input is "
                    + "there before it; used in prepare.s.inputs[0]"
            ]
        )
    }

    @Test func `an input that cannot be read makes no parameter unused`() {
        let text = suite("  s: {command: [x], inputs: [a, [b]], parameters: {data: 1}}")
        #expect(
            SuiteText.mistakes(text) == [
                "2:33: prepare.s.inputs[1]: expected the path of a file, found a list"
            ]
        )
    }

    @Test func `a thousand steps in a chain are ordered and more are refused`() throws {
        func chain(_ count: Int) -> String {
            (0..<count).map { number in
                let next = number + 1 < count ? "\"{artifact.s\(number + 1)}\"" : "end"
                return "  s\(number): {command: [x, \(next)]}"
            }.joined(separator: "\n")
        }
        let steps = try steps(chain(1000))
        #expect(steps.first?.name == "s999")
        #expect(steps.last?.name == "s0")
        #expect(SuiteText.mistakes(suite(chain(1001))).first?.contains("more than 1000") == true)
    }
}
