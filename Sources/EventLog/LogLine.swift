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
        guard let start = line.firstRange(of: token) else { return nil }
        let text = line[start.upperBound...]
        let decoder = JSONDecoder()
        do {
            return try decoder.decode(LogLine.self, from: Data(text.utf8))
        } catch {
            decoder.allowsJSON5 = true
            if let event = try? decoder.decode(LogLine.self, from: Data(text.utf8)) {
                return event
            }
            throw MalformedLogLine(line: line, reason: Self.reason(of: error))
        }
    }

    /// The event as a line to print, without the line end.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        // Every case of `LogValue` can be encoded and numbers that JSON lacks are mapped above,
        // so the encoder has nothing to refuse.
        let data = (try? encoder.encode(self)) ?? Data()
        return "\(Self.token) \(String(decoding: data, as: UTF8.self))"
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
