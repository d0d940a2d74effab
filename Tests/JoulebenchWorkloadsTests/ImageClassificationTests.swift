import ArgumentParser
import EventLog
import Foundation
import Networks
import Testing

@testable import joulebench_workloads

@Suite struct ImageClassificationTests {
    private let data: SyntheticData
    private let base: String

    init() throws {
        data = try SyntheticData()
        base = data.file("base.safetensors")
    }

    private func train() throws -> RecordedLog {
        let log = RecordedLog()
        try TrainCommand.parse([
            "--data", data.directory, "--output", base, "--hidden", "24,16", "--epochs", "6",
            "--batch-size", "32", "--learning-rate", "0.005",
        ]).run(log: log.writer)
        return log
    }

    private func infer(_ checkpoint: String, _ options: String...) throws -> RecordedLog {
        let log = RecordedLog()
        try InferCommand.parse(
            [
                "--data", data.directory, "--checkpoint", checkpoint, "--seconds", "0",
                "--warm-up-seconds", "0", "--batch-size", "64",
            ] + options
        ).run(log: log.writer)
        return log
    }

    private func expectComplete(_ log: RecordedLog) throws {
        for key in [
            "threads", "global_batch_size", "run_start", "run_stop", "samples", "flops_dense",
            "flops_executed", "int_ops_executed", "parameters", "parameters_nonzero",
            "model_bytes", "eval_accuracy", "eval_correct", "eval_samples", "eval_outcomes",
        ] {
            #expect(try log.keys.count { $0 == key } == 1, "\(key)")
        }
        let keys = try log.keys
        let stop = try #require(keys.firstIndex(of: "run_stop"))
        #expect(try #require(keys.firstIndex(of: "run_start")) < stop)
        #expect(stop < (try #require(keys.firstIndex(of: "eval_accuracy"))))
    }

    @Test func `training states its work, its size and its accuracy`() throws {
        let log = try train()
        try expectComplete(log)
        #expect(try log.value("seed") == 1)
        #expect(try log.value("samples") == 6 * 600)
        #expect(try log.value("flops_dense") == log.value("flops_executed"))
        #expect(try log.value("parameters") == Double(784 * 24 + 24 + 24 * 16 + 16 + 16 * 10 + 10))
        #expect(try log.value("eval_samples") == 150)
        #expect(try #require(try log.value("eval_accuracy")) > 0.95)
        #expect(try log.keys.count { $0 == "epoch_start" } == 6)
        #expect(try log.keys.count { $0 == "epoch_stop" } == 6)
    }

    @Test func `each variant is made from the base and runs with its own arithmetic`() throws {
        let trained = try train()
        let pruned = data.file("pruned.safetensors")
        let int8 = data.file("int8.safetensors")
        let pruning = RecordedLog()
        try PruneCommand.parse([
            "--data", data.directory, "--base", base, "--output", pruned, "--epochs", "8",
            "--batch-size", "32", "--learning-rate", "0.005",
        ]).run(log: pruning.writer)
        try expectComplete(pruning)
        let quantizing = RecordedLog()
        try QuantizeCommand.parse([
            "--data", data.directory, "--base", base, "--output", int8, "--calibration-samples",
            "100",
        ]).run(log: quantizing.writer)
        try expectComplete(quantizing)

        let dense = try infer(base)
        try expectComplete(dense)
        #expect(try dense.value("samples") == 150)
        #expect(try dense.value("eval_correct") == trained.value("eval_correct"))
        #expect(try dense.value("flops_executed") == dense.value("flops_dense"))

        let sparse = try infer(pruned)
        try expectComplete(sparse)
        #expect(try sparse.value("eval_correct") == pruning.value("eval_correct"))
        #expect(try #require(try sparse.value("eval_accuracy")) > 0.9)
        let kept = 784 * 24 / 10 + 24 * 16 / 10 + 160 + 50
        #expect(abs(try #require(try sparse.value("parameters_nonzero")) - Double(kept)) < 5)
        let model = try #require(try sparse.value("model_bytes"))
        #expect(model < 0.25 * (try #require(try dense.value("model_bytes"))))

        let integers = try infer(int8)
        try expectComplete(integers)
        #expect(try integers.value("eval_correct") == quantizing.value("eval_correct"))
        #expect(try integers.value("flops_executed") == 0)
        #expect(try integers.value("int_ops_executed") == integers.value("flops_dense"))

        let zeros = try infer(pruned, "--variant", "dense")
        #expect(try zeros.value("flops_executed") == zeros.value("flops_dense"))
    }

    @Test(arguments: ["full", "lora"])
    func `adaptation states the accuracy before and after`(method: String) throws {
        _ = try train()
        let output = data.file("adapted.safetensors")
        let log = RecordedLog()
        try AdaptCommand.parse([
            "--data", data.directory, "--base", base, "--method", method, "--epochs", "15",
            "--batch-size", "16", "--learning-rate", "0.003", "--rank", "8", "--output", output,
        ]).run(log: log.writer)
        try expectComplete(log)
        let before = try #require(try log.value("eval_accuracy_before"))
        let after = try #require(try log.value("eval_accuracy"))
        #expect(before < 0.5)
        #expect(after > 0.8)
        let executed = try #require(try log.value("flops_executed"))
        let dense = try #require(try log.value("flops_dense"))
        #expect(method == "full" ? executed == dense : executed < dense)
        let trainable = try #require(try log.value("trainable_parameters"))
        let all = try #require(try log.value("parameters"))
        #expect(method == "full" ? trainable == all : trainable < all)

        let adapted = try infer(output, "--domain", "shifted")
        #expect(try adapted.value("eval_correct") == log.value("eval_correct"))
    }

    @Test(arguments: ["full", "lora"])
    func `a warm-up comes before the window and changes nothing in it`(method: String) throws {
        _ = try train()
        // Batches of 64 and one of 24; 25 steps go through them more than twice.
        let adapted = try ["0", "1", "25"].map { steps in
            let output = data.file("\(method)-\(steps).safetensors")
            let log = RecordedLog()
            try AdaptCommand.parse([
                "--data", data.directory, "--base", base, "--method", method, "--epochs", "2",
                "--batch-size", "64", "--rank", "4", "--seed", "3", "--output", output,
                "--warm-up-steps", steps,
            ]).run(log: log.writer)
            return (log, try Data(contentsOf: URL(fileURLWithPath: output)))
        }
        let (cold, checkpoint) = adapted[0]
        #expect(try !cold.keys.contains("warm_up_start"))
        for (log, warmed) in adapted.dropFirst() {
            #expect(warmed == checkpoint)
            #expect(try log.value("flops_executed") == cold.value("flops_executed"))
            #expect(try log.keys.filter { !$0.hasPrefix("warm_up") } == cold.keys)
            let keys = try log.keys
            let stop = try #require(keys.firstIndex(of: "warm_up_stop"))
            #expect(keys[stop - 1...stop + 1] == ["warm_up_start", "warm_up_stop", "run_start"])
        }
    }

    @Test func `bad input is an error that says what to do, with exit code 1`() throws {
        func expect(_ part: String, _ work: () throws -> Void) {
            #expect {
                try work()
            } throws: { error in
                "\(error)".contains(part)
                    && JoulebenchWorkloads.exitCode(for: error) == ExitCode(1)
            }
        }
        expect("No such file") { _ = try infer(data.file("missing")) }
        _ = try train()
        expect("No such file") {
            try TrainCommand.parse(["--data", data.directory, "--output", data.file("no/where")])
                .run(log: RecordedLog().writer)
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: base))
        let cut = data.file("cut")
        try bytes.dropLast(5).write(to: URL(fileURLWithPath: cut))
        expect("Fetch or write it again") { _ = try infer(cut) }
        expect("image-classification quantize") { _ = try infer(base, "--variant", "int8") }
        expect("dataset-fashion-mnist") {
            try InferCommand.parse(["--checkpoint", base, "--data", data.file("nowhere")])
                .run(log: RecordedLog().writer)
        }
    }

    @Test(arguments: [
        ["train"],
        ["train", "--output", "x", "--epochs", "0"],
        ["train", "--output", "x", "--hidden", "12,,3"],
        ["train", "--output", "x", "--hidden", "0"],
        ["train", "--output", "x", "--learning-rate", "-1"],
        ["prune", "--base", "x", "--output", "y", "--sparsity", "1"],
        ["quantize", "--base", "x", "--output", "y", "--calibration-samples", "0"],
        ["adapt", "--base", "x", "--method", "half"],
        ["adapt", "--base", "x", "--method", "lora", "--rank", "0"],
        ["adapt", "--base", "x", "--method", "full", "--warm-up-steps", "-1"],
        ["infer", "--checkpoint", "x", "--seconds", "-1"],
        ["infer", "--checkpoint", "x", "--batch-size", "0"],
    ])
    func `a command line that cannot be used ends with exit code 64`(arguments: [String]) {
        #expect {
            _ = try JoulebenchWorkloads.parseAsRoot(["image-classification"] + arguments)
        } throws: {
            JoulebenchWorkloads.exitCode(for: $0) == ExitCode(64)
        }
    }
}

@Suite struct KernelComparisonTests {
    @Test func `a comparison runs every kernel in every round and states the ratios`() throws {
        let result = try KernelComparison(
            hidden: [16],
            sparsity: 0.5,
            batchSize: 64,
            rounds: 2,
            seconds: 0
        ).run()
        #expect(result.kernels.map(\.variant) == ["dense", "pruned", "int8"])
        #expect(result.kernels.allSatisfy { $0.ratios.count == 2 && $0.imagesPerSecond.count == 2 })
        #expect(result.kernels[0].ratios == [1, 1])
        #expect(result.text.contains("784-16-10"))
        #expect(result.text.contains("VNNI") == !result.avx512VNNI)
        #expect(try result.json.contains("\"images_per_second\""))
    }
}
