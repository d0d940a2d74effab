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
        TerminalText.printable(
            [report.run.suiteName, comparison.comparison.name, row.variant].joined(separator: "/")
        )
    }

    private func measures(of row: VariantRow, in comparison: ComparisonReport)
        -> [String: JSONNode]
    {
        var measures: [String: JSONNode] = [:]
        for figure in TrackedFigure.costs(of: row, per: comparison.unit) {
            measures[figure.key + suffix(figure.provenance)] = metric(
                figure.value,
                figure.lower,
                figure.upper
            )
        }
        if let quality = row.quality {
            // The same in every block says nothing of spread.
            let isSpread = quality.halfWidth != 0
            measures["quality"] = metric(
                quality.mean,
                isSpread ? quality.lower : nil,
                isSpread ? quality.upper : nil
            )
        }
        return measures
    }

    private func suffix(_ provenance: Provenance?) -> String {
        switch provenance {
        case nil, .measured, .integrated: ""
        case .some(let other): "_\(other.rawValue)"
        }
    }

    private func metric(_ value: Double, _ lower: Double?, _ upper: Double?) -> JSONNode {
        var fields: [String: JSONNode] = ["value": .number(value)]
        if let lower { fields["lower_value"] = .number(lower) }
        if let upper { fields["upper_value"] = .number(upper) }
        return .object(fields)
    }
}
