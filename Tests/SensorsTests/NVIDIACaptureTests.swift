import Experiment
import Foundation
import Sensors
import TestSupport
import Testing

/// Tables that real machines printed.
@Suite(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
struct NVIDIACaptureTests {
    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: Fixtures.path("nvidia-smi/\(name)"), encoding: .utf8)
    }

    static let captures: [(folder: String, state: String, milliwatts: UInt64, mebibytes: UInt64)] =
        [
            ("linux-x86_64__nvidia-geforce-rtx-2080-super__595.71.05", "idle", 39_320, 214),
            ("linux-x86_64__nvidia-geforce-rtx-2080-super__595.71.05", "load", 111_500, 819),
            ("linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01", "idle", 69_850, 0),
            ("linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01", "load", 631_950, 19_818),
            ("linux-x86_64__nvidia-h200-mig__590.48.01", "idle", 78_280, 55),
            ("linux-x86_64__nvidia-h200-mig__590.48.01", "load", 295_010, 16_959),
        ]

    @Test(arguments: captures)
    func `a capture that is replayed gives its power and memory`(
        capture: (folder: String, state: String, milliwatts: UInt64, mebibytes: UInt64)
    ) throws {
        let table = try text("captures/\(capture.folder)/\(capture.state)/query-gpu.csv")
        let found = try ReplayedSMI(table: table).probe()
        let sensor = try #require(found.sensor)
        let names = sensor.channels.map { $0.name.split(separator: "/").last.map(String.init) }
        let isSplit = capture.folder.contains("mig")
        #expect(names.contains("utilization") == !isSplit)
        #expect(sensor.channels.allSatisfy { $0.domain == (isSplit ? .otherGPU : .gpu) })
        let open = try sensor.open(for: anyProcesses)
        var values: [String: UInt64] = [:]
        for reading in open.readings(until: { $0.channel == sensor.channels.count - 1 }) {
            guard case .value(let value) = reading.outcome else { continue }
            values[names[reading.channel] ?? ""] = value
        }
        #expect(values["power"] == capture.milliwatts)
        #expect(values["memory"] == capture.mebibytes << 20)
        let isTuring = capture.folder.contains("2080")
        let power = sensor.channels.first { $0.name.hasSuffix("/power") }
        #expect(power?.averagingWindow == (isTuring ? .milliseconds(100) : .seconds(1)))
    }

    /// The columns of a table, by name without the unit.
    private func columns(_ name: String) throws -> [String: [String]] {
        let lines = try text(name).split(whereSeparator: \.isNewline).map(String.init)
        let header = lines[0].components(separatedBy: ", ").map {
            String($0.split(separator: " ")[0])
        }
        var columns: [String: [String]] = [:]
        for line in lines.dropFirst() {
            let cells = try #require(NVIDIASMITable.cells(of: line, count: header.count))
            for (name, cell) in zip(header, cells) { columns[name, default: []].append(cell) }
        }
        return columns
    }

    @Test func `four boards add up`() throws {
        let lines = try text("odd/a10-x4-noheader-nounits.csv").split(whereSeparator: \.isNewline)
        let sum = try lines.reduce(UInt64(0)) { sum, line in
            let cells = try #require(NVIDIASMITable.cells(of: line, count: 7))
            guard case .value(let power) = NVIDIASMIField.power.outcome(of: cells[6]) else {
                Issue.record("no power in \(line)")
                return sum
            }
            return sum + power
        }
        #expect(lines.count == 4)
        #expect(sum == 242_660)
    }

    @Test func `an unknown error is no value and takes no other with it`() throws {
        let columns = try columns("odd/rtx2080ti-unknown-error.csv")
        let power = try #require(columns["power.draw"]?.first)
        #expect(NVIDIASMIField.power.outcome(of: power) == .value(228_820))
        let limit = try #require(columns["power.default_limit"]?.first)
        #expect(NVIDIASMIField.power.outcome(of: limit).failureReason == "NVML: unknown error")
    }

    @Test func `a board that wants a reset gives no value`() throws {
        let columns = try columns("odd/h100-gpu-requires-reset.csv")
        let cell = try #require(columns["utilization.gpu"]?.first)
        #expect(NVIDIASMIField.utilization.outcome(of: cell) == .failed(errno: 10_016))
    }
}

@Suite struct NVIDIASMIFieldTests {
    @Test(arguments: [
        "N/A", "[N/A]", "[Not Supported]", "[Unknown Error]", "[Function Not Found]",
        "[Insufficient Permissions]", "[Requested functionality has been deprecated]",
        "[GPU requires reset]", "[GPU is lost]", "ERR!", "[not supported]",
    ])
    func `words that stand for no value are failures`(token: String) {
        for field in NVIDIASMIField.allCases {
            guard case .failed(let number) = field.outcome(of: token) else {
                Issue.record("\(field) takes \(token) for \(field.outcome(of: token))")
                continue
            }
            #expect(NVIDIAFailure.words(number)?.hasPrefix("NVML: ") == true)
        }
    }

    @Test(arguments: [
        "", " ", "-", "-3.0", "+3", "1,5", "nan", "inf", "1e3", "0x", "12 W W", "٣", "1.2.3",
    ])
    func `what is neither a value nor such a word is malformed`(token: String) {
        for field in NVIDIASMIField.allCases {
            #expect(field.outcome(of: token) == .malformed, "\(field)")
        }
    }

    @Test func `values come with and without units`() {
        #expect(NVIDIASMIField.power.outcome(of: " 627.40 W") == .value(627_400))
        #expect(NVIDIASMIField.power.outcome(of: "627.4") == .value(627_400))
        #expect(NVIDIASMIField.power.outcome(of: "627 MiB") == .malformed)
        #expect(NVIDIASMIField.memory.outcome(of: "3 MiB") == .value(3 << 20))
        #expect(NVIDIASMIField.clock.outcome(of: "1980 MHz") == .value(1_980_000))
        #expect(NVIDIASMIField.temperature.outcome(of: "41") == .value(41_000))
        #expect(NVIDIASMIField.utilization.outcome(of: "8 %") == .value(8))
        #expect(NVIDIASMIField.eventReasons.outcome(of: "0x0000000000000024") == .value(0x24))
    }

    @Test func `a power that no board draws is none`() {
        #expect(NVIDIASMIField.power.outcome(of: "5000.00") == .value(5_000_000))
        #expect(NVIDIASMIField.power.outcome(of: "5000.01") == .malformed)
        #expect(NVIDIASMIField.powerInstant.outcome(of: "999999999.00") == .malformed)
        #expect(NVIDIASMIField.memory.outcome(of: "999999") == .value(999_999 << 20))
    }

    @Test func `every power that is printed comes back to the milliwatt`() {
        Properties.check(500) { random, seed in
            let hundredths = UInt64.random(in: 0...150_000, using: &random)
            let rest = hundredths % 100
            let text = "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
            let outcome = NVIDIASMIField.power.outcome(of: text)
            #expect(outcome == .value(hundredths * 10), "\(text), seed \(seed)")
        }
    }

    @Test func `a line with another number of cells is none of the table`() {
        #expect(NVIDIASMITable.cells(of: "a, b", count: 3) == nil)
        #expect(NVIDIASMITable.cells(of: "a, b, c, d", count: 3) == nil)
        let name = NVIDIASMITable.cells(of: "a, b, c, d", count: 3, lastHoldsCommas: true)
        #expect(name == ["a", "b", "c, d"])
        #expect(NVIDIASMITable.cells(of: "a, , c", count: 3) == ["a", "", "c"])
    }

    @Test func `the help names each field with its other name`() {
        let help = "List of fields\n\n\"clocks.current.sm\" or \"clocks.sm\"\nThe \"SM\" clock.\n"
        #expect(NVIDIASMITable.fieldNames(inHelp: help) == ["clocks.current.sm", "clocks.sm"])
    }
}
