import ArgumentParser
import EventLog
import Foundation
import TestSupport
import Testing

@testable import joulebench_workloads

/// The parts of the steps of a training as phases of its log.
@Suite struct StageTests {
    private static let stages = ["data_loading", "forward", "backward", "update"]

    private let data: SyntheticData

    init() throws { data = try SyntheticData(training: 100, test: 20) }

    private func train(_ name: String, _ options: String...) throws -> RecordedLog {
        let log = RecordedLog()
        try TrainCommand.parse(
            [
                "--data", data.directory, "--output", data.file(name), "--hidden", "8",
                "--epochs", "2", "--batch-size", "40",
            ] + options
        ).run(log: log.writer)
        return log
    }

    private func phases(_ log: RecordedLog) throws -> [String] {
        try log.keys.filter { $0.hasSuffix("_start") || $0.hasSuffix("_stop") }
    }

    @Test func `each step has its four parts, one after the other, inside its epoch`() throws {
        let step = Self.stages.flatMap { ["\($0)_start", "\($0)_stop"] }
        let epoch = ["epoch_start"] + step + step + step + ["epoch_stop"]
        #expect(
            try phases(train("a.safetensors", "--step-phases"))
                == ["run_start"] + epoch + epoch + ["run_stop", "eval_start", "eval_stop"]
        )
    }

    @Test func `without the option there are none, and the network is the same`() throws {
        _ = try train("with.safetensors", "--step-phases")
        let log = try train("without.safetensors")
        #expect(try Set(log.keys).isDisjoint(with: Self.stages.map { "\($0)_start" }))
        let files = try ["with.safetensors", "without.safetensors"].map {
            try Data(contentsOf: URL(fileURLWithPath: data.file($0)))
        }
        #expect(files[0] == files[1])
    }

    @Test func `the steps of a warm-up are outside of it and print none`() throws {
        _ = try train("base.safetensors")
        let log = RecordedLog()
        try AdaptCommand.parse([
            "--data", data.directory, "--base", data.file("base.safetensors"), "--method", "lora",
            "--rank", "2", "--epochs", "1", "--batch-size", "40", "--warm-up-steps", "2",
            "--step-phases",
        ]).run(log: log.writer)
        let found = try phases(log)
        let start = try #require(found.firstIndex(of: "run_start"))
        #expect(found[..<start].allSatisfy { $0.hasPrefix("warm_up") }, "\(found)")
        #expect(found.count { $0 == "backward_stop" } == 3)
    }
}
