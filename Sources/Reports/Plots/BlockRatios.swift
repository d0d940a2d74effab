internal import Experiment
internal import Statistics
internal import Units

/// Energy ratios block by block: a dot for each block, from the first at the top of a row to the last
/// at its bottom, over the interval of their mean.
struct BlockRatios {
    var rows: [VariantRow]
    var summaries: [TrialSummary]
    var baseline: String

    /// The ratio of one block.
    private struct BlockRatio {
        var block: Int
        var ratio: Double
    }

    /// `nil` where no variant has a ratio.
    func plot(named name: String) -> Plot? {
        let compared = rows.filter { !$0.isBaseline }
        let shown = Array(compared.prefix(RowPlot.mostRows))
        let ratios = ratiosByVariant(shown)
        let ends = shown.compactMap(\.energyRatio).flatMap {
            [$0.ratio, $0.lower ?? $0.ratio, $0.upper ?? $0.ratio]
        }
        guard !ends.isEmpty,
            let scale = PlotScale(
                holding: ends + ratios.values.flatMap { $0.map(\.ratio) } + [1],
                from: RowPlot.left,
                to: RowPlot.right,
                isLogarithmic: true
            )
        else { return nil }
        var frame = RowPlot(
            scale: scale,
            rowHeight: 52,
            rows: shown.count,
            axis: "energy ÷ baseline\(PlotWords.origins(shown)), logarithmic",
            ticks: scale.ticks(about: 5)
        )
        let one = scale.place(of: 1)
        for (place, row) in shown.enumerated() {
            draw(row, ratios[row.variant] ?? [], at: place, in: &frame)
            // Over the band, which may lie on it, and clear of the names above and below.
            frame.canvas.line(
                x1: one,
                y1: frame.track(place),
                x2: one,
                y2: frame.track(place) + 26,
                style: "one"
            )
        }
        return Plot(
            name: name,
            title: "Energy ratios block by block",
            summary:
                "Each dot is the energy of a variant ÷ that of \(baseline) in one block, the first "
                + "block at the top of a row and the last at its bottom: a slope is a drift. The band "
                + "is the 95 % interval, the line in it the geometric mean; the broken line is 1, no "
                + "difference." + RowPlot.omission(of: compared.count),
            width: PlotStyle.width,
            height: frame.height,
            body: frame.canvas.body
        )
    }

    private func draw(
        _ row: VariantRow,
        _ blocks: [BlockRatio],
        at place: Int,
        in frame: inout RowPlot
    ) {
        guard let ratio = row.energyRatio else {
            let reason = row.ratioMissingReason ?? row.energyMissingReason ?? "no trial completed"
            frame.label(place, name: row.variant, value: "no ratio: \(reason)", style: "w")
            return
        }
        let text = row.marked(ratio.text)
        frame.label(place, name: row.variant, value: text)
        let scale = frame.scale
        let top = frame.track(place)
        if let low = ratio.lower.flatMap(scale.held), let high = ratio.upper.flatMap(scale.held) {
            frame.canvas.rectangle(
                x: low,
                y: top,
                width: max(high - low, 1),
                height: 26,
                style: "band",
                title: "\(row.variant): \(text)"
            )
        }
        if let mean = scale.held(ratio.ratio) {
            frame.canvas.line(x1: mean, y1: top, x2: mean, y2: top + 26, style: "i")
        }
        for (index, block) in blocks.enumerated() {
            let share = blocks.count > 1 ? Double(index) / Double(blocks.count - 1) : 0.5
            frame.canvas.circle(
                x: scale.place(of: block.ratio),
                y: top + 2 + share * 22,
                radius: blocks.count > 30 ? 1.8 : 2.6,
                style: "dot",
                title: "block \(block.block + 1): "
                    + NumberText.significant(block.ratio, digits: 4)
            )
        }
    }

    /// The blocks in which both trials completed with an energy, by variant.
    private func ratiosByVariant(_ shown: [VariantRow]) -> [String: [BlockRatio]] {
        let counted = summaries.filter { $0.isCompleted && !$0.planned.isWarmUp }
        let byVariant = Dictionary(grouping: counted, by: \.planned.variant)
        let base = Dictionary(
            (byVariant[baseline] ?? []).map { ($0.planned.block, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var found: [String: [BlockRatio]] = [:]
        for row in shown where row.energyRatio != nil {
            let trials = byVariant[row.variant] ?? []
            found[row.variant] = trials.compactMap { trial -> BlockRatio? in
                guard let own = trial.energyPerUnit.figure?.value.joules,
                    let other = base[trial.planned.block]?.energyPerUnit.figure?.value.joules,
                    own > 0, other > 0
                else { return nil }
                return BlockRatio(block: trial.planned.block, ratio: own / other)
            }
            .sorted { $0.block < $1.block }
        }
        return found
    }
}
