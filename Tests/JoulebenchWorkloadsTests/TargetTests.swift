import ArgumentParser
import EventLog
import Foundation
import TestSupport
import Testing

@testable import joulebench_workloads

/// Training to a target quality.
@Suite struct TargetTests {
    private let data: SyntheticData

    init() throws { data = try SyntheticData(training: 600, test: 150) }

    private func train(_ options: String...) throws -> RecordedLog {
        let log = RecordedLog()
        try TrainCommand.parse(
            [
                "--data", data.directory, "--output", data.file("base.safetensors"), "--hidden",
                "24,16", "--batch-size", "32", "--learning-rate", "0.005",
            ] + options
        ).run(log: log.writer)
        return log
    }

    private func accuracies(_ log: RecordedLog) throws -> [Double] {
        try log.events.filter { $0.key == "eval_accuracy" }.compactMap(\.value.asNumber)
    }

    private func stop(_ log: RecordedLog) throws -> LogLine {
        try #require(try log.events.first { $0.key == "run_stop" })
    }

    @Test func `training ends at the first evaluation that reaches the target`() throws {
        let log = try train("--epochs", "30", "--target", "0.9")
        let found = try accuracies(log)
        #expect(try #require(found.last) >= 0.9)
        #expect(found.dropLast().allSatisfy { $0 < 0.9 })
        #expect(found.count < 30)
        #expect(try stop(log).metadata["status"] == "success")
        #expect(try log.value("samples") == Double(600 * found.count))
        #expect(try log.value("samples_to_target") == log.value("samples"))
        // Blocks hold epochs, evaluations follow them, all inside the window.
        let phases = try log.events.map(\.key).filter {
            $0.hasSuffix("_start") || $0.hasSuffix("_stop")
        }
        let round = [
            "block_start", "epoch_start", "epoch_stop", "block_stop", "eval_start", "eval_stop",
        ]
        #expect(
            phases == ["init_start", "init_stop", "run_start"]
                + found.flatMap { _ in round } + ["run_stop"]
        )
    }

    @Test func `a target that is not reached is told, at the end of the last epoch`() throws {
        let log = try train("--epochs", "3", "--target", "1.0", "--learning-rate", "0.00001")
        #expect(try accuracies(log).count == 3)
        #expect(try stop(log).metadata["status"] == "aborted")
        #expect(try !log.keys.contains("samples_to_target"))
    }

    @Test func `the cadence may be a number of images or of epochs`() throws {
        let bySamples = try train(
            "--epochs",
            "2",
            "--target",
            "1.0",
            "--evaluate-every",
            "250",
            "--learning-rate",
            "0.00001"
        )
        // Batches of 32: at or after 250, 500, 750, 1000, and at the end.
        let counts = try bySamples.events.filter { $0.key == "eval_accuracy" }
            .compactMap { $0.metadata["samples_count"]?.asInteger }
        #expect(counts == [256, 512, 760, 1016, 1200])
        let keys = try bySamples.keys
        #expect(!keys.contains("epoch_start"))
        #expect(keys.count { $0 == "block_start" } == 5)
        #expect(keys.count { $0 == "block_stop" } == 5)

        let byEpochs = try train(
            "--epochs",
            "5",
            "--target",
            "1.0",
            "--evaluate-every",
            "2epochs",
            "--learning-rate",
            "0.00001"
        )
        let epochs = try byEpochs.events.filter { $0.key == "eval_accuracy" }
            .compactMap { $0.metadata["epoch_num"]?.asInteger }
        #expect(epochs == [2, 4, 5])
    }

    @Test func `the seed decides the training`() throws {
        let runs = try ["1", "1", "2"].map { seed in
            try accuracies(train("--epochs", "4", "--target", "1.0", "--seed", seed))
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test func `adaptation has a target too`() throws {
        _ = try train("--epochs", "4")
        let log = RecordedLog()
        try AdaptCommand.parse([
            "--data", data.directory, "--base", data.file("base.safetensors"), "--method", "lora",
            "--epochs", "30", "--batch-size", "16", "--learning-rate", "0.003", "--rank", "8",
            "--target", "0.7", "--warm-up-steps", "2",
        ]).run(log: log.writer)
        #expect(try stop(log).metadata["status"] == "success")
        let keys = try log.keys
        let order = ["init_start", "warm_up_start", "init_stop", "run_start"]
            .compactMap { keys.firstIndex(of: $0) }
        #expect(order.count == 4 && order == order.sorted())
    }

    @Test(arguments: [
        ["--target", "0"], ["--target", "1.5"], ["--evaluate-every", "10"],
        ["--target", "0.9", "--evaluate-every", "0"],
        ["--target", "0.9", "--evaluate-every", "2 weeks"],
    ])
    func `a target that cannot be used ends with exit code 64`(arguments: [String]) {
        #expect {
            _ = try JoulebenchWorkloads.parseAsRoot(
                ["image-classification", "train", "--output", "x"] + arguments
            )
        } throws: {
            JoulebenchWorkloads.exitCode(for: $0) == ExitCode(64)
        }
    }

    /// Runs the package's own parser, and its checker with the common rules of the rounds.
    ///
    /// The rules that a round has for each of its models come after those; this model is none of
    /// them. The common rules of 6.1 ask for settings of language models.
    private static let checker = """
        import logging, os, sys
        from mlperf_logging.compliance_checker import mlp_compliance, mlp_parser
        logging.disable(logging.CRITICAL)
        folder = os.path.dirname(mlp_compliance.__file__)
        for rules in ["4.1.0", "5.0.0", "5.1.0", "6.0.0", "6.1.0"]:
            lines, errors = mlp_parser.parse_file(sys.argv[1], ruleset=rules)
            found = []
            if rules != "6.1.0":
                checker = mlp_compliance.make_checker("training", rules, False, True)
                checker.configured_checks(lines, f"{folder}/training_{rules}/common.yaml")
                found = [*checker.overwritable.values(), *checker.not_overwritable]
            print(rules, len(lines), len(errors), len(found))
        """

    private static let isCheckerAvailable =
        (try? python(["-c", "import mlperf_logging.compliance_checker.mlp_compliance"])) != nil

    @Test(
        .enabled(if: isCheckerAvailable, "needs the Python package mlperf-logging"),
        arguments: ["1epochs", "250"]
    )
    func `MLPerf's parser and checker take the log`(cadence: String) throws {
        let log = try train("--epochs", "30", "--target", "0.9", "--evaluate-every", cadence)
        let lines = try log.events.map(\.text)
        let path = data.file("result_0.txt")
        // Among the talk of a job.
        try (["starting"] + lines.map { "0: \($0)" } + ["done"]).joined(separator: "\n")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let found = try Self.python(["-c", Self.checker, path]).split(separator: "\n")
        let wanted = ["4.1.0", "5.0.0", "5.1.0", "6.0.0", "6.1.0"].map {
            "\($0) \(lines.count) 0 0"
        }
        #expect(found.map(String.init) == wanted)
    }

    private struct PythonFailed: Error { let status: Int32 }

    /// The standard output of Python.
    private static func python(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PythonFailed(status: process.terminationStatus)
        }
        return String(decoding: output, as: UTF8.self)
    }
}
