import EventLog
import Foundation
import TestSupport
import Testing

/// A LoadGen detail log, ours or MLCommons', read by the same code.
struct RealLog {
    private let lines: [String]
    let events: [LogLine]

    /// Reads the log of a folder of the captures of MLPerf submissions.
    init(_ name: String) throws { try self.init(folder: Fixtures.path("mlperf/\(name)")) }

    init(folder: String) throws {
        let path = "\(folder)/mlperf_log_detail.txt"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        lines = text.split(separator: "\n").map(String.init)
        events = try lines.compactMap { try LogLine.parse($0) }
    }

    var keys: [String] { events.map(\.key) }

    func value(_ key: String) throws -> LogValue {
        try #require(events.last { $0.key == key }, "\(key)").value
    }

    func number(_ key: String) throws -> Double { try #require(try value(key).asNumber, "\(key)") }

    func integers(_ key: String) throws -> [Int] {
        guard case .array(let values) = try value(key) else { return [] }
        return values.compactMap { $0.asInteger.map(Int.init) }
    }

    /// A whole number above what `Int64` holds, such as a seed, from the text.
    func unsigned(_ key: String) throws -> UInt64 {
        let line = try #require(lines.last { $0.contains("\"\(key)\"") })
        let match = try #require(try /"value": (\d+)/.firstMatch(in: line))
        return try #require(UInt64(match.1))
    }
}

/// A LoadGen summary as label → value, in the order of the lines.
struct RealSummary {
    let fields: [String: String]
    let labels: [String]

    /// The numbers in the lines of “Early Stopping Result”.
    let earlyStoppingNumbers: [String]

    init(folder: String) throws {
        let path = "\(folder)/mlperf_log_summary.txt"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        var fields: [String: String] = [:]
        var labels: [String] = []
        for line in lines where !line.hasPrefix(" *") {
            guard let colon = line.lastIndex(of: ":") else { continue }
            let trimmed = { (part: Substring) in part.trimmingCharacters(in: .whitespaces) }
            let label = trimmed(line[..<colon])
            fields[label] = trimmed(line[line.index(after: colon)...])
            labels.append(label)
        }
        self.fields = fields
        self.labels = labels
        let stopping = lines.drop { !$0.hasPrefix("Early Stopping Result") }.dropFirst()
            .prefix { $0.hasPrefix(" ") }
        earlyStoppingNumbers = stopping.joined().matches(of: /\d+(\.\d+)?/).map { String($0.0) }
    }
}
