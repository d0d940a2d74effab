import Experiment
import Testing

@Suite struct CommandTests {
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
