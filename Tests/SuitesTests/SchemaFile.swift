import Foundation
import Suites

/// `suites/suite.schema.json`, taken apart for tests.
enum SchemaFile {
    typealias Object = [String: Any]

    /// The properties of one kind of mapping.
    struct Record {
        var properties: [String: Object]
        var required: Set<String>

        /// Whether other keys are refused.
        var isClosed: Bool
    }

    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let url = tests.appending(path: "../../suites/suite.schema.json").standardized

    struct Malformed: Error {
        var what: String
    }

    static func root() throws -> Object {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        guard let root = value as? Object else { throw Malformed(what: "no object") }
        return root
    }

    static func definitions() throws -> [String: Object] {
        guard let definitions = try root()["definitions"] as? [String: Object] else {
            throw Malformed(what: "no definitions")
        }
        return definitions
    }

    static func record(_ name: String) throws -> Record {
        let object = try name == "suite" ? root() : definitions()[name]
        guard let object, let properties = object["properties"] as? [String: Object] else {
            throw Malformed(what: "suites/suite.schema.json has no definition of a \(name)")
        }
        return Record(
            properties: properties,
            required: Set(object["required"] as? [String] ?? []),
            isClosed: object["additionalProperties"] as? Bool == false
        )
    }

    /// The numbers that a property takes; `nil` where it has no range.
    ///
    /// One of several forms (`oneOf`, `anyOf`) may be the number.
    static func range(_ property: Object) -> KeyFormat.Range? {
        if let lower = property["minimum"] as? NSNumber,
            let upper = property["maximum"] as? NSNumber
        {
            return property["type"] as? String == "integer"
                ? .whole(lower.uint64Value...upper.uint64Value)
                : .number(lower.doubleValue...upper.doubleValue)
        }
        return ["oneOf", "anyOf"].compactMap { property[$0] as? [Object] }.joined()
            .compactMap(range).first
    }

    /// The default as a suite file would write it.
    static func standard(_ property: Object) -> String? {
        guard let value = property["default"] else { return nil }
        guard let number = value as? NSNumber else { return "\(value)" }
        let isBoolean = property["type"] as? String == "boolean"
        return isBoolean ? "\(number.boolValue)" : SuiteFormat.number(number.doubleValue)
    }

    /// Values at the ends of a range, and beyond them.
    static func edges(of range: KeyFormat.Range) -> (inside: [String], outside: [String]) {
        switch range {
        case .whole(let range):
            let (lower, upper) = (range.lowerBound, range.upperBound)
            return (
                ["\(lower)", "\(upper)"],
                [
                    lower == 0 ? "-1" : "\(lower - 1)",
                    upper == .max ? "18446744073709551616" : "\(upper + 1)",
                ]
            )
        case .number(let range):
            let (lower, upper) = (range.lowerBound, range.upperBound)
            return (
                [SuiteFormat.number(lower), SuiteFormat.number(upper)],
                [SuiteFormat.number(lower.nextDown), SuiteFormat.number(upper.nextUp)]
            )
        }
    }
}

/// The suites that come with the project.
enum ShippedSuites {
    static let folder = SchemaFile.url.deletingLastPathComponent()

    static func files() throws -> [URL] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
            .map { folder.appending(path: $0) }
    }
}
