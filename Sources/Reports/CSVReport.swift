internal import Experiment
internal import Units

/// The report as CSV (RFC 4180): a row for each variant, one for each trial, or one for each phase.
///
/// A value that is missing is an empty cell. Numbers have a point and as many digits as they need
/// to be read back exactly; units are in the headings.
public struct CSVReport: Sendable {
    public enum Content: String, Sendable, CaseIterable {
        case variants
        case trials
        case phases
    }

    public var report: Report
    public var content: Content

    public init(_ report: Report, content: Content = .variants) {
        self.report = report
        self.content = content
    }

    public var text: String {
        let (heading, rows) =
            switch content {
            case .variants: (VariantColumns.names + EventColumns.names(report), variantRows)
            case .phases: (PhaseColumns.names, phaseRows)
            case .trials:
                (
                    TrialColumns.names + TrialColumns.netNames + TrialColumns.footprintNames
                        + EventColumns.trialNames(report),
                    trialRows
                )
            }
        return Self.text(of: [heading] + rows)
    }

    /// Rows of cells as lines.
    static func text(of rows: [[String]]) -> String {
        rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private var variantRows: [[String]] {
        report.comparisons.flatMap { comparison in
            comparison.rows.map {
                VariantColumns.cells(of: $0, in: comparison.comparison, of: report.run)
                    + EventColumns.cells(of: $0, in: report)
            }
        }
    }

    private var phaseRows: [[String]] {
        report.comparisons.flatMap { comparison in
            comparison.rows.flatMap { row in
                row.phases.map {
                    PhaseColumns.cells(of: $0, row, in: comparison.comparison, of: report.run)
                }
            }
        }
    }

    private var trialRows: [[String]] {
        let idle = report.idle.power
        return report.comparisons.flatMap { comparison in
            comparison.summaries.map {
                TrialColumns.cells(of: $0, of: report.run)
                    + TrialColumns.netCells(of: $0, above: idle)
                    + TrialColumns.footprintCells(of: $0, in: report.footprint)
                    + EventColumns.cells(of: $0, in: report)
            }
        }
    }

    /// The cell, in quotes where it needs them, without control characters for a terminal.
    ///
    /// Line ends and tabs stay, which quotes hold.
    private static func quoted(_ text: String) -> String {
        let cell = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value >= 0x20 || "\t\r\n".unicodeScalars.contains(scalar)
                        ? scalar : "\u{FFFD}"
                }
            )
        )
        let needsQuotes = cell.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard needsQuotes else { return cell }
        return "\"\(cell.replacing("\"", with: "\"\""))\""
    }
}

/// A cell with a number, or an empty one.
func cell(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
}
