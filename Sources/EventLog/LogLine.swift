internal import Foundation

/// One event as a workload prints it: an MLPerf `:::MLLOG` line.
///
/// Format: `mlperf_logging` of mlcommons/logging. LoadGen's detail log writes the same line with
/// other metadata; unknown metadata is kept.
public struct LogLine: Sendable, Hashable {
    /// What an event marks.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case intervalStart = "INTERVAL_START"
        case intervalEnd = "INTERVAL_END"
        case pointInTime = "POINT_IN_TIME"
    }

    /// The token that starts an event anywhere on a line.
    public static let token = ":::MLLOG"
    private static let tokenText: StaticString = ":::MLLOG"

    public var namespace: String
    public var kind: Kind
    public var key: String
    public var value: LogValue
    public var metadata: [String: LogValue]

    /// Milliseconds since 1970 (training logs) or since the start (LoadGen).
    public var timeMilliseconds: Double?

    /// `CLOCK_MONOTONIC` in nanoseconds, where the workload states it (`metadata.monotonic_ns`).
    public var monotonicNanoseconds: Int64? { metadata["monotonic_ns"]?.asInteger }

    public init(
        kind: Kind,
        key: String,
        value: LogValue = .null,
        metadata: [String: LogValue] = [:],
        timeMilliseconds: Double? = nil,
        namespace: String = ""
    ) {
        self.namespace = namespace
        self.kind = kind
        self.key = key
        self.value = value
        self.metadata = metadata
        self.timeMilliseconds = timeMilliseconds
    }
}

/// A line that holds the event token but no event that can be read.
public struct MalformedLogLine: Error, CustomStringConvertible {
    public let line: String
    public let reason: String

    public var description: String {
        "Cannot read the event in “\(line.prefix(200))”: \(reason). Print one JSON object with "
            + "“key”, “event_type” and “value” after \(LogLine.token)."
    }
}

extension LogLine: Codable {
    enum CodingKeys: String, CodingKey {
        case namespace
        case timeMilliseconds = "time_ms"
        case kind = "event_type"
        case key
        case value
        case metadata
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        kind = try fields.decode(Kind.self, forKey: .kind)
        key = try fields.decode(String.self, forKey: .key)
        namespace = try fields.decodeIfPresent(String.self, forKey: .namespace) ?? ""
        value = try fields.decodeIfPresent(LogValue.self, forKey: .value) ?? .null
        metadata =
            try fields.decodeIfPresent([String: LogValue].self, forKey: .metadata) ?? [:]
        timeMilliseconds = try fields.decodeIfPresent(Double.self, forKey: .timeMilliseconds)
    }
}

extension LogLine {
    /// Reads the event on a line of output, with or without other text before the token.
    ///
    /// - Returns: `nil` where the line holds no token: it is ordinary output.
    /// - Throws: `MalformedLogLine` where it holds one and the rest is not an event. `NaN` and
    ///   `Infinity`, which Python's `json` prints, are read as such.
    public static func parse(_ line: String) throws(MalformedLogLine) -> LogLine? {
        var line = line
        let found = line.withUTF8 { bytes in
            LogScanner.place(of: tokenText, in: bytes).map { place in
                let start = place + tokenText.utf8CodeUnitCount
                var scanner = LogScanner(bytes, from: start)
                let event = scanner.event()
                return (event: event, rest: event == nil ? Data(bytes[start...]) : Data())
            }
        }
        guard let found else { return nil }
        if let event = found.event { return event }
        return try decode(found.rest, of: line)
    }

    /// Reads an event that the scanner does not.
    static func decode(_ text: Data, of line: String) throws(MalformedLogLine) -> LogLine {
        let decoder = JSONDecoder()
        do {
            return try decoder.decode(LogLine.self, from: text)
        } catch {
            decoder.allowsJSON5 = true
            if let event = try? decoder.decode(LogLine.self, from: text) { return event }
            throw MalformedLogLine(line: line, reason: Self.reason(of: error))
        }
    }

    /// The event as a line to print, without the line end.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        bytes += Self.token.utf8
        bytes += " {\"event_type\":\"".utf8
        bytes += kind.rawValue.utf8
        bytes += "\",\"key\":".utf8
        LogText.append(key, to: &bytes)
        bytes += ",\"metadata\":".utf8
        LogText.append(metadata, to: &bytes)
        bytes += ",\"namespace\":".utf8
        LogText.append(namespace, to: &bytes)
        if let timeMilliseconds {
            bytes += ",\"time_ms\":".utf8
            LogText.append(timeMilliseconds, to: &bytes)
        }
        bytes += ",\"value\":".utf8
        LogText.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” has another type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” is no known value"
        default: "it is not a JSON object"
        }
    }
}
