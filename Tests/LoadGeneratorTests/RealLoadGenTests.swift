import EventLog
import Foundation
import TestSupport
import Testing

@testable import LoadGenerator

/// MLCommons' own LoadGen and ours, driven with the same latencies: every figure is compared.
@Suite(
    .enabled(if: RealLoadGen.isAvailable, "needs the Python package mlcommons-loadgen"),
    .serialized
)
struct RealLoadGenTests {
    struct Case: Sendable {
        let scenario: Scenario
        let options: String
    }

    static let cases = [
        Case(scenario: .singleStream, options: #""single_stream_expected_latency_ns": 20000"#),
        Case(
            scenario: .multiStream(samplesPerQuery: 8),
            options: #""multi_stream_expected_latency_ns": 20000"#
        ),
        Case(
            scenario: .server(targetQPS: 400, latencyBound: 3_000_000),
            options: #""server_target_qps": 400, "server_target_latency_ns": 3000000"#
        ),
        Case(
            scenario: .server(targetQPS: 400, latencyBound: 10_000_000_000),
            options: #""server_target_qps": 400, "server_target_latency_ns": 10000000000"#
        ),
        Case(scenario: .offline(expectedQPS: 300), options: #""offline_expected_qps": 300"#),
    ]

    @Test(arguments: cases)
    func `figures, samples and arrivals are LoadGen's`(one: Case) throws {
        let real = try RealLoadGen(one.scenario, options: one.options, minDurationMilliseconds: 150)
        let settings = TestSettings(
            mode: .quick,
            scenario: one.scenario,
            minDuration: 150_000_000,
            minQueryCount: 10,
            percentile: try real.percentile,
            sampleCount: 64
        )
        var sequence = SampleSequence(settings)
        #expect(real.indices == real.indices.map { _ in Array(sequence.next()) })
        #expect(try real.log.integers("loaded_qsl_set") == sequence.loaded)

        let result = try real.rerun(settings)
        let ours = try TemporaryFolder()
        try LoadLog(result, systemName: "PySUT", libraryName: "PyQSL", startMilliseconds: 0)
            .write(to: ours.path)
        try compare(try RealSummary(folder: ours.path), with: real.summary, result)
        try compare(try RealLog(folder: ours.path), with: real.log)
    }

    private func compare(
        _ ours: RealSummary,
        with theirs: RealSummary,
        _ result: ScenarioResult
    ) throws {
        // LoadGen makes up a rate for the streams from the latency that it is told to expect.
        let labels = theirs.labels.filter { $0 != "target_qps" || result.settings.targetQPS != nil }
        #expect(ours.labels == labels)
        for label in labels {
            let (our, their) = (ours.fields[label] ?? "", theirs.fields[label] ?? "")
            guard label == "QPS w/ loadgen overhead" else {
                #expect(our == their, "\(label)")
                continue
            }
            // It counts from LoadGen's start, which its trace does not show; the first query goes
            // out some microseconds later.
            let (a, b) = (try #require(Double(our)), try #require(Double(their)))
            #expect(abs(a - b) < 1e-3 * b, "\(label)")
        }
        #expect(ours.earlyStoppingNumbers == theirs.earlyStoppingNumbers)
    }

    private func compare(_ ours: RealLog, with theirs: RealLog) throws {
        let keys = theirs.keys.filter {
            ($0.hasPrefix("result_") || $0.hasPrefix("early_stopping_"))
                && !["result_invalid_reason", "early_stopping_result"].contains($0)
        }
        #expect(keys.count > 10)
        for key in keys {
            let (our, their) = (try ours.value(key), try theirs.value(key))
            if let a = our.asNumber, let b = their.asNumber {
                let tolerance = key == "result_qps_with_loadgen_overhead" ? 1e-3 : 0
                #expect(abs(a - b) <= tolerance * abs(b), "\(key)")
            } else {
                #expect(our == their, "\(key)")
            }
        }
    }
}

/// A run of MLCommons' LoadGen with its trace.
struct RealLoadGen {
    let log: RealLog
    let summary: RealSummary

    /// The samples of each query in the order of issue.
    let indices: [[Int]]

    /// Of each query: when it was due, from the first one on, and its latency.
    private let queries: [(due: Nanoseconds, latency: Nanoseconds)]
    private let folder: TemporaryFolder

    static let isAvailable = (try? python(["-c", "import mlperf_loadgen"])) == 0

    var percentile: Double {
        get throws { try log.number("effective_target_latency_percentile") }
    }

    init(_ scenario: Scenario, options: String, minDurationMilliseconds: Int) throws {
        folder = try TemporaryFolder()
        let seeds = Seeds.mlperf
        let json = """
            {"scenario": "\(scenario.name)", "total_samples": 64, "performance_samples": 64,
             "settings": {"min_duration_ms": \(minDurationMilliseconds), "min_query_count": 10,
             "qsl_rng_seed": \(seeds.library), "sample_index_rng_seed": \(seeds.sampleIndex),
             "schedule_rng_seed": \(seeds.schedule), \(options)}}
            """
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Python/drive_loadgen.py").path
        let output = folder.path + "/issued.json"
        try #require(try Self.python([script, folder.path, json], output: output) == 0)
        indices = try JSONDecoder().decode(
            [[Int]].self,
            from: Data(contentsOf: URL(fileURLWithPath: output))
        )
        log = try RealLog(folder: folder.path)
        summary = try RealSummary(folder: folder.path)
        queries = try Self.trace(folder.path)
    }

    /// Runs ours on a virtual clock with the times of the trace.
    func rerun(_ settings: TestSettings) throws -> ScenarioResult {
        let clock = VirtualClock()
        let queries = queries
        let isServer = if case .server = settings.scenario { true } else { false }
        let system = ScriptedSystem(
            clock: clock,
            isImmediate: !isServer,
            gap: { number in
                guard number + 1 < queries.count else { return 0 }
                return queries[number + 1].due - queries[number].due - queries[number].latency
            },
            latency: { queries[$0].latency }
        )
        if isServer {
            let schedule = QuerySchedule(
                seed: settings.seeds.schedule,
                rate: settings.targetQPS ?? 0,
                duration: settings.minDuration,
                minQueryCount: settings.minQueryCount
            )
            #expect(schedule.arrivals == queries.map(\.due))
        }
        var run = try LoadRun(settings, system: system, clock: clock)
        return try #require(ScenarioResult(settings, try run.run()))
    }

    /// The events of LoadGen's trace that begin a sample, the first of each query.
    private static func trace(
        _ folder: String
    ) throws -> [(due: Nanoseconds, latency: Nanoseconds)] {
        let path = folder + "/mlperf_log_trace.json"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        var found: [Int: (due: Nanoseconds, latency: Nanoseconds)] = [:]
        for line in text.split(separator: "\n")
        where line.hasPrefix(#"{"name":"Sample","cat":"default","ph":"b""#) {
            // Microseconds with three decimals.
            let due = try number("ts", in: line).filter { $0 != "." }
            let query = try #require(Int(try number("query_seq", in: line)))
            found[query] = (
                try #require(Nanoseconds(due)),
                try #require(Nanoseconds(try number("complete_ns", in: line)))
            )
        }
        let ordered = (0..<found.count).compactMap { found[$0] }
        try #require(!ordered.isEmpty && ordered.count == found.count)
        return ordered.map { ($0.due - ordered[0].due, $0.latency) }
    }

    /// The digits after a key; the trace is no JSON that a decoder takes.
    private static func number(_ key: String, in line: Substring) throws -> Substring {
        let start = try #require(line.firstRange(of: "\"\(key)\":")).upperBound
        return line[start...].prefix { $0.isNumber || $0 == "." }
    }

    @discardableResult
    private static func python(_ arguments: [String], output: String? = nil) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        if let output {
            _ = FileManager.default.createFile(atPath: output, contents: nil)
            process.standardOutput = FileHandle(forWritingAtPath: output)
        }
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
