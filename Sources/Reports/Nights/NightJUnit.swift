internal import Experiment
internal import Foundation

/// A night as a test report in JUnit's XML, as Jenkins, GitLab and GitHub's actions read it.
///
/// One suite of tests: the night as a whole, each finding of the canary, and each series. By the schema
/// of Jenkins (junit-10.xsd), with the elements in the order that Apache Ant's asks for. A test has no
/// time, which Ant's asks for, too: its trials are interleaved with those of others.
public struct NightJUnit: Sendable {
    public var report: NightReport

    public init(_ report: NightReport) { self.report = report }

    public var text: String {
        let cases = self.cases
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
            + element("testsuite", attributes(of: cases)) + "\n" + properties
            + cases.map(\.element).joined()
            + "<system-out>\(Self.lines(NightText(report, usesColour: false).text))</system-out>\n"
            + "<system-err></system-err>\n</testsuite>\n</testsuites>\n"
    }

    private func attributes(of cases: [TestCase]) -> [(String, String)] {
        let night = report.night
        let seconds = night.endedAtMilliseconds.map {
            Double($0 - night.startedAtMilliseconds) / 1000
        }
        // A clock that went back says nothing of how long it took.
        let time = seconds.flatMap { $0 >= 0 ? $0 : nil }
        return [
            ("name", report.name), ("tests", "\(cases.count)"),
            ("failures", "\(cases.count { $0.result?.element == "failure" })"),
            ("errors", "\(cases.count { $0.result?.element == "error" })"),
            ("skipped", "\(cases.count { $0.result?.element == "skipped" })"),
        ] + (time.map { [("time", NumberText.fixed($0, 3))] } ?? []) + [
            ("timestamp", String(Report.date(night.startedAtMilliseconds).dropLast())),
            ("hostname", night.machineName), ("id", "0"), ("package", "joulebench"),
        ]
    }

    private var properties: String {
        let night = report.night
        let values: [(String, String?)] = [
            ("night", "\(night.number)"), ("night_id", night.id),
            ("outcome", report.outcomeWord), ("suite", night.suite),
            ("machine", night.machineName), ("machine_id", night.machineID),
            ("version", night.projectVersion), ("run_id", night.runID),
            ("rerun_id", night.rerunID), ("pin_id", night.pinID),
            ("simulation", night.simulation),
        ]
        let lines = values.compactMap { name, value in
            value.map { element("property", [("name", name), ("value", $0)], isEmpty: true) }
        }
        return "<properties>\n\(lines.joined(separator: "\n"))\n</properties>\n"
    }

    private var cases: [TestCase] {
        let others = report.canary.map(canary) + report.verdicts.map(series)
        return [whole(besides: others)] + others
    }

    /// The night itself, which fails or errs where none of its series says so: a night without series
    /// must not look as if all were well.
    private func whole(besides others: [TestCase]) -> TestCase {
        let named = Set(others.compactMap { $0.result?.element })
        let result: TestCase.Result? =
            switch (report.night.state, report.night.outcome) {
            case (.judged, .quiet), (.judged, .improved): nil
            case (.judged, .regressed):
                named.contains("failure") ? nil : .init(element: "failure", type: "regressed")
            case (.judged, .couldNotJudge):
                named.contains("error") ? nil : .init(element: "error", type: "could_not_judge")
            case (.judged, nil), (.running, _), (.failed, _):
                .init(element: "error", type: report.night.state.rawValue)
            }
        return TestCase(
            className: Self.path([report.night.suite]),
            name: "night as a whole",
            result: result,
            message: report.headline,
            body: report.night.reasons.joined(separator: "\n")
        )
    }

    private func canary(_ finding: CanaryFinding) -> TestCase {
        TestCase(
            className: Self.path([report.night.suite, finding.comparison, "canary"]),
            name: "canary: \(finding.metric.rawValue)",
            result: finding.isAlarm ? .init(element: "error", type: "canary") : nil,
            message: "\(report.canaryWords): \(finding.ratioText)",
            body: "the machine was not as it should be"
        )
    }

    private func series(_ verdict: SeriesVerdict) -> TestCase {
        let key = verdict.key
        // The name is the same in a night without a value.
        let known = report.history.series.first { $0.key == key }?.provenance
        let mark = TrackedFigure.mark(verdict.figure?.provenance ?? known)
        return TestCase(
            className: Self.path([key.suite, key.comparison, key.variant]),
            name: key.metricText + mark,
            result: verdict.status.result,
            message: Self.message(of: verdict),
            body: "tonight \(verdict.valueText), level \(verdict.levelText), change "
                + verdict.changeText
        )
    }

    private static func message(of verdict: SeriesVerdict) -> String {
        let words = verdict.status.words
        return verdict.reason.isEmpty ? words : "\(words): \(verdict.reason)"
    }

    /// The parts of a class's name, whose dots are none of the names' own.
    private static func path(_ parts: [String]) -> String {
        parts.map { $0.replacing(".", with: "_") }.joined(separator: ".")
    }

    /// Text of several lines in which nothing is markup or forbidden in XML.
    fileprivate static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { MarkupText.escaped(String($0)) }.joined(separator: "\n")
    }

    private func element(_ name: String, _ values: [(String, String)], isEmpty: Bool = false)
        -> String
    {
        TestCase.opened(name, values) + (isEmpty ? "/>" : ">")
    }
}

/// One test of the report.
private struct TestCase {
    /// What is said of a test that did not simply pass.
    struct Result {
        /// "failure", "error" or "skipped".
        var element: String
        var type: String
    }

    var className: String
    var name: String
    var result: Result?
    var message: String
    var body: String

    var element: String {
        let opened = Self.opened("testcase", [("classname", className), ("name", name)])
        guard let result else { return opened + "/>\n" }
        let inner = Self.opened(
            result.element,
            result.element == "skipped"
                ? [("message", message)] : [("message", message), ("type", result.type)]
        )
        return "\(opened)>\n\(inner)>\(NightJUnit.lines(body))</\(result.element)>\n</testcase>\n"
    }

    static func opened(_ name: String, _ values: [(String, String)]) -> String {
        "<\(name)" + values.map { " \($0)=\"\(MarkupText.escaped($1))\"" }.joined()
    }
}

extension SeriesVerdict.Status {
    fileprivate var result: TestCase.Result? {
        switch self {
        case .quiet, .improved: nil
        case .regressed: .init(element: "failure", type: rawValue)
        case .suspected, .couldNotJudge: .init(element: "error", type: rawValue)
        case .shownOnly: .init(element: "skipped", type: rawValue)
        }
    }
}
