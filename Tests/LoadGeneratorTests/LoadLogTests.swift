import EventLog
import Foundation
import TestSupport
import Testing

@testable import LoadGenerator

@Suite struct LoadLogTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func result(_ scenario: Scenario, mode: TestMode = .quick) throws -> ScenarioResult {
        let clock = VirtualClock()
        let isImmediate = if case .server = scenario { false } else { true }
        let system = ScriptedSystem(clock: clock, isImmediate: isImmediate) { number in
            1_000_000 + Nanoseconds(number % 97) * 10_000
        }
        let settings =
            mode == .mlperf
            ? TestSettings.mlperf(scenario, sampleCount: 64)
            : TestSettings.quick(scenario, minDuration: 1_000_000_000, sampleCount: 64)
        var run = try LoadRun(settings, system: system, clock: clock)
        return try #require(ScenarioResult(settings, try run.run()))
    }

    static let scenarios: [Scenario] = [
        .singleStream, .multiStream(samplesPerQuery: 8),
        .server(targetQPS: 800, latencyBound: 5_000_000), .offline(expectedQPS: 1000),
    ]

    @Test(arguments: scenarios)
    func `our files are read as LoadGen's are and hold the same keys`(scenario: Scenario) throws {
        let result = try result(scenario)
        try LoadLog(
            result,
            systemName: "system \"x\"",
            libraryName: "library",
            startMilliseconds: 1_700_000_000_123
        ).write(to: folder.path)
        let log = try RealLog(folder: folder.path)
        #expect(try log.value("sut_name") == "system \"x\"")
        #expect(try log.value("effective_scenario") == .text(scenario.name))
        #expect(try log.value("power_begin") == "11-14-2023 22:13:20.123")
        #expect(try log.value("scenario_mode") == "quick")
        #expect(try log.unsigned("effective_schedule_rng_seed") == Seeds.mlperf.schedule)
        #expect(try log.number("result_query_count") == Double(result.record.queriesIssued))
        let warning = try #require(log.events.first { $0.key == "warning_generic_message" })
        #expect(warning.metadata["is_warning"] == true)
        let summary = try RealSummary(folder: folder.path)
        #expect(summary.fields["Scenario"] == scenario.name)
        #expect(summary.fields["Result is"] == (result.isValid ? "VALID" : "INVALID"))
        let accuracy = try Data(
            contentsOf: URL(fileURLWithPath: folder.path + "/mlperf_log_accuracy.json")
        )
        #expect(try JSONDecoder().decode([Int].self, from: accuracy).isEmpty)
    }

    @Test(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
    func `the keys of submitted logs are ours`() throws {
        let pairs: [(String, Scenario)] = [
            ("v4.1-untether-h13-resnet50-singlestream/performance/run_1", Self.scenarios[0]),
            ("v3.0-h100-pcie-x8-retinanet-server/performance/run_1", Self.scenarios[2]),
        ]
        for (name, scenario) in pairs {
            try LoadLog(
                try result(scenario),
                systemName: "x",
                libraryName: "y",
                startMilliseconds: 0
            ).write(to: folder.path)
            let ours = try RealLog(folder: folder.path)
            let theirs = try RealLog(name)
            let missing = Set(theirs.keys).subtracting(ours.keys).filter {
                !$0.hasPrefix("logger_") && !$0.hasPrefix("loadgen_")
            }
            // What depends on the expected latency, which we do not ask for, and what its logger and
            // its peak search alone have.
            #expect(
                missing.subtracting([
                    "effective_target_qps", "requested_single_stream_expected_latency_ns",
                    "generated_query_count", "generated_query_duration",
                    "generated_samples_per_query", "get_sut_name_duration_ns",
                    "requested_server_find_peak_qps_decimals_of_precision",
                    "requested_server_find_peak_qps_boundary_step_size", "num_errors",
                ]).isEmpty,
                "\(missing)"
            )
            let real = try RealSummary(folder: Fixtures.path("mlperf/\(name)"))
            let summary = try RealSummary(folder: folder.path)
            #expect(real.fields["Result is"] == "VALID")
            let labels = Set(real.labels).subtracting(summary.labels).filter {
                // The decimals of the name of a percentile came later.
                !$0.hasPrefix("90th percentile") && $0 != "target_qps"
            }
            #expect(labels.isEmpty, "\(labels)")
        }
    }

    @Test func `an mlperf run has no warning where it keeps all limits`() throws {
        let log = LoadLog(
            try result(.singleStream, mode: .mlperf),
            systemName: "x",
            libraryName: "y",
            startMilliseconds: 0
        )
        #expect(log.warning == nil)
        #expect(log.summary.contains("No warnings encountered during test."))
        #expect(log.summary.contains("min_duration (ms): 600000"))
        #expect(log.summary.contains("Result is : VALID"))
    }

    @Test func `a folder that cannot be written is an error that names it`() throws {
        let file = folder.path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        let log = LoadLog(
            try result(.singleStream),
            systemName: "x",
            libraryName: "y",
            startMilliseconds: 0
        )
        #expect {
            try log.write(to: file + "/below")
        } throws: {
            "\($0)".contains(file)
        }
    }
}
