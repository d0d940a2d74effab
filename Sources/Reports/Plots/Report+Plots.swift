internal import Experiment

extension Report {
    /// All plots of the report, each with a name of its own, for files.
    public var plots: [Plot] {
        comparisons.indices.flatMap { index in
            comparisons[index].plotGroups.flatMap { plots(of: $0, ofComparison: index) }
        }
    }

    /// The plots of the variants of a comparison that do one kind of work.
    func plots(of group: PlotGroup, ofComparison index: Int) -> [Plot] {
        let report = comparisons[index]
        let comparison = report.comparison
        let start = comparisons.count > 1 ? "\(index + 1)-" : ""
        let name = start + MarkupText.slug(comparison.name) + group.suffix
        let unit = report.unit
        var plots = [EnergyBars(rows: group.rows, unit: unit).plot(named: name + "-energy")]
        if let quality = comparison.quality {
            plots.append(
                ParetoPlot(rows: group.rows, unit: unit, quality: quality)
                    .plot(named: name + "-pareto")
            )
        }
        if report.ranInTurn {
            plots.append(
                BlockRatios(
                    rows: group.rows,
                    summaries: report.summaries,
                    baseline: comparison.baseline
                ).plot(named: name + "-ratios")
            )
        }
        plots.append(LatencyRows(rows: group.rows).plot(named: name + "-latency"))
        return plots.compactMap(\.self) + powerPlots(of: group, of: comparison, named: name)
    }

    private func powerPlots(
        of group: PlotGroup,
        of comparison: Comparison,
        named name: String
    ) -> [Plot] {
        let variants = Set(group.rows.map(\.variant))
        let own = curves.filter {
            $0.comparison == comparison.name && variants.contains($0.variant)
        }
        // One axis for all, so that they can be set beside each other.
        let highest = own.flatMap { $0.curve.points.map(\.highestWatts) }.max() ?? 0
        return own.enumerated().compactMap { number, curve in
            PowerPlot(curve: curve, highest: highest)
                .plot(named: "\(name)-power-\(number + 1)-\(MarkupText.slug(curve.variant))")
        }
    }

    /// What plots do not show, and why, in sentences.
    func plotNotes(of group: PlotGroup, ofComparison index: Int) -> [String] {
        let comparison = comparisons[index].comparison
        var notes: [String] = []
        if comparison.quality == nil {
            notes.append("No plot of energy against quality: the comparison states no quality.")
        } else if !group.rows.contains(where: { $0.quality != nil && $0.energyPerUnit != nil }) {
            notes.append("No plot of energy against quality: no variant has both.")
        }
        if !group.rows.contains(where: { $0.energyPerUnit != nil }) {
            notes.append("No bars: no variant has an energy.")
        }
        let missing = curves.filter { $0.comparison == comparison.name }.compactMap { curve in
            curve.curve.missingReason.map { "No power over time of \(curve.variant): \($0)." }
        }
        if group.rows.count > VariantCurve.mostVariants {
            notes.append(
                "Power over time is shown for the first \(VariantCurve.mostVariants) of "
                    + "\(group.rows.count) variants."
            )
        }
        return notes + missing
    }
}

/// The variants of a comparison that may stand in one plot: they do one kind of work.
struct PlotGroup {
    /// What the kind is called; `nil` where there is one only.
    var heading: String?

    /// Of names; empty where there is one kind only.
    var suffix: String
    var rows: [VariantRow]
}

extension ComparisonReport {
    /// In the order of the kinds of work, each with all of its rows.
    var plotGroups: [PlotGroup] {
        let kinds = workKinds
        guard kinds.count > 1 else { return [PlotGroup(heading: nil, suffix: "", rows: rows)] }
        // Nobody knows what a variant without a completed trial would have done.
        let byKind = Dictionary(grouping: rows) { $0.workKind ?? kinds[0] }
        return kinds.enumerated().map { number, kind in
            PlotGroup(
                heading: "Work: \(kind)",
                suffix: "-work-\(number + 1)",
                rows: byKind[kind] ?? []
            )
        }
    }
}
