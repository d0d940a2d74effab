internal import Experiment

/// A night as commands of GitHub's workflows, which become annotations of the job.
///
/// GitHub shows 10 of each kind in a step: what is beyond 9 is counted in the tenth. Other systems take
/// the lines for what they are: text of a log.
public struct NightAnnotations: Sendable {
    public var report: NightReport

    public init(_ report: NightReport) { self.report = report }

    /// A command a line; never empty, for the outcome has one.
    public var text: String { lines.joined(separator: "\n") + "\n" }

    private enum Level: String {
        case error
        case warning
        case notice
    }

    private struct Annotation {
        var level: Level
        var title: String
        var message: String
    }

    private static let most = 10

    private var lines: [String] {
        let all = annotations
        return [Level.error, .warning, .notice].flatMap { level in
            shown(all.filter { $0.level == level }).map(line)
        }
    }

    private func shown(_ annotations: [Annotation]) -> [Annotation] {
        let more = annotations.count - Self.most
        guard more > 0, let last = annotations.last else { return annotations }
        let rest = Annotation(
            level: last.level,
            title: "\(more + 1) more",
            message: "\(more + 1) more are in the summary of the night"
        )
        return annotations.prefix(Self.most - 1) + [rest]
    }

    private var annotations: [Annotation] {
        [outcome] + alarms + verdicts
            + report.canary.filter(\.isAlarm).map { finding in
                annotation(
                    .warning,
                    "canary",
                    "\(report.canaryWords) differs, so that the machine was not as it should be: "
                        + finding.text
                )
            } + report.notices.map { annotation(.notice, "to be known", $0) }
    }

    private var outcome: Annotation {
        let level: Level =
            switch (report.night.state, report.night.outcome) {
            case (.judged, .quiet), (.judged, .improved): .notice
            case (_, .regressed), (.failed, _): .error
            case (_, .couldNotJudge), (.running, _), (.judged, nil): .warning
            }
        // What alarms say stands in their own annotations.
        let message =
            report.open.isEmpty
            ? report.headline : "\(report.name): \(report.outcomeWord): \(report.verdictCounts)"
        return annotation(level, report.outcomeWord, message)
    }

    private var alarms: [Annotation] {
        let places = report.places
        return report.open.map { alarm in
            let level: Level =
                switch (alarm.direction, alarm.state) {
                case (.regressed, .confirmed): .error
                case (.regressed, _): .warning
                case (.improved, _): .notice
                }
            return annotation(level, "alarm \(alarm.label)", alarm.text(in: places))
        }
    }

    private var verdicts: [Annotation] {
        let unjudged = report.verdicts.filter { $0.status == .couldNotJudge }
        let byReason = Dictionary(grouping: unjudged, by: \.reason)
        var told: Set<String> = []
        // GitHub shows ten: what holds for several series is said once.
        return unjudged.filter { told.insert($0.reason).inserted }.map { verdict in
            let others = (byReason[verdict.reason]?.count ?? 1) - 1
            let more = others > 0 ? " (and \(others) other series)" : ""
            return annotation(.warning, "could not judge", verdict.reasonText + more)
        }
    }

    private func annotation(_ level: Level, _ title: String, _ message: String) -> Annotation {
        let mark = report.simulationNotice == nil ? "" : " (SIMULATED)"
        return Annotation(
            level: level,
            title: "\(report.night.suite), night \(report.night.number): \(title)\(mark)",
            message: message
        )
    }

    private func line(_ annotation: Annotation) -> String {
        "::\(annotation.level.rawValue) title=\(Self.property(annotation.title))::"
            + Self.data(annotation.message)
    }

    /// As `escapeData` of GitHub's toolkit (actions/toolkit, packages/core/src/command.ts).
    private static func data(_ text: String) -> String {
        TerminalText.printable(text).replacing("%", with: "%25").replacing("\r", with: "%0D")
            .replacing("\n", with: "%0A")
    }

    /// As `escapeProperty` of the same.
    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
