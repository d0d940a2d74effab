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

    /// Whether there are columns for the events that were counted, which differ from run to run.
    public var hasEvents: Bool

    public init(_ report: Report, content: Content = .variants, hasEvents: Bool = true) {
        self.report = report
        self.content = content
        self.hasEvents = hasEvents
    }

    public var text: String { CSVText.line(heading) + rowText }

    /// The rows without the heading, to follow those of another run.
    public var rowText: String {
        let rows =
            switch content {
            case .variants: variantRows
            case .phases: phaseRows
            case .trials: trialRows
            }
        return rows.map { CSVText.line($0) }.joined()
    }

    private var heading: [String] {
        switch content {
        case .variants: VariantColumns.names + EventColumns.names(events)
        case .phases: PhaseColumns.names
        case .trials:
            TrialColumns.names + TrialColumns.netNames + TrialColumns.footprintNames
                + EventColumns.trialNames(events)
        }
    }

    /// The names of those that have columns.
    private var events: [String] { hasEvents ? report.eventNames : [] }

    private var variantRows: [[String]] {
        let events = events
        return report.comparisons.flatMap { comparison in
            comparison.rows.map {
                VariantColumns.cells(of: $0, in: comparison.comparison, of: report.run)
                    + EventColumns.cells(events, of: $0)
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
        let events = events
        return report.comparisons.flatMap { comparison in
            comparison.summaries.map {
                TrialColumns.cells(of: $0, of: report.run)
                    + TrialColumns.netCells(of: $0, above: idle)
                    + TrialColumns.footprintCells(of: $0, in: report.footprint)
                    + EventColumns.cells(events, of: $0)
            }
        }
    }
}

/// A cell with a number, or an empty one.
func cell(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
}
