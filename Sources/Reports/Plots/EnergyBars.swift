internal import Experiment
internal import Statistics
internal import Units

/// A bar for each variant: the energy of a unit of work with its interval.
struct EnergyBars {
    var rows: [VariantRow]
    var unit: String

    /// `nil` where no variant has an energy.
    func plot(named name: String) -> Plot? {
        let shown = Array(rows.prefix(RowPlot.mostRows))
        let values = shown.compactMap(\.energyPerUnit).flatMap { interval in
            [interval.mean.joules, interval.lower?.joules, interval.upper?.joules]
                .compactMap(\.self)
        }
        guard
            let scale = PlotScale(
                holding: values,
                from: RowPlot.left,
                to: RowPlot.right,
                includesZero: true
            )
        else { return nil }
        let axis = "energy/\(unit)\(PlotWords.origins(shown))"
        var frame = RowPlot(
            scale: scale,
            rowHeight: 40,
            rows: shown.count,
            axis: axis,
            ticks: scale.ticks(about: 5, unit: "J")
        )
        for (place, row) in shown.enumerated() { draw(row, at: place, in: &frame) }
        let isMarked = shown.contains { PlotWords.isDrawnApart($0.provenance) }
        return Plot(
            name: name,
            title: "Energy for each \(unit)",
            summary:
                "Mean energy for each \(unit) by variant; the line across the end of a bar is the "
                + "95 % interval over blocks."
                + (isMarked ? " Bars with a broken edge are not measurements." : "")
                + RowPlot.omission(of: rows.count),
            width: PlotStyle.width,
            height: frame.height,
            body: frame.canvas.body
        )
    }

    private func draw(_ row: VariantRow, at place: Int, in frame: inout RowPlot) {
        let name = row.isBaseline ? "\(row.variant) (baseline)" : row.variant
        guard let energy = row.energyPerUnit else {
            let reason = row.energyMissingReason ?? "no trial completed"
            frame.label(place, name: name, value: "missing: \(reason)", style: "w")
            return
        }
        let text = row.marked(energy.text)
        frame.label(place, name: name, value: text)
        let scale = frame.scale
        let top = frame.track(place)
        guard let zero = scale.held(0), let end = scale.held(energy.mean.joules) else { return }
        frame.canvas.rectangle(
            x: min(zero, end),
            y: top,
            width: abs(end - zero),
            height: 12,
            style: (row.isBaseline ? "base" : "bar")
                + (PlotWords.isDrawnApart(row.provenance) ? " est" : ""),
            title: "\(name): \(text)"
        )
        guard let low = energy.lower.flatMap({ scale.held($0.joules) }),
            let high = energy.upper.flatMap({ scale.held($0.joules) })
        else { return }
        frame.canvas.line(x1: low, y1: top + 6, x2: high, y2: top + 6, style: "i")
        for end in [low, high] {
            frame.canvas.line(x1: end, y1: top + 2, x2: end, y2: top + 10, style: "i")
        }
    }
}
