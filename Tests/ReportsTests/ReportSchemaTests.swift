import Experiment
import Foundation
import Reports
import TestSupport
import Testing
import Units

/// `results/report.schema.json` against what an export holds.
@Suite struct ReportSchemaTests {
    private typealias Object = [String: Any]

    private func schema() throws -> Object {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../results/report.schema.json").standardized
        return try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? Object
        )
    }

    private func export(_ report: Report) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(JSONReport(report).text.utf8))
    }

    private var report: Report {
        let trials = (0..<4).map { place in
            SampleRun.trial(
                sequence: place,
                variant: place % 2 == 0 ? "dense" : "it's | \"odd\", ✓"
            )
        }
        return Report(
            run: SampleRun.run(),
            trials: trials,
            hostStates: SampleRun.hostStates,
            settings: ReportSettings(
                balance: MachineBalance(peakFlopsPerSecond: 1, peakBytesPerSecond: 1),
                footprint: FootprintSettings(
                    grid: .init(course: .constant(1), source: "as stated"),
                    tariff: .init(course: .constant(1), currency: "EUR", source: "as stated")
                )
            )
        )
    }

    @Test func `an export is as the schema says, and every field of it is in the schema`() throws {
        let checker = try SchemaChecker(root: schema())
        for report in [report, Report(run: SampleRun.run(), trials: [])] {
            let faults = checker.faults(of: try export(report), checker.root, at: "$")
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        }
    }

    @Test func `every report that is published here is as the schema says`() throws {
        let results = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../results").standardized
        let files = try #require(FileManager.default.enumerator(atPath: results.path))
            .compactMap { $0 as? String }.filter { $0.hasSuffix("report.json") }
        #expect(!files.isEmpty)
        let checker = try SchemaChecker(root: schema())
        for file in files {
            let content = try Data(contentsOf: results.appending(path: file))
            let document = try JSONSerialization.jsonObject(with: content)
            let faults = checker.faults(of: document, checker.root, at: file)
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        }
    }

    @Test func `the checker finds what is wrong`() throws {
        let checker = try SchemaChecker(root: schema())
        var document = try #require(try export(report) as? Object)
        document["format_version"] = 2
        document["surprise"] = 1
        document["footprint"] = "none"
        document["host"] = nil
        let faults = checker.faults(of: document, checker.root, at: "$")
        #expect(
            faults.sorted() == [
                "$.footprint is no object|null", "$.format_version is not 1", "$.host is missing",
                "$.surprise is not documented",
            ]
        )
    }

    @Test func `the schema is of the version that is written`() throws {
        let properties = try #require(try schema()["properties"] as? [String: Object])
        #expect(properties["format_version"]?["const"] as? Int == Report.formatVersion)
    }
}

/// The part of JSON Schema that the report's schema uses; more than it in that every key of an object
/// with properties has to be one of them.
private struct SchemaChecker {
    typealias Object = [String: Any]

    var root: Object

    func faults(of value: Any, _ schema: Object, at path: String) -> [String] {
        if let name = schema["$ref"] as? String {
            let definitions = root["$defs"] as? [String: Object]
            guard let target = definitions?[String(name.dropFirst("#/$defs/".count))] else {
                return ["\(path): no definition \(name)"]
            }
            return faults(of: value, target, at: path)
        }
        if let constant = schema["const"], "\(constant)" != "\(value)" {
            return ["\(path) is not \(constant)"]
        }
        if let allowed = schema["enum"] as? [String], !allowed.contains("\(value)") {
            return ["\(path) is none of \(allowed)"]
        }
        let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] }
        if let types, !types.contains(where: { Self.isOf(type: $0, value) }) {
            return ["\(path) is no \(types.joined(separator: "|"))"]
        }
        if let items = schema["items"] as? Object, let list = value as? [Any] {
            return list.enumerated().flatMap { faults(of: $1, items, at: "\(path)[\($0)]") }
        }
        guard let properties = schema["properties"] as? [String: Object],
            let object = value as? Object
        else { return [] }
        let required = schema["required"] as? [String] ?? []
        let missing = required.filter { object[$0] == nil }.map { "\(path).\($0) is missing" }
        // Phases have the columns of `PhaseColumns`, which are described with those of CSV.
        let isOpen = path.contains(".phases[")
        return missing
            + object.flatMap { key, value -> [String] in
                guard let property = properties[key] else {
                    return isOpen ? [] : ["\(path).\(key) is not documented"]
                }
                return faults(of: value, property, at: "\(path).\(key)")
            }
    }

    private static func isOf(type: String, _ value: Any) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "array": value is [Any]
        case "object": value is Object
        case "boolean": value is NSNumber && !(value is NSNull)
        case "number": value is NSNumber && !(value is NSNull)
        default: false
        }
    }
}
