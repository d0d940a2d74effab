internal import Experiment
internal import Foundation
internal import Statistics
internal import Units

/// Energy against quality: a point for each variant, with both intervals, and the front of those that
/// no other beats in both.
struct ParetoPlot {
    var rows: [VariantRow]
    var unit: String
    var quality: QualityMetric

    /// With more variants than this only those of the front have numbers, and no intervals are drawn.
    private static let mostNumbered = 20

    /// No more points than this are drawn, besides those with numbers.
    private static let mostPoints = 1000

    private struct Point {
        var row: VariantRow
        var energy: Double
        var quality: Double
        var isOnFront = false
    }

    private static let (left, right, top, bottom) = (52.0, PlotStyle.width - 16, 34.0, 300.0)

    /// `nil` where no variant has both an energy and a quality.
    func plot(named name: String) -> Plot? {
        let points = points
        guard let across = energyScale(points), let up = qualityScale(points) else { return nil }
        var canvas = SVGCanvas()
        drawAxes(&canvas, across, up)
        drawFront(&canvas, points, across, up)
        let isCrowded = points.count > Self.mostNumbered
        if !isCrowded {
            for point in points { drawIntervals(&canvas, point, across, up) }
        }
        let numbered =
            isCrowded
            ? Array(points.filter { $0.isOnFront || $0.row.isBaseline }.prefix(Self.mostNumbered))
            : points
        let hasNumber = Set(numbered.map(\.row.variant))
        let others = points.prefix(Self.mostPoints).filter { !hasNumber.contains($0.row.variant) }
        let labels = labels(of: numbered, among: others, across, up)
        drawLeaders(&canvas, numbered, labels, across, up)
        for point in others { drawPoint(&canvas, point, radius: 3.5, across, up) }
        for point in numbered { drawPoint(&canvas, point, radius: Self.radius, across, up) }
        for (index, label) in labels.enumerated() {
            canvas.text("\(index + 1)", x: label.x, y: label.y + 4, anchor: .middle, style: "n")
        }
        let height = drawKey(&canvas, numbered, from: Self.bottom + 52)
        return Plot(
            name: name,
            title: "Energy against \(metric)",
            summary: summary(of: points, isCrowded: isCrowded),
            width: PlotStyle.width,
            height: height,
            body: canvas.body
        )
    }

    private func summary(of points: [Point], isCrowded: Bool) -> String {
        let missing = rows.count - points.count
        return "Each variant by its energy for each \(unit) and its \(metric). The broken line "
            + "joins those that no other variant beats in both (\(better)); it goes by the means, and "
            + "intervals that overlap leave open which is better."
            + (isCrowded
                ? " Only those on the line and the baseline have numbers, and no intervals are drawn."
                : " Crosses are 95 % intervals over blocks.")
            + (points.contains { PlotWords.isDrawnApart($0.row.provenance) }
                ? " Points with a broken edge are not measurements." : "")
            + (missing > 0 ? " \(missing) of \(rows.count) variants lack one of both." : "")
            + (points.count > Self.mostPoints
                ? " Besides, only the first \(Self.mostPoints) of \(points.count) are drawn; CSV and "
                    + "JSON have all." : "")
    }

    private var metric: String { quality.heading }

    private var isShare: Bool { quality.isShare }

    private var better: String {
        quality.higherIsBetter ? "better is up and to the left" : "better is down and to the left"
    }

    private var points: [Point] {
        var points = rows.compactMap { row -> Point? in
            guard let energy = row.energyPerUnit?.mean.joules, let quality = row.quality?.mean,
                energy.isFinite, quality.isFinite
            else { return nil }
            return Point(row: row, energy: energy, quality: quality)
        }
        let sign = quality.higherIsBetter ? 1.0 : -1.0
        var best = -Double.infinity
        // By energy, and at the same energy the better one first.
        let keys = points.map { ($0.energy, -sign * $0.quality) }
        let order = points.indices.sorted { keys[$0] < keys[$1] }
        for place in order where sign * points[place].quality > best {
            best = sign * points[place].quality
            points[place].isOnFront = true
        }
        return points
    }

    private func energyScale(_ points: [Point]) -> PlotScale? {
        let values = points.flatMap { point in
            [
                point.row.energyPerUnit?.lower?.joules, point.row.energyPerUnit?.upper?.joules,
                point.energy,
            ].compactMap(\.self)
        }
        return PlotScale(holding: values, from: Self.left, to: Self.right, margin: 0.1)
    }

    private func qualityScale(_ points: [Point]) -> PlotScale? {
        let factor = isShare ? 100.0 : 1
        let values = points.flatMap { point in
            [point.row.quality?.lower, point.row.quality?.upper, point.quality].compactMap(\.self)
        }
        return PlotScale(
            holding: values.map { $0 * factor },
            from: Self.bottom,
            to: Self.top,
            margin: 0.1
        )
    }

    private func drawAxes(_ canvas: inout SVGCanvas, _ across: PlotScale, _ up: PlotScale) {
        canvas.text(
            MarkupText.fitted(
                "\(metric)\(isShare ? ", %" : "")",
                width: 200,
                size: 12
            ),
            x: 12,
            y: 18,
            style: "s b"
        )
        canvas.text(better, x: Self.right, y: 18, anchor: .end, style: "s")
        for tick in up.ticks(about: 6) {
            let y = up.place(of: tick.value)
            canvas.line(x1: Self.left, y1: y, x2: Self.right, y2: y, style: "g")
            canvas.text(tick.label, x: Self.left - 6, y: y + 4, anchor: .end, style: "s")
        }
        for tick in across.ticks(about: 5, unit: "J") {
            let x = across.place(of: tick.value)
            canvas.line(x1: x, y1: Self.top, x2: x, y2: Self.bottom, style: "g")
            let half = MarkupText.width(of: tick.label, size: 12) / 2
            canvas.text(
                tick.label,
                x: min(x, PlotStyle.width - half - 2),
                y: Self.bottom + 16,
                anchor: .middle,
                style: "s"
            )
        }
        canvas.line(x1: Self.left, y1: Self.bottom, x2: Self.right, y2: Self.bottom, style: "a")
        canvas.line(x1: Self.left, y1: Self.top, x2: Self.left, y2: Self.bottom, style: "a")
        canvas.text(
            "energy/\(unit)\(PlotWords.origins(rows))",
            x: Self.right,
            y: Self.bottom + 34,
            anchor: .end,
            style: "s b"
        )
    }

    private func place(_ point: Point, _ across: PlotScale, _ up: PlotScale)
        -> (x: Double, y: Double)
    {
        (across.place(of: point.energy), up.place(of: point.quality * (isShare ? 100 : 1)))
    }

    /// Steps: between two of the front nothing is known to lie.
    private func drawFront(
        _ canvas: inout SVGCanvas,
        _ points: [Point],
        _ across: PlotScale,
        _ up: PlotScale
    ) {
        let front = points.filter(\.isOnFront).sorted { $0.energy < $1.energy }
        guard front.count > 1 else { return }
        var path = SVGPath()
        for (index, point) in front.enumerated() {
            let (x, y) = place(point, across, up)
            if index == 0 {
                path.add(x, y)
            } else {
                path.horizontal(to: x)
                path.vertical(to: y)
            }
        }
        canvas.path(path, style: "front")
    }

    private func drawIntervals(
        _ canvas: inout SVGCanvas,
        _ point: Point,
        _ across: PlotScale,
        _ up: PlotScale
    ) {
        let (x, y) = place(point, across, up)
        let factor = isShare ? 100.0 : 1
        if let energy = point.row.energyPerUnit, let low = energy.lower, let high = energy.upper {
            canvas.line(
                x1: across.place(of: low.joules),
                y1: y,
                x2: across.place(of: high.joules),
                y2: y,
                style: "i"
            )
        }
        if let quality = point.row.quality, let low = quality.lower, let high = quality.upper,
            low < high
        {
            canvas.line(
                x1: x,
                y1: up.place(of: low * factor),
                x2: x,
                y2: up.place(of: high * factor),
                style: "i"
            )
        }
    }

    private static let radius = 5.0

    /// Where the number of each point stands.
    private func labels(
        of points: [Point],
        among others: [Point],
        _ across: PlotScale,
        _ up: PlotScale
    ) -> [LabelPlacer.Place] {
        let places = points.map { place($0, across, up) }
        var placer = LabelPlacer(
            area: LabelPlacer.Rectangle(
                x: Self.left + 1,
                y: Self.top - 8,
                width: PlotStyle.width - Self.left - 3,
                height: Self.bottom - Self.top + 8
            ),
            points: places + others.map { place($0, across, up) },
            radius: Self.radius
        )
        return places.enumerated().map { index, point in
            // With room between two numbers, which would read as one.
            let width = MarkupText.width(of: "\(index + 1)", size: 11.5) + 4
            return placer.place(width: width, height: 11, at: point)
        }
    }

    /// Lines from points to numbers that are not right beside them, below both.
    private func drawLeaders(
        _ canvas: inout SVGCanvas,
        _ points: [Point],
        _ labels: [LabelPlacer.Place],
        _ across: PlotScale,
        _ up: PlotScale
    ) {
        for (point, label) in zip(points, labels) where label.isFar {
            let (x, y) = place(point, across, up)
            canvas.line(x1: x, y1: y, x2: label.x, y2: label.y, style: "lead")
        }
    }

    private func drawPoint(
        _ canvas: inout SVGCanvas,
        _ point: Point,
        radius: Double,
        _ across: PlotScale,
        _ up: PlotScale
    ) {
        let (x, y) = place(point, across, up)
        let style =
            PlotWords.isDrawnApart(point.row.provenance)
            ? "pte" : point.row.isBaseline ? "ptb" : "pt"
        canvas.circle(
            x: x,
            y: y,
            radius: radius,
            style: style,
            title: "\(point.row.variant): \(values(point))"
        )
    }

    private func values(_ point: Point) -> String {
        let energy = point.row.energyPerUnit.map {
            point.row.marked(NumberText.quantity($0.mean.joules, plusMinus: nil, unit: "J"))
        }
        let quality =
            isShare
            ? NumberText.percent(point.quality)
            : NumberText.significant(point.quality, digits: 4)
        return "\(energy ?? Table.missing), \(quality)"
    }

    /// - Returns: the height of the drawing.
    private func drawKey(_ canvas: inout SVGCanvas, _ points: [Point], from top: Double) -> Double {
        var y = top
        for (index, point) in points.enumerated() {
            let value = values(point)
            let room = RowPlot.right - 34 - MarkupText.width(of: value, size: 12) - 10
            let name = point.row.isBaseline ? "\(point.row.variant) (baseline)" : point.row.variant
            canvas.text("\(index + 1)", x: 28, y: y, anchor: .end, style: "n")
            canvas.text(MarkupText.fitted(name, width: room, size: 13), x: 34, y: y)
            canvas.text(value, x: RowPlot.right, y: y, anchor: .end, style: "s")
            y += 18
        }
        return y - 4
    }
}
