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
            "project_version": run.projectVersion.map(JSONNode.projectVersion) ?? .null,
            "suite_sha256": .text(run.suiteDigest),
            "simulation": run.simulation.map(JSONNode.text) ?? .null,
            "imported": run.imported.map(JSONNode.imported) ?? .null,
            "differences": .array(differences[number].map(JSONNode.text)),
        ])
    }

    private func comparison(_ comparison: AcrossComparison) -> JSONNode {
        .object([
            "name": .text(comparison.comparison.name),
            "unit_of_work": .text(comparison.comparison.unitOfWork),
            "equivalence": .number(comparison.comparison.equivalence),
            "quality_tolerance": comparison.comparison.quality?.tolerance.map(JSONNode.number)
                ?? .null,
            "questions": .number(Double(comparison.questionCount)),
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
            ("project_version", .text(run?.versionText)),
            ("unit_of_work", .text(comparison?.comparison.unitOfWork)),
        ]
    }

    private static func figures(of cell: AcrossCell?) -> [(String, VariantColumns.Value)] {
        let row = cell?.row
        let quality = cell?.finding(.quality)?.quality
        let isSpread = quality.map { $0.basis != .sameInEveryBlock } ?? false
        return [
            ("completed_trials", .number(row.map { Double($0.completedTrials) })),
            ("failed_trials", .number(row.map { Double($0.failedTrials) })),
            ("verdict", .text(cell?.verdict?.verdict.rawValue)),
            ("verdict_reason", .text(cell?.verdict?.reason)),
            ("verdict_remedy", .text(cell?.verdict?.remedy)),
            ("energy_per_unit_joules", .number(row?.energyPerUnit?.mean.joules)),
            ("energy_per_unit_half_width_joules", .number(row?.energyPerUnit?.halfWidth?.joules)),
            ("energy_provenance", .text(row?.provenance?.rawValue)),
            ("energy_scope", .text(row?.scope)),
        ] + ratio("energy_ratio_to_first", cell?.finding(.energy)) + [
            ("energy_ratio_to_baseline", .number(row?.energyRatio?.ratio))
        ] + ratio("energy_ratio_of_ratios", cell?.finding(.savedEnergy)) + [
            ("time_per_unit_seconds", .number(row?.timePerUnit?.mean.seconds)),
            ("time_per_unit_half_width_seconds", .number(row?.timePerUnit?.halfWidth?.seconds)),
        ] + ratio("time_ratio_to_first", cell?.finding(.time)) + [
            ("time_ratio_to_baseline", .number(row?.timeRatio?.ratio))
        ] + ratio("time_ratio_of_ratios", cell?.finding(.savedTime))
            + ratio("energy_to_target_ratio_to_first", cell?.finding(.energyToTarget))
            + ratio("time_to_target_ratio_to_first", cell?.finding(.timeToTarget)) + [
                ("quality", .number(row?.quality?.mean)),
                ("quality_difference_to_first", .number(quality?.difference)),
                ("quality_difference_to_first_lower", .number(isSpread ? quality?.lower : nil)),
                ("quality_difference_to_first_upper", .number(isSpread ? quality?.upper : nil)),
                ("quality_difference_to_first_basis", .text(quality?.basis.rawValue)),
            ] + verdict("quality_difference_to_first", cell?.finding(.quality))
    }

    private static func ratio(
        _ name: String,
        _ finding: AcrossFinding?
    ) -> [(String, VariantColumns.Value)] {
        [
            (name, .number(finding?.ratio?.ratio)),
            ("\(name)_lower", .number(finding?.ratio?.lower)),
            ("\(name)_upper", .number(finding?.ratio?.upper)),
            ("\(name)_noise_floor_relative", .number(finding?.noise?.relative)),
        ] + verdict(name, finding)
    }

    private static func verdict(
        _ name: String,
        _ finding: AcrossFinding?
    ) -> [(String, VariantColumns.Value)] {
        [
            ("\(name)_p_value", .number(finding?.ratio?.pValue ?? finding?.quality?.pValue)),
            ("\(name)_adjusted_p_value", .number(finding?.judgement.adjustedPValue)),
            ("\(name)_verdict", .text(finding?.judgement.verdict.rawValue)),
            ("\(name)_verdict_reason", .text(finding?.judgement.reason)),
            ("\(name)_verdict_remedy", .text(finding?.judgement.remedy)),
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
