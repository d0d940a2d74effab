internal import Experiment
internal import Statistics

/// The report in Bencher's metric format (BMF): `{benchmark: {measure: {value, lower_value,
/// upper_value}}}`.
///
/// A benchmark is a variant, named “suite/comparison/variant”; the ends are those of the 95 %
/// interval. The measure of an energy that is not measured says so in its name.
public struct BencherReport: Sendable {
    public var report: Report

    public init(_ report: Report) { self.report = report }

    /// - Throws: `NothingToExport` where no figure is known.
    public var text: String {
        get throws {
            var benchmarks: [String: JSONNode] = [:]
            for comparison in report.comparisons {
                for row in comparison.rows {
                    let measures = measures(of: row, in: comparison)
                    guard !measures.isEmpty else { continue }
                    benchmarks[name(of: row, in: comparison)] = .object(measures)
                }
            }
            guard !benchmarks.isEmpty else { throw NothingToExport(format: "bencher") }
            return try JSONNode.object(benchmarks).documentText
        }
    }

    private func name(of row: VariantRow, in comparison: ComparisonReport) -> String {
        Self.name(of: [report.run.suiteName, comparison.comparison.name, row.variant])
    }

    /// "suite/comparison/variant".
    static func name(of path: [String]) -> String {
        TerminalText.printable(path.joined(separator: "/"))
    }

    private func measures(of row: VariantRow, in comparison: ComparisonReport)
        -> [String: JSONNode]
    {
        var figures = TrackedFigure.costs(of: row, per: comparison.unit)
        if let quality = row.quality {
            // The same in every block says nothing of spread.
            let isSpread = quality.halfWidth != 0
            figures.append(
                TrackedFigure(
                    label: "quality",
                    key: "quality",
                    unit: "1",
                    value: quality.mean,
                    lower: isSpread ? quality.lower : nil,
                    upper: isSpread ? quality.upper : nil
                )
            )
        }
        return Dictionary(figures.map(\.bencherMeasure).map { ($0.name, $0.metric) }) { $1 }
    }
}
