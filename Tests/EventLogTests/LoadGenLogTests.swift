import Foundation
import TestSupport
import Testing

@testable import EventLog

@Suite struct LoadGenLogTests {
    // python3 -c 'import datetime as d; print(int(d.datetime(2024,7,23,15,48,32,939000,
    //     d.timezone.utc).timestamp()*1000))'
    @Test(arguments: [
        ("07-23-2024 15:48:32.939", 1_721_749_712_939 as Int64?), ("01-01-1970 00:00:00.000", 0),
        ("02-29-2024 23:59:59.999", 1_709_251_199_999), ("12-31-1969 23:59:59.000", -1000),
        ("07-23-2024 15:48:32", nil), ("2024-07-23 15:48:32.939", nil), ("", nil),
        ("13-01-2024 00:00:00.000", nil), ("07-23-2024 25:00:00.000", nil),
        ("07-23-2024 15:48:32.93x", nil), ("٠٧-23-2024 15:48:32.939", nil),
    ])
    func `LoadGen's times are UTC to the millisecond`(text: String, milliseconds: Int64?) {
        #expect(LoadGenLog.milliseconds(of: text) == milliseconds)
    }

    private func line(_ key: String, _ value: String) -> String {
        ##":::MLLOG {"key": "\##(key)", "value": \##(value), "time_ms": 1.5, "namespace": "##
            + ##""mlperf::logging", "event_type": "POINT_IN_TIME", "metadata": {"pid": 1}}"## + "\n"
    }

    private var whole: String {
        line("effective_scenario", "\"Offline\"") + line("loaded_qsl_set", "[1, 2]")
            + line("power_begin", "\"07-23-2024 15:48:32.939\"")
            + line("power_end", "\"07-23-2024 15:58:32.939\"")
            + line("result_validity", "\"VALID\"")
    }

    @Test func `edges, results and no long lists are taken`() {
        let log = LoadGenLog(text: whole)
        #expect(log.problem == nil)
        #expect(log.begin == 1_721_749_712_939)
        #expect(log.end == 1_721_750_312_939)
        #expect(log.events.map(\.key) == ["effective_scenario", "result_validity"])
    }

    @Test func `what is wrong with a log is said`() {
        func problem(_ text: String) -> String { LoadGenLog(text: text).problem ?? "none" }
        #expect(problem("").contains("empty"))
        #expect(problem("hello\n").contains("no event"))
        #expect(problem(":::MLPv0.5.0 loadgen 1 x").contains("no event"))
        #expect(problem(line("effective_scenario", "\"Offline\"")).contains("ends before"))
        #expect(problem(whole + whole).contains("more than once"))
        #expect(problem(whole + ":::MLLOG {\"key\"").contains("1 of its events"))
        #expect(problem(whole.replacing("15:58", with: "15:48")).contains("not after"))
        #expect(problem(whole.replacing("15:58", with: "noon")).contains("power_end is no time"))
        #expect(
            LoadGenLog(folder: "/nonexistent").problem?.contains("there is no mlperf_log") == true
        )
    }

    @Test(
        .enabled(if: Fixtures.areAvailable, "\(Fixtures.skipReason)"),
        arguments: [
            ("v3.0-h100-pcie-x8-retinanet-server", "Server", 600_011 as Int64, 3_361_528 as Int64),
            ("v4.1-untether-h13-resnet50-singlestream", "SingleStream", 600_000, 4_742_678),
        ]
    )
    func `published logs are read`(
        name: String,
        scenario: String,
        duration: Int64,
        queries: Int64
    ) throws {
        let log = LoadGenLog(folder: Fixtures.path("mlperf/\(name)/performance/run_1"))
        #expect(log.problem == nil)
        let begin = try #require(log.begin)
        #expect(log.end == begin + duration)
        func value(_ key: String) -> LogValue? { log.events.last { $0.key == key }?.value }
        #expect(value("effective_scenario") == .text(scenario))
        #expect(value("result_query_count") == .integer(queries))
        #expect(value("result_validity") == "VALID")
        #expect(log.events.count > 60)
    }

    @Test(.enabled(if: Fixtures.areAvailable, "\(Fixtures.skipReason)"))
    func `a log that was cut off anywhere is told from a whole one`() throws {
        let path = Fixtures.path(
            "mlperf/v3.0-h100-pcie-x8-retinanet-server/performance/run_1/mlperf_log_detail.txt"
        )
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let results = try #require(text.firstRange(of: "\"result_validity\"")).lowerBound
        let length = text.distance(from: text.startIndex, to: results)
        for cut in stride(from: 0, through: length, by: max(length / 40, 1)) {
            #expect(LoadGenLog(text: String(text.prefix(cut))).problem != nil, "cut at \(cut)")
        }
    }
}
