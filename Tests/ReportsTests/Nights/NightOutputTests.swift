import Experiment
import Foundation
import Reports
import TestSupport
import Testing

/// Every output of a night, from hand-made values.
@Suite struct NightOutputTests {
    private func expectSnapshot(_ name: String, _ text: String) throws {
        if let difference = try Snapshot(name, besides: #filePath).difference(from: text) {
            Issue.record("\(difference)")
        }
    }

    @Test func `a night for the terminal looks as it did`() throws {
        try expectSnapshot("night.txt", NightText(NightSample.report(), usesColour: false).text)
    }

    @Test func `a night for the terminal has no line wider than 100 columns`() {
        let text = NightText(NightSample.report(), usesColour: false).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `a notification begins with a subject and an empty line`() throws {
        let text = NightNotification(NightSample.report(simulation: "a made-up machine")).text
        try expectSnapshot("night-notification.txt", text)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].contains("REGRESSED (SIMULATED)") && lines[0].count <= 100)
        #expect(lines[1].isEmpty)
    }

    @Test func `a night as Markdown looks as it did`() throws {
        try expectSnapshot("night.md", NightMarkdown(NightSample.report()).text)
    }

    @Test func `a night as JUnit looks as it did`() throws {
        try expectSnapshot("night.junit.xml", NightJUnit(NightSample.report()).text)
    }

    @Test func `a night as annotations looks as it did`() throws {
        try expectSnapshot("night.annotations.txt", NightAnnotations(NightSample.report()).text)
    }

    @Test(arguments: [true, false])
    func `a history for the terminal looks as it did`(usesUnicode: Bool) throws {
        let text = HistoryText(
            NightSample.history(),
            usesColour: false,
            usesUnicode: usesUnicode,
            notices: ["night 12 is missing – the machine was off"]
        ).text
        try expectSnapshot(usesUnicode ? "history.txt" : "history-ascii.txt", text)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        if !usesUnicode { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
    }
}

/// What machines read of a night.
@Suite struct NightExportTests {
    private func expectSnapshot(_ name: String, _ text: String) throws {
        if let difference = try Snapshot(name, besides: #filePath).difference(from: text) {
            Issue.record("\(difference)")
        }
    }

    @Test func `a night for trackers looks as it did`() throws {
        let report = NightSample.report()
        try expectSnapshot("night.github-action.json", NightGitHubAction(report).text)
        try expectSnapshot("night.bencher.json", NightBencher(report).text)
    }

    @Test func `trackers get the same names every night and no quality of which more is better`()
        throws
    {
        func names(_ report: NightReport) throws -> [String] {
            let data = Data(try NightGitHubAction(report).text.utf8)
            let entries = try #require(
                try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
            )
            return entries.compactMap { $0["name"] as? String }
        }
        var report = NightSample.report()
        let first = try names(report)
        #expect(first.contains("demo / inference / int8: energy/sample"))
        #expect(first.contains("demo / inference / int8: energy ÷ pinned"))
        #expect(first.contains("demo / inference / dense: energy/sample (estimated)"))
        #expect(!first.contains { $0.contains("quality") })
        report.night.number += 1
        #expect(try names(report) == first)
        let place = try #require(report.verdicts.firstIndex { $0.key.metric == .quality })
        report.verdicts[place].isLowerBetter = true
        #expect(try names(report).contains("demo / inference / int8: quality"))
    }

    @Test func `a night without figures is nothing for trackers, and says so`() {
        var report = NightSample.report()
        for place in report.verdicts.indices { report.verdicts[place].figure = nil }
        #expect(throws: NothingToExport(format: "bencher", of: .night)) {
            try NightBencher(report).text
        }
        #expect(throws: NothingToExport(format: "github-action-benchmark", of: .night)) {
            try NightGitHubAction(report).text
        }
    }

    @Test func `the JSON of a night is as its schema says, whatever the night was`() throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../results/night.schema.json").standardized
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
        )
        let checker = SchemaChecker(root: schema)
        var failed = NightSample.report()
        failed.night = NightSample.night(7)
        failed.verdicts = []
        failed.canary[0].isAlarm = true
        failed.history.nights = []
        for report in [
            NightSample.report(), NightSample.report(simulation: "a made-up machine"), failed,
        ] {
            let document = try JSONSerialization.jsonObject(with: Data(NightJSON(report).text.utf8))
            let faults = checker.faults(of: document, checker.root, at: "$")
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        }
        let version = (schema["properties"] as? [String: [String: Any]])?["format_version"]
        #expect(version?["const"] as? Int == NightJSON.formatVersion)
    }

    @Test func `the JSON of a night looks as it did`() throws {
        try expectSnapshot("night.json", NightJSON(NightSample.report()).text)
    }
}
