internal import Experiment

/// The report as Markdown that code hosts render.
public struct MarkdownReport: Sendable {
    public var report: Report

    public init(_ report: Report) { self.report = report }

    public var text: String {
        var blocks = ["# \(escaped(report.run.suiteName))", escaped(report.headline)]
        if let notice = report.simulationNotice { blocks.append("> **\(escaped(notice))**") }
        if let notice = report.importNotice { blocks.append("> **\(escaped(notice))**") }
        if let notice = report.calibrationNotice { blocks.append("> **\(escaped(notice))**") }
        for comparison in report.comparisons {
            blocks.append("## Comparison: \(escaped(comparison.comparison.name))")
            for group in comparison.workGroups {
                if let heading = group.heading { blocks.append("### \(escaped(heading))") }
                blocks += group.tables.map(render)
            }
            let verdicts = comparison.verdictLines
            if !verdicts.isEmpty {
                blocks.append("**Reasons of the verdicts**")
                blocks.append(list(verdicts))
            }
            let troubles = report.shownTroubles(of: comparison)
            if !troubles.isEmpty { blocks.append(list(troubles)) }
        }
        if !report.runTables.isEmpty {
            blocks.append("## The run as a whole")
            blocks += report.runTables.map(render)
        }
        blocks.append("## How to read this")
        blocks.append(list(report.methodNotes))
        blocks.append("## Sensors")
        blocks.append(list(report.sensorNotes))
        blocks.append("## Run")
        blocks.append(list(report.provenanceNotes))
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private func render(_ table: Table) -> String { MarkdownText.table(table) }

    private func list(_ items: [String]) -> String { MarkdownText.list(items) }

    private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }
}
