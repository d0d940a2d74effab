internal import Experiment

/// What happened in a night, in a screenful for a terminal.
public struct NightText: Sendable {
    public var report: NightReport

    /// Whether headings are set in bold and verdicts in colour.
    public var usesColour: Bool

    public init(_ report: NightReport, usesColour: Bool) {
        self.report = report
        self.usesColour = usesColour
    }

    /// No line is wider, but where one word is.
    static let width = 100

    /// More quiet series than this are counted and not listed.
    static let mostQuiet = 8

    public var text: String { lines.joined(separator: "\n") + "\n" }

    private var lines: [String] {
        let places = report.places
        return Self.wrapped(report.headline).map(bold)
            + (report.simulationNotice.map { Self.wrapped($0).map(bold) } ?? [])
            + Self.wrapped(report.circumstances)
            + section("Why", report.night.reasons.map { "! \($0)" })
            + section("Alarms that changed", report.changed.map { item($0, places) })
            + section("Other open alarms", report.unchanged.map { item($0, places) })
            + verdicts + canary + section("To be known", report.notices)
            + section("Next", report.nextSteps)
    }

    private func item(_ alarm: Alarm, _ places: NightPlaces) -> String {
        let note = alarm.events.last?.note ?? ""
        return "! \(alarm.label): \(alarm.text(in: places))" + (note.isEmpty ? "" : "; \(note)")
    }

    private var verdicts: [String] {
        let sorted = report.sortedVerdicts
        let kept = sorted.filter { isListed($0.status) }
        let left = sorted.count - kept.count
        let more = max(kept.count - ShownRows.mostLines, 0)
        let notes =
            (more > 0 ? ["… and \(more) more: JSON holds all"] : [])
            + (left > 0 ? ["\(left) quiet or shown only are not listed"] : [])
        // "Why" has those of a night that could not be judged, each once.
        let reasons = kept.filter { verdict in
            verdict.status.needsReason
                && !report.night.reasons.contains { $0.hasSuffix(verdict.reason) }
        }.map(\.reasonText)
        return ["", bold(report.verdictCounts)]
            + (kept.isEmpty ? [] : rendered(Array(kept.prefix(ShownRows.mostLines))))
            + indented(notes) + (reasons.isEmpty ? [] : [""])
            + indented(ShownRows.lines(reasons))
    }

    /// The interval is beside the change, which is what it decides on.
    private func rendered(_ verdicts: [SeriesVerdict]) -> [String] {
        let comparisons = Set(report.verdicts.map(\.key.comparison))
        let table = Table(
            columns: [
                ("series", .left), ("verdict", .left), ("tonight", .right),
                ("against its level", .right),
            ],
            rows: verdicts.map { verdict in
                [
                    comparisons.count > 1 ? verdict.key.text : verdict.key.shortText,
                    verdict.status.words, verdict.shortValueText,
                    verdict.changeWithIntervalText,
                ]
            }
        )
        return Self.rendered(table, usesColour: usesColour)
    }

    private func isListed(_ status: SeriesVerdict.Status) -> Bool {
        guard !status.needsReason else { return true }
        return report.verdicts.count { $0.status == status } <= Self.mostQuiet
    }

    private var canary: [String] {
        guard !report.canary.isEmpty else { return [] }
        let alarms = report.canary.filter(\.isAlarm)
        let state =
            alarms.isEmpty ? "quiet" : "ALARM: the machine was not as it should be"
        let shown = alarms.isEmpty ? Array(report.canary.prefix(Self.mostQuiet)) : alarms
        return section(
            "Canary (\(report.canaryWords)): \(state)",
            ShownRows.lines(shown.map(\.text))
        )
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["", bold(title)] + indented(items)
    }

    private func indented(_ items: [String]) -> [String] {
        items.flatMap { Self.wrapped($0, indent: "  ") }
    }

    private func bold(_ text: String) -> String {
        TerminalText.heading(text, usesColour: usesColour)
    }

    static func wrapped(_ text: String, indent: String = "") -> [String] {
        TerminalText.wrapped(text, indent: indent, width: width)
    }

    static func rendered(_ table: Table, usesColour: Bool) -> [String] {
        table.narrowed(to: width - 2).alignedLines(usesColour: usesColour).map { "  " + $0 }
    }
}

extension SeriesVerdict.Status {
    /// Whether somebody has to be told why.
    var needsReason: Bool { self != .quiet && self != .shownOnly }
}

/// What a command that notifies somebody is given: plain text whose first line is a subject.
public struct NightNotification: Sendable {
    public var report: NightReport

    public init(_ report: NightReport) { self.report = report }

    /// The subject alone, of at most 100 characters, nothing hidden in it.
    public var subject: String {
        let text = TerminalText.printable("joulebench: \(report.subject)")
        return text.count > NightText.width ? text.prefix(NightText.width - 1) + "…" : text
    }

    public var text: String {
        "\(subject)\n\n\(NightText(report, usesColour: false).text)"
    }
}
