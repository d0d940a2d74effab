internal import Experiment

/// The report as aligned text for a terminal.
public struct TerminalReport: Sendable {
    public var report: Report

    /// Whether headings are set in bold.
    public var usesColour: Bool

    public init(_ report: Report, usesColour: Bool) {
        self.report = report
        self.usesColour = usesColour
    }

    public var text: String {
        var lines: [String] = [bold(report.headline)]
        if let notice = report.simulationNotice { lines.append(bold(notice)) }
        if let notice = report.importNotice { lines += TerminalText.wrapped(notice).map(bold) }
        if let notice = report.calibrationNotice {
            lines += TerminalText.wrapped(notice).map(bold)
        }
        for comparison in report.comparisons {
            lines += ["", bold("Comparison: \(comparison.comparison.name)"), ""]
            let groups = comparison.workGroups.map(render)
            lines += Array(groups.joined(separator: [""]))
            let verdicts = comparison.verdictLines
            lines += (verdicts.isEmpty ? [] : ["", "  Reasons of the verdicts"]) + notes(verdicts)
            let troubles = report.shownTroubles(of: comparison)
            lines += (troubles.isEmpty ? [] : [""]) + notes(troubles.map { "! " + $0 })
        }
        for table in report.runTables { lines += ["", "\(table.title):"] + render(table) }
        lines += [""] + report.methodNotes.flatMap { TerminalText.wrapped($0) }
        lines += ["", bold("Sensors")] + notes(report.sensorNotes)
        lines += ["", bold("Run")] + notes(report.provenanceNotes)
        return lines.joined(separator: "\n") + "\n"
    }

    private func notes(_ texts: [String]) -> [String] {
        texts.flatMap { TerminalText.wrapped($0, indent: "  ") }
    }

    private func render(_ group: WorkGroup) -> [String] {
        let heading = group.heading.map { ["  " + bold(TerminalText.printable($0)), ""] } ?? []
        let tables = group.tables.map { ["  \($0.title):"] + render($0) }
        return heading + Array(tables.joined(separator: [""]))
    }

    private func render(_ table: Table) -> [String] {
        let note = table.note.map { TerminalText.wrapped($0) } ?? []
        return (table.alignedLines(usesColour: usesColour) + note).map { "  " + $0 }
    }

    private func bold(_ text: String) -> String {
        TerminalText.heading(text, usesColour: usesColour)
    }
}
