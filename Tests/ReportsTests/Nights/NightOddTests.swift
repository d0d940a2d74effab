import Experiment
import Foundation
import Reports
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Nights that failed, names that break what is not escaped, and sizes that nobody expects.
@Suite struct NightOddTests {
    private static let odd = "a.b | `x` <i>%0A</i> ]]> \u{202E}é\u{1B}[31m\n\u{FFFE}::error::\"'&"

    private var odd: NightReport {
        var report = NightSample.report(simulation: Self.odd)
        report.night.suite = Self.odd
        report.night.machineName = Self.odd
        report.night.reasons = [Self.odd]
        report.night.projectVersion = Self.odd
        report.notices = [Self.odd]
        report.canary[0].comparison = Self.odd
        report.canary[0].isAlarm = true
        for place in report.verdicts.indices {
            report.verdicts[place].key.suite = Self.odd
            report.verdicts[place].key.comparison = Self.odd
            report.verdicts[place].key.variant = Self.odd
            report.verdicts[place].reason = Self.odd
            report.verdicts[place].figure?.unit = Self.odd
        }
        report.open[0].events[1].note = Self.odd
        report.open[0].versionAfter = Self.odd
        report.open[0].key.variant = Self.odd
        report.changed = report.open
        return report
    }

    private var failed: NightReport {
        var report = NightSample.report()
        report.night = NightSample.night(7)
        report.verdicts = []
        report.canary = []
        report.changed = []
        report.open = []
        report.notices = []
        report.history.series = []
        report.history.nights = [report.night]
        return report
    }

    @Test func `no output has a hidden character, and names stay on their line`() throws {
        let report = odd
        let texts = [
            NightText(report, usesColour: false).text, NightMarkdown(report).text,
            NightAnnotations(report).text, NightJUnit(report).text, NightNotification(report).text,
            HistoryText(report.history, usesColour: false, usesUnicode: true).text,
            try NightGitHubAction(report).text,
        ]
        for text in texts {
            for scalar in ["\u{202E}", "\u{1B}", "\u{FFFE}"] as [Unicode.Scalar] {
                #expect(!text.unicodeScalars.contains(scalar))
            }
        }
    }

    @Test func `annotations are commands of one line each, and names start none`() throws {
        let lines = NightAnnotations(odd).text.split(separator: "\n")
        let starts = try Regex("^::(error|warning|notice) title=[^:,]+::")
        #expect(lines.allSatisfy { $0.firstMatch(of: starts) != nil })
        #expect(lines.contains { $0.contains("%250A") }, "a percent sign of a name is escaped")
        #expect(lines.allSatisfy { $0.contains("(SIMULATED)") })
    }

    @Test func `many annotations are counted, as GitHub shows ten of a kind`() {
        var report = NightSample.report()
        report.verdicts = Array(repeating: report.verdicts[5], count: 40)
        func warnings() -> [Substring] {
            NightAnnotations(report).text.split(separator: "\n")
                .filter { $0.hasPrefix("::warning") }
        }
        // What holds for all of them is said once.
        #expect(warnings().count == 1 && warnings()[0].contains("and 39 other series"))
        for index in report.verdicts.indices { report.verdicts[index].reason += " \(index)" }
        #expect(warnings().count == 10 && warnings()[9].contains("31 more"))
    }

    @Test func `JUnit of odd names is XML with the counts that it states`() throws {
        let parsed = try #require(JUnitCheck(NightJUnit(odd).text))
        #expect(parsed.counts["testcase"] == 9)
        #expect(parsed.stated["tests"] == "9")
        for name in ["failure", "error"] {
            #expect(parsed.stated[name + "s"] == "\(parsed.counts[name] ?? 0)")
        }
        #expect(parsed.stated["skipped"] == "\(parsed.counts["skipped"] ?? 0)")
        #expect(parsed.counts["error"] == 3, "the canary, too")
        #expect(parsed.order == ["properties", "testcase", "system-out", "system-err"])
        #expect(parsed.properties["simulation"]?.contains("<i>%0A</i>") == true)
        #expect(parsed.classNames.allSatisfy { !$0.contains("a.b") })
    }

    @Test func `a night that failed is an error of JUnit though no series has a verdict`() throws {
        let parsed = try #require(JUnitCheck(NightJUnit(failed).text))
        #expect(parsed.stated["tests"] == "1" && parsed.stated["errors"] == "1")
        #expect(parsed.text.contains("every trial of inference / int8 failed: out of memory"))
    }

    @Test func `a regression that only an older alarm knows is a failure of the night`() throws {
        var report = NightSample.report()
        report.verdicts.removeAll { $0.status == .regressed }
        let parsed = try #require(JUnitCheck(NightJUnit(report).text))
        #expect(parsed.stated["failures"] == "1")
    }

    @Test func `a clock that went back states no time`() throws {
        var report = NightSample.report()
        report.night.endedAtMilliseconds = report.night.startedAtMilliseconds - 5
        let parsed = try #require(JUnitCheck(NightJUnit(report).text))
        #expect(parsed.stated["time"] == nil)
    }

    @Test func `a night that failed says so first, everywhere`() {
        let report = failed
        let first = "night 7 of suite demo on host bench-1: FAILED: every trial"
        #expect(NightText(report, usesColour: false).text.hasPrefix(first))
        #expect(
            NightMarkdown(report).text.hasPrefix("# night 7 of suite demo on host bench-1: FAILED")
        )
        #expect(NightNotification(report).subject == "joulebench: FAILED: demo on bench-1, night 7")
        #expect(
            NightAnnotations(report).text.hasPrefix("::error title=demo%2C night 7%3A FAILED::")
        )
        #expect(NightText(report, usesColour: false).text.contains("No series was judged"))
    }

    @Test func `a simulation is named in every output`() throws {
        let report = NightSample.report(simulation: "a made-up machine")
        let texts = [
            NightText(report, usesColour: false).text, NightMarkdown(report).text,
            NightAnnotations(report).text, NightNotification(report).subject,
            HistoryText(report.history, usesColour: false, usesUnicode: false).text,
            try NightGitHubAction(report).text,
        ]
        #expect(texts.allSatisfy { $0.contains("SIMULATED") })
        #expect(NightJUnit(report).text.contains("name=\"simulation\" value=\"a made-up machine\""))
        #expect(try NightBencher(report).text.contains("energy_per_unit_joules_simulated"))
        #expect(try NightJSON(report).text.contains("\"simulation\" : \"a made-up machine\""))
    }

    @Test func `Markdown of very many series is cut between lines, and says so`() {
        var report = NightSample.report()
        let whole = NightMarkdown(report)
        #expect(whole.limit <= 1 << 20 && !whole.text.contains("**Cut: "))
        let (loud, calm) = (report.verdicts[1], report.verdicts[2])
        report.verdicts = (0..<400).map { place in
            var verdict = place % 2 == 0 ? loud : calm
            verdict.key.variant = "variant \(place)"
            return verdict
        }
        for limit in [2000, 30_000, 60_000] {
            let text = NightMarkdown(report, limit: limit).text
            #expect(text.utf8.count <= limit)
            #expect(text.contains("**Cut: ") && text.hasSuffix("holds all.**\n"))
            let lines = text.split(separator: "\n")
            #expect(lines.filter { $0.hasPrefix("|") }.allSatisfy { $0.hasSuffix("|") })
            let folds = ["<details>", "</details>"].map { tag in
                lines.count { $0.hasPrefix(tag) }
            }
            #expect(folds[0] == folds[1], "what is folded has an end")
        }
    }

    @Test func `many quiet series are counted on the terminal and not listed`() {
        var report = NightSample.report()
        report.verdicts += (0..<30).map { place in
            var verdict = report.verdicts[2]
            verdict.key.variant = "variant \(place)"
            return verdict
        }
        let text = NightText(report, usesColour: false).text
        #expect(text.contains("31 quiet or shown only are not listed"))
        #expect(!text.contains("variant 3") && text.split(separator: "\n").count < 40)
    }

    @Test func `verdicts have colours where they are asked for`() {
        let text = NightText(NightSample.report(), usesColour: true).text
        #expect(text.contains("\u{1B}[31mregressed\u{1B}[0m"))
        #expect(text.contains("\u{1B}[33mcould not judge\u{1B}[0m"))
        #expect(text.contains("\u{1B}[34mquiet\u{1B}[0m"))
    }

    @Test func `changes from nothing, to nothing and beyond all bounds have words`() {
        var report = NightSample.report()
        for (place, value) in [0, 1e300, -1, Double.infinity, Double.nan].enumerated() {
            report.verdicts[place].figure?.value = value
            report.open[0].change = value
            _ = NightJSON(report)
            #expect(!NightText(report, usesColour: false).text.isEmpty)
            #expect(throws: Never.self) { try NightJSON(report).text }
        }
        report.verdicts[0].level = 0
        #expect(!NightMarkdown(report).text.contains("nan %"))
    }

    @Test func `a history without nights or series is said to be one`() {
        let empty = NightHistory(
            suite: "demo",
            machineID: "m",
            machineName: "x",
            nights: [],
            series: []
        )
        let text = HistoryText(empty, usesColour: false, usesUnicode: true).text
        #expect(text == "suite demo on host x: there is no night yet\n")
    }
}

/// What a strict parser finds in a JUnit report.
private final class JUnitCheck: NSObject, XMLParserDelegate {
    private(set) var counts: [String: Int] = [:]
    private(set) var stated: [String: String] = [:]
    private(set) var properties: [String: String] = [:]
    private(set) var classNames: [String] = []
    private(set) var text = ""

    /// The children of the suite of tests, each kind once.
    private(set) var order: [String] = []
    private var path: [String] = []

    init?(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        counts[name, default: 0] += 1
        if path.last == "testsuite", order.last != name { order.append(name) }
        if name == "testsuite" { stated = attributes }
        if name == "testcase" { classNames.append(attributes["classname"] ?? "") }
        if name == "property" { properties[attributes["name"] ?? ""] = attributes["value"] }
        path.append(name)
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) { path.removeLast() }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
