import ArgumentParser
import EventLog
import Foundation
import LoadGenerator
import TestSupport
import Testing

@testable import joulebench_workloads

@Suite struct ServeCommandTests {
    private let data: SyntheticData
    private let base: String

    init() throws {
        data = try SyntheticData(training: 300, test: 150)
        base = data.file("base.safetensors")
        try TrainCommand.parse([
            "--data", data.directory, "--output", base, "--hidden", "24,16", "--epochs", "4",
            "--batch-size", "32", "--learning-rate", "0.005",
        ]).run(log: RecordedLog().writer)
    }

    private func serve(_ options: String..., checkpoint: String? = nil) throws -> RecordedLog {
        let log = RecordedLog()
        try ServeCommand.parse(
            [
                "--data", data.directory, "--checkpoint", checkpoint ?? base, "--seconds", "0.05",
                "--warm-up-seconds", "0",
            ] + options
        ).run(log: log.writer)
        return log
    }

    private func text(_ key: String, of log: RecordedLog) throws -> String? {
        guard case .text(let text)? = try log.events.first(where: { $0.key == key })?.value else {
            return nil
        }
        return text
    }

    /// What holds of every scenario, however slow the machine is.
    private func expectComplete(_ log: RecordedLog, scenario: String) throws {
        let keys = try log.keys
        for key in [
            "run_start", "run_stop", "scenario_mode", "effective_scenario", "result_validity",
            "result_query_count", "result_mean_latency_ns", "result_99.00_percentile_latency_ns",
            "latency_histogram", "queries", "samples", "flops_executed", "parameters",
            "eval_accuracy", "eval_answers_differing", "scenario_shortfalls",
        ] {
            #expect(keys.count { $0 == key } == 1, "\(key)")
        }
        #expect(try text("effective_scenario", of: log) == scenario)
        #expect(try text("scenario_mode", of: log) == "quick")
        let stop = try #require(keys.firstIndex(of: "run_stop"))
        #expect(keys[stop - 1] == "run_start")
        #expect(try #require(keys.firstIndex(of: "result_validity")) > stop)
        #expect(try log.value("eval_answers_differing") == 0)
        #expect(try log.value("eval_samples") == 150)
        let verdict = try #require(try text("result_validity", of: log))
        #expect((try text("result_invalid_reason", of: log) != nil) == (verdict == "INVALID"))
    }

    @Test func `single-stream asks for one image at a time`() throws {
        let log = try serve("--scenario", "single-stream")
        try expectComplete(log, scenario: "SingleStream")
        let queries = try #require(try log.value("queries"))
        #expect(try log.value("samples") == queries)
        #expect(try log.value("result_query_count") == queries)
        #expect(try log.value("global_batch_size") == 1)
        #expect(try log.value("flops_executed") == log.value("flops_dense"))
    }

    @Test func `multi-stream asks for eight`() throws {
        let log = try serve("--scenario", "multi-stream")
        try expectComplete(log, scenario: "MultiStream")
        #expect(try log.value("samples") == 8 * (try #require(try log.value("queries"))))
        #expect(try log.keys.contains("result_99.00_percentile_per_query_latency_ns"))
    }

    @Test func `a server answers what arrives, in batches on a thread of its own`() throws {
        let log = try serve(
            "--scenario",
            "server",
            "--target-qps",
            "2000",
            "--latency-bound",
            "10000",
            "--seed",
            "7",
            "--batch-size",
            "4"
        )
        try expectComplete(log, scenario: "Server")
        let schedule = QuerySchedule(
            seed: Seeds(block: 7).schedule,
            rate: 2000,
            duration: 50_000_000,
            minQueryCount: 1
        )
        #expect(try log.value("queries") == Double(schedule.arrivals.count))
        #expect(try log.value("effective_target_qps") == 2000)
        #expect(try log.value("effective_target_latency_ns") == 10_000_000_000)
        // Padding of batches counts as executed.
        let (executed, dense) = (try log.value("flops_executed"), try log.value("flops_dense"))
        #expect(try #require(executed) >= (try #require(dense)))
    }

    @Test func `offline asks for all at once, as many as a rate and a time make`() throws {
        let log = try serve("--scenario", "offline", "--target-qps", "10000", "--batch-size", "32")
        try expectComplete(log, scenario: "Offline")
        #expect(try log.value("queries") == 1)
        #expect(try log.value("samples") == 550)
        #expect(try log.keys.contains("result_samples_per_second"))
        let measured = try serve("--scenario", "offline")
        #expect(try #require(try measured.value("effective_target_qps")) > 0)
    }

    @Test func `pruned and quantized networks are served with their own arithmetic`() throws {
        let (pruned, int8) = (data.file("pruned"), data.file("int8"))
        try PruneCommand.parse([
            "--data", data.directory, "--base", base, "--output", pruned, "--epochs", "2",
            "--batch-size", "32", "--sparsity", "0.5",
        ]).run(log: RecordedLog().writer)
        try QuantizeCommand.parse([
            "--data", data.directory, "--base", base, "--output", int8, "--calibration-samples",
            "100",
        ]).run(log: RecordedLog().writer)
        let sparse = try serve("--scenario", "single-stream", checkpoint: pruned)
        try expectComplete(sparse, scenario: "SingleStream")
        #expect(try text("variant", of: sparse) == "pruned")
        let integers = try serve(
            "--scenario",
            "server",
            "--target-qps",
            "500",
            checkpoint: int8
        )
        try expectComplete(integers, scenario: "Server")
        #expect(try integers.value("flops_executed") == 0)
        #expect(try #require(try integers.value("int_ops_executed")) > 0)
    }

    @Test func `LoadGen's files are written where asked, labelled quick`() throws {
        let folder = data.file("logs/run_1")
        let log = try serve("--scenario", "single-stream", "--log-folder", folder)
        let detail = try String(contentsOfFile: folder + "/mlperf_log_detail.txt", encoding: .utf8)
        let events = try detail.split(separator: "\n").compactMap { try LogLine.parse(String($0)) }
        let count = try #require(events.last { $0.key == "result_query_count" })
        #expect(count.value.asNumber == (try log.value("queries")))
        #expect(events.contains { $0.key == "warning_generic_message" })
        let summary = try String(
            contentsOfFile: folder + "/mlperf_log_summary.txt",
            encoding: .utf8
        )
        #expect(summary.contains("1 warning encountered"))
    }

    @Test(arguments: [
        ["--scenario", "both"],
        ["--scenario", "server"],
        ["--scenario", "server", "--target-qps", "0"],
        ["--scenario", "server", "--target-qps", "10", "--latency-bound", "0"],
        ["--scenario", "single-stream", "--seconds", "0"],
        ["--scenario", "single-stream", "--mode", "mlperf", "--seed", "3"],
        ["--scenario", "single-stream", "--mode", "mlperf", "--seconds", "3"],
        ["--scenario", "single-stream", "--target-qps", "3"],
        ["--scenario", "offline", "--latency-bound", "3"],
        ["--scenario", "server", "--target-qps", "3", "--samples-per-query", "8"],
        ["--scenario", "multi-stream", "--samples-per-query", "0"],
        ["--scenario", "offline", "--batch-size", "0"],
    ])
    func `a command line that cannot be used ends with exit code 64`(arguments: [String]) {
        #expect {
            _ = try JoulebenchWorkloads.parseAsRoot(
                ["image-classification", "serve", "--checkpoint", "x"] + arguments
            )
        } throws: {
            JoulebenchWorkloads.exitCode(for: $0) == ExitCode(64)
        }
    }

    @Test func `a folder that cannot be written is an error before anything runs`() {
        let log = RecordedLog()
        #expect {
            try ServeCommand.parse([
                "--data", data.directory, "--checkpoint", base, "--scenario", "single-stream",
                "--log-folder", base,
            ]).run(log: log.writer)
        } throws: {
            "\($0)".contains("no folder")
        }
        #expect((try? log.keys.isEmpty) == true)
    }

    @Test func `a rate that no memory holds is an error that says what to do`() {
        #expect {
            _ = try serve("--scenario", "server", "--target-qps", "1e9", "--seconds", "600")
        } throws: {
            "\($0)".contains("Lower the target rate")
                && JoulebenchWorkloads.exitCode(for: $0) == ExitCode(1)
        }
    }
}
