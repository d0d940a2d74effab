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
