import Experiment
import Testing

@Suite struct PlanTests {
    private func suite(variants: [String], comparisons: Int = 1) -> BenchmarkSuite {
        let command = Command(arguments: [[.text("true")]])
        return BenchmarkSuite(
            name: "s",
            blocks: 3,
            timeout: .seconds(1),
            samplingInterval: .milliseconds(100),
            comparisons: (0..<comparisons).map { number in
                Comparison(
                    name: "c\(number)",
                    unitOfWork: "samples",
                    quality: nil,
                    baseline: variants[0],
                    variants: variants.map {
                        Variant(name: $0, command: command, parameters: [:])
                    }
                )
            }
        )
    }

    @Test func `every block holds every variant once`() {
        let plan = Plan(suite: suite(variants: ["a", "b", "c", "d"]), blocks: 50, seed: 3)
        #expect(plan.trials.count == 200)
        #expect(plan.trials.map(\.sequence) == Array(0..<200))
        for block in 0..<50 {
            let trials = plan.trials.filter { $0.block == block }
            #expect(trials.map(\.variant).sorted() == ["a", "b", "c", "d"])
            #expect(trials.map(\.position) == [0, 1, 2, 3])
            #expect(Set(trials.map(\.blockSeed)).count == 1)
        }
    }

    @Test func `every variant comes first in some block`() {
        let plan = Plan(suite: suite(variants: ["a", "b", "c"]), blocks: 60, seed: 11)
        let firsts = Set(plan.trials.filter { $0.position == 0 }.map(\.variant))
        #expect(firsts == ["a", "b", "c"])
    }

    @Test func `one seed gives one plan and another seed another`() {
        let suite = suite(variants: ["a", "b", "c"])
        #expect(Plan(suite: suite, blocks: 9, seed: 5) == Plan(suite: suite, blocks: 9, seed: 5))
        #expect(
            Plan(suite: suite, blocks: 9, seed: 5).trials
                != Plan(suite: suite, blocks: 9, seed: 6).trials
        )
    }

    @Test func `more blocks and more comparisons leave the first ones as they were`() {
        let small = Plan(suite: suite(variants: ["a", "b", "c"]), blocks: 4, seed: 5)
        let longer = Plan(suite: suite(variants: ["a", "b", "c"]), blocks: 8, seed: 5)
        let wider = Plan(
            suite: suite(variants: ["a", "b", "c"], comparisons: 2),
            blocks: 4,
            seed: 5
        )
        #expect(Array(longer.trials.prefix(12)) == small.trials)
        #expect(Array(wider.trials.prefix(12)) == small.trials)
    }

    @Test(arguments: [
        [[Command.Piece.text("{output}")]], [[.output]], [[.text("{{"), .blockSeed, .text("}")]],
        [[.text("")], [.artifact(step: "a-b"), .text("/x{seed}")]], [[.text("a}{b")]],
    ])
    func `a template tells placeholders from text and reads back`(arguments: [[Command.Piece]]) {
        let command = Command(arguments: arguments)
        #expect(Command(template: command.template) == command)
    }

    @Test func `a command names the steps that it uses and resolves its pieces`() {
        let command = Command(arguments: [
            [.text("infer")],
            [.text("--model="), .artifact(step: "dense"), .text("/m.safetensors")],
            [.artifact(step: "dense")], [.artifact(step: "pruned")], [.blockSeed],
        ])
        #expect(command.usedSteps == ["dense", "pruned"])
        #expect(command.template[1] == "--model={artifact.dense}/m.safetensors")
        let words = command.words { piece in
            if case .artifact(let step) = piece { return "/cache/\(step)" }
            if case .text(let text) = piece { return text }
            return "7"
        }
        #expect(words[1] == "--model=/cache/dense/m.safetensors")
        #expect(words.last == "7")
    }
}
