internal import Experiment
internal import Statistics

/// The report as `github-action-benchmark` reads it with `tool: customSmallerIsBetter`.
///
/// An array of `{name, unit, value, range, extra}`, one for each known figure. The action keeps a
/// series by its name, so that an estimate and a measurement, whose names differ, are never set
/// against each other.
public struct GitHubActionReport: Sendable {
    public var report: Report

    public init(_ report: Report) { self.report = report }

    /// - Throws: `NothingToExport` where no figure is known: the action takes no empty list.
    public var text: String {
        get throws {
            let entries = report.comparisons.flatMap { comparison in
                comparison.rows.flatMap { nodes(of: $0, in: comparison) }
            }
            guard !entries.isEmpty else { throw NothingToExport(format: "github-action-benchmark") }
            return try JSONNode.array(entries).documentText
        }
    }

    private func nodes(of row: VariantRow, in comparison: ComparisonReport) -> [JSONNode] {
        TrackedFigure.costs(of: row, per: comparison.unit).map { figure in
            let path = [report.run.suiteName, comparison.comparison.name, row.variant]
            var fields: [String: JSONNode] = [
                "name": .text(
                    Self.plain("\(path.joined(separator: " / ")): \(figure.markedLabel)")
                ),
                "unit": .text(Self.plain(figure.unit)),
                "value": .number(figure.value),
                "extra": .text(extra(figure, of: row, in: comparison)),
            ]
            if let halfWidth = figure.halfWidth { fields["range"] = .text("± \(halfWidth)") }
            return .object(fields)
        }
    }

    /// What the action shows beside a point.
    private func extra(
        _ figure: TrackedFigure,
        of row: VariantRow,
        in comparison: ComparisonReport
    ) -> String {
        var lines = [
            "\(row.completedTrials) of \(row.completedTrials + row.failedTrials) trials, run "
                + "\(report.run.id)"
        ]
        if let provenance = figure.provenance {
            lines.append("energy is \(provenance.rawValue)" + (row.scope.map { ": \($0)" } ?? ""))
            if let ratio = row.energyRatio {
                lines.append("\(ratio.text) of \(comparison.comparison.baseline)")
            }
        }
        return lines.map(Self.plain).joined(separator: "\n")
    }

    /// A text that breaks no table of the action's comments: it puts names between backticks in
    /// cells of Markdown.
    private static func plain(_ text: String) -> String {
        TerminalText.printable(text).replacing("|", with: "¦").replacing("`", with: "'")
    }
}
