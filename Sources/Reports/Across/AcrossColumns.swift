internal import Experiment
internal import Statistics
internal import Units

extension AcrossReport {
    /// The report as CSV: a row for each variant and run, units in the headings.
    public var csvText: String {
        let rows = comparisons.flatMap { comparison in
            comparison.variants.flatMap { variant in
                variant.cells.map { cell in
                    values(of: cell, variant, comparison).map { $0.1.cell }
                }
            }
        }
        return ([Self.columnNames] + rows).map { CSVText.line($0) }.joined()
    }

    /// The report as JSON; a value that is missing is `null`.
    ///
    /// - Throws: the encoder's own errors.
    public var jsonText: String {
        get throws {
            try JSONNode.object([
                "format": .text("joulebench-compare"),
                "format_version": .number(Double(Report.formatVersion)),
                "suite": .text(runs.first?.report.run.suiteName ?? ""),
                "runs": .array(runs.indices.map(run)),
                "comparisons": .array(comparisons.map(comparison)),
                "omissions": .array(omissions.map(JSONNode.text)),
            ]).documentText
        }
    }

    private func run(_ number: Int) -> JSONNode {
        let run = runs[number].report.run
        return .object([
            "run": .text(Self.letter(number)),
            "id": .text(run.id),
            "started_at": .text(Report.date(run.startedAtMilliseconds)),
            "state": .text(run.state.rawValue),
            "host": .host(run.host),
            "harness_version": .text(run.harnessVersion),
            "suite_sha256": .text(run.suiteDigest),
            "simulation": run.simulation.map(JSONNode.text) ?? .null,
            "differences": .array(differences[number].map(JSONNode.text)),
        ])
    }

    private func comparison(_ comparison: AcrossComparison) -> JSONNode {
        .object([
            "name": .text(comparison.comparison.name),
            "unit_of_work": .text(comparison.comparison.unitOfWork),
            "variants": .array(
                comparison.variants.flatMap { variant in
                    variant.cells.map { cell in
                        let pairs = values(of: cell, variant, comparison)
                        return .object(
                            Dictionary(uniqueKeysWithValues: pairs.map { ($0, JSONNode($1)) })
                        )
                    }
                }
            ),
        ])
    }

    private static let columnNames =
        identity(nil, nil, nil, nil).map(\.0) + figures(of: nil).map(\.0)

    private func values(
        of cell: AcrossCell,
        _ variant: AcrossVariant,
        _ comparison: AcrossComparison
    ) -> [(String, VariantColumns.Value)] {
        Self.identity(cell, variant, comparison, runs[cell.number].report.run)
            + Self.figures(of: cell)
    }

    private static func identity(
        _ cell: AcrossCell?,
        _ variant: AcrossVariant?,
        _ comparison: AcrossComparison?,
        _ run: Run?
    ) -> [(String, VariantColumns.Value)] {
        [
            ("suite", .text(run?.suiteName)),
            ("comparison", .text(comparison?.comparison.name)),
            ("variant", .text(variant?.variant)),
            ("is_baseline", .flag(variant?.isBaseline ?? false)),
            ("run", .text(cell.map { letter($0.number) })),
            ("run_id", .text(run?.id)),
            ("started_at", .text(run.map { Report.date($0.startedAtMilliseconds) })),
            ("host", .text(run?.host.name)),
            ("harness_version", .text(run?.harnessVersion)),
            ("unit_of_work", .text(comparison?.comparison.unitOfWork)),
        ]
    }

    private static func figures(of cell: AcrossCell?) -> [(String, VariantColumns.Value)] {
        let row = cell?.row
        return [
            ("completed_trials", .number(row.map { Double($0.completedTrials) })),
            ("failed_trials", .number(row.map { Double($0.failedTrials) })),
            ("energy_per_unit_joules", .number(row?.energyPerUnit?.mean.joules)),
            ("energy_per_unit_half_width_joules", .number(row?.energyPerUnit?.halfWidth?.joules)),
            ("energy_provenance", .text(row?.provenance?.rawValue)),
            ("energy_scope", .text(row?.scope)),
        ] + ratio("energy_ratio_to_first", cell?.ratios?.energy) + [
            ("energy_ratio_to_baseline", .number(row?.energyRatio?.ratio))
        ] + ratio("energy_ratio_of_ratios", cell?.ratios?.energySaving) + [
            ("time_per_unit_seconds", .number(row?.timePerUnit?.mean.seconds)),
            ("time_per_unit_half_width_seconds", .number(row?.timePerUnit?.halfWidth?.seconds)),
        ] + ratio("time_ratio_to_first", cell?.ratios?.time) + [
            ("time_ratio_to_baseline", .number(row?.timeRatio?.ratio))
        ] + ratio("time_ratio_of_ratios", cell?.ratios?.timeSaving) + [
            ("quality", .number(row?.quality?.mean)),
            ("quality_difference_to_first", .number(cell?.ratios?.quality?.difference)),
            ("quality_difference_to_first_lower", .number(cell?.ratios?.quality?.lower)),
            ("quality_difference_to_first_upper", .number(cell?.ratios?.quality?.upper)),
        ]
    }

    private static func ratio(
        _ name: String,
        _ ratio: AcrossRatio?
    ) -> [(String, VariantColumns.Value)] {
        [
            (name, .number(ratio?.ratio?.ratio)),
            ("\(name)_lower", .number(ratio?.ratio?.lower)),
            ("\(name)_upper", .number(ratio?.ratio?.upper)),
            ("\(name)_p_value", .number(ratio?.ratio?.pValue)),
            ("\(name)_standing", .text(ratio?.standing.rawValue)),
            ("\(name)_reason", .text(ratio?.reason)),
        ]
    }
}

extension VariantColumns.Value {
    /// The value as a cell of CSV.
    fileprivate var cell: String {
        switch self {
        case .text(let text): text ?? ""
        case .number(let number): Reports.cell(number)
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}
