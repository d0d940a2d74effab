internal import Experiment
internal import Foundation

/// How the latencies of each variant are distributed: one hill for each, on one logarithmic axis.
struct LatencyRows {
    var rows: [VariantRow]

    /// `nil` where no load generator told its histogram.
    func plot(named name: String) -> Plot? {
        let known = rows.filter { Self.classes(of: $0) != nil }
        let shown = Array(known.prefix(RowPlot.mostRows))
        let bounds = shown.flatMap { Self.classes(of: $0) ?? [] }
            .map { Double($0.upperBoundNanoseconds) / 1e9 }
        guard
            let scale = PlotScale(
                holding: bounds,
                from: RowPlot.left,
                to: RowPlot.right,
                isLogarithmic: true
            )
        else { return nil }
        var frame = RowPlot(
            scale: scale,
            rowHeight: 64,
            rows: shown.count,
            axis: "latency, logarithmic",
            ticks: scale.ticks(about: 5, unit: "s")
        )
        for (place, row) in shown.enumerated() {
            draw(row, Self.classes(of: row) ?? [], at: place, in: &frame)
        }
        return Plot(
            name: name,
            title: "Latencies",
            summary: "How many queries took how long, from the load generator's histogram over all "
                + "valid trials; each hill is as high as its own highest class. The lines mark the 50th, "
                + "90th and 99th percentile, each at the upper bound of its class."
                + RowPlot.omission(of: known.count),
            width: PlotStyle.width,
            height: frame.height,
            body: frame.canvas.body
        )
    }

    private static func classes(of row: VariantRow) -> [LatencyClass]? {
        row.scenario?.histogram.flatMap { classes in
            let usable = classes.filter { $0.upperBoundNanoseconds > 0 && $0.count > 0 }
            return usable.isEmpty ? nil : usable
        }
    }

    private func draw(
        _ row: VariantRow,
        _ classes: [LatencyClass],
        at place: Int,
        in frame: inout RowPlot
    ) {
        let marks = [0.5, 0.9, 0.99].compactMap { share in
            Self.quantile(share, of: classes).map { (share, $0) }
        }
        let values = marks.map { share, seconds in
            "p\(Int(share * 100)) \(NumberText.quantity(seconds, plusMinus: nil, unit: "s"))"
        }
        frame.label(place, name: row.variant, value: values.joined(separator: " · "))
        let floor = frame.track(place) + 38
        frame.canvas.path(hill(classes, frame.scale, floor: floor), style: "band")
        for (_, seconds) in marks {
            guard let x = frame.scale.held(seconds) else { continue }
            frame.canvas.line(x1: x, y1: floor - 36, x2: x, y2: floor, style: "i")
        }
        frame.canvas.line(x1: RowPlot.left, y1: floor, x2: RowPlot.right, y2: floor, style: "a")
    }

    /// The counts in stretches of equal width on the axis.
    private func hill(_ classes: [LatencyClass], _ scale: PlotScale, floor: Double) -> SVGPath {
        let width = 4.0
        let count = Int((scale.end - scale.start) / width) + 1
        var bins = Array(repeating: 0.0, count: count)
        var before = 0.0
        for latency in classes {
            let bound = Double(latency.upperBoundNanoseconds)
            // A class goes on from the one before it; where that is far off, it is taken to be narrow.
            let start = before > bound / 1.2 ? before : bound / 1.02
            before = bound
            let from = ((scale.held(start / 1e9) ?? scale.start) - scale.start) / width
            let to = ((scale.held(bound / 1e9) ?? scale.start) - scale.start) / width
            spread(Double(latency.count), from: from, to: to, over: &bins)
        }
        let most = bins.max() ?? 0
        guard most > 0 else { return SVGPath() }
        var path = SVGPath()
        path.add(scale.start, floor)
        for (bin, value) in bins.enumerated() {
            path.vertical(to: floor - value / most * 34)
            path.horizontal(to: min(scale.start + Double(bin + 1) * width, scale.end))
        }
        path.vertical(to: floor)
        path.close()
        return path
    }

    /// Shares a count out over the bins that a stretch touches, by how much of it lies in each.
    private func spread(_ count: Double, from: Double, to: Double, over bins: inout [Double]) {
        let last = bins.count - 1
        let first = min(max(Int(from), 0), last)
        guard to > from else {
            bins[first] += count
            return
        }
        for bin in first...min(max(Int(to), first), last) {
            let part = min(to, Double(bin + 1)) - max(from, Double(bin))
            bins[bin] += count * max(part, 0) / (to - from)
        }
    }

    /// The upper bound of the class that holds a share of all, in seconds.
    static func quantile(_ share: Double, of classes: [LatencyClass]) -> Double? {
        let all = classes.reduce(0.0) { $0 + Double($1.count) }
        var sum = 0.0
        for latency in classes {
            sum += Double(latency.count)
            if sum >= share * all { return Double(latency.upperBoundNanoseconds) / 1e9 }
        }
        return nil
    }
}
