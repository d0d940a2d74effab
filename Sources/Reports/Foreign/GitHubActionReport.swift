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
        let path = [report.run.suiteName, comparison.comparison.name, row.variant]
        return TrackedFigure.costs(of: row, per: comparison.unit).map { figure in
            figure.actionEntry(of: path, extra: extra(figure, of: row, in: comparison))
        }
    }

    /// What the action shows beside a point.
    private func extra(
        _ figure: TrackedFigure,
        of row: VariantRow,
        in comparison: ComparisonReport
    ) -> [String] {
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
        return lines
    }
}
