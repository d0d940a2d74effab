import ArgumentParser
import Foundation
import Testing

@testable import joulebench_workloads

/// What the program does where its standard streams cannot be written.
@Suite struct LostStreamTests {
    private let data: SyntheticData
    private let base: String

    init() throws {
        data = try SyntheticData(training: 64, test: 32)
        base = data.file("base.safetensors")
        try TrainCommand.parse([
            "--data", data.directory, "--output", base, "--hidden", "16", "--epochs", "1",
        ]).run(log: RecordedLog().writer)
    }

    private var adapted: String { data.file("adapted.safetensors") }

    private func adapt(
        _ redirection: String = "",
        output: Program.Reader = .listening,
        errors: Program.Reader = .listening
    ) throws -> Program.Outcome {
        try Program.run(
            [
                "image-classification", "adapt", "--data", data.directory, "--base", base,
                "--method", "full", "--epochs", "1", "--output", adapted,
            ],
            redirected: redirection,
            output: output,
            errors: errors
        )
    }

    private func expectLost(_ outcome: Program.Outcome, _ code: Int32) {
        #expect(outcome.status == 74)
        let reason = String(cString: strerror(code))
        #expect(outcome.errors == "Error: Cannot write to standard output: \(reason).\n")
        #expect(!FileManager.default.fileExists(atPath: adapted))
    }

    private func expectComplete(_ outcome: Program.Outcome) {
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(#""key":"eval_accuracy""#))
        #expect(outcome.errors.isEmpty)
        #expect(FileManager.default.fileExists(atPath: adapted))
    }

    @Test func `events that cannot be written end the program with 74 and the reason`() throws {
        try expectLost(adapt(">/dev/full"), ENOSPC)
        try expectLost(adapt(">&-"), EBADF)
        try expectLost(adapt(output: .gone), EPIPE)
    }

    @Test func `talk that cannot be written is dropped and the work goes on`() throws {
        try expectComplete(adapt("2>/dev/full"))
        try expectComplete(adapt("2>&-"))
        try expectComplete(adapt(errors: .gone))
    }

    @Test func `nothing can be written: the status still tells`() throws {
        #expect(try adapt(">/dev/full 2>/dev/full").status == 74)
        #expect(try adapt(output: .gone, errors: .gone).status == 74)
    }

    @Test func `a comparison of kernels that cannot be printed is an error too`() throws {
        let outcome = try Program.run(
            ["kernels", "--hidden", "16", "--rounds", "1", "--seconds", "0"],
            redirected: ">/dev/full"
        )
        expectLost(outcome, ENOSPC)
    }

    @Test func `the exit code is documented`() {
        let help = JoulebenchWorkloads.helpMessage(columns: 500)
        #expect(help.contains("\(Console.outputLost) standard output that cannot be written"))
    }
}
