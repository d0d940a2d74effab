internal import Experiment
internal import Foundation
internal import Units

/// The power of one trial over time, with the phases below it and the outermost ones behind it.
struct PowerPlot {
    var curve: VariantCurve

    /// The highest power of all curves that are set beside each other.
    var highest: Double

    private static let (left, right, top, bottom) = (52.0, PlotStyle.width - 16, 50.0, 170.0)

    /// Phases inside more phases than this have no strip.
    private static let mostStrips = 3

    /// Names beyond these share one colour.
    private static let mostNames = 6

    /// `nil` where the trial has no power over time.
    func plot(named name: String) -> Plot? {
        guard let first = curve.curve.points.first, let last = curve.curve.points.last else {
            return nil
        }
        let seconds = (last.end - first.start).inSeconds
        guard
            let across = PlotScale(
                holding: [0, seconds],
                from: Self.left,
                to: Self.right,
                includesZero: true,
                margin: 0
            ),
            let up = PlotScale(
                holding: [highest],
                from: Self.bottom,
                to: Self.top,
                includesZero: true
            )
        else { return nil }
        var canvas = SVGCanvas()
        let names = phaseNames
        drawPhases(&canvas, names, across, first.start)
        drawAxes(&canvas, across, up)
        drawCurve(&canvas, across, up, first.start)
        let height = drawKey(&canvas, names)
        return Plot(
            name: name,
            title: "Power over time: \(curve.variant)",
            summary: summary(names),
            width: PlotStyle.width,
            height: height,
            body: canvas.body
        )
    }

    private var origin: String { PlotWords.word(curve.curve.provenance).map { " (\($0))" } ?? "" }

    private func summary(_ names: [String]) -> String {
        let points = curve.curve.points
        let doubts = points.compactMap(\.uncertaintyWatts).sorted()
        return
            "The trial of block \(curve.block + 1), whose energy is the median of its variant: the "
            + "mean power between readings\(origin), "
            + "\(NumberText.quantity(curve.curve.energy.joules, plusMinus: nil, unit: "J")) in all"
            + (curve.curve.scope.map { " (\($0))" } ?? "")
            + "."
            + Self.doubtText(doubts)
            + (points.contains { $0.highestWatts > $0.lowestWatts }
                ? " Readings are merged; the band is their lowest and highest." : "")
            + (names.isEmpty ? "" : " Phases are shaded and stand in strips below.")
    }

    /// Of uncertainties in rising order.
    private static func doubtText(_ doubts: [Double]) -> String {
        guard let worst = doubts.last else { return "" }
        func text(_ watts: Double) -> String {
            NumberText.quantity(watts, plusMinus: nil, unit: "W")
        }
        return
            " Half of the points are known to ± \(text(doubts[doubts.count / 2])) or better, all "
            + "to ± \(text(worst)) (k = 2)."
    }

    private func drawAxes(_ canvas: inout SVGCanvas, _ across: PlotScale, _ up: PlotScale) {
        canvas.text(
            MarkupText.fitted(curve.variant, width: Self.right - 12, size: 13.5),
            x: 12,
            y: 18,
            style: "b"
        )
        canvas.text("power\(origin)", x: 12, y: 38, style: "s b")
        for tick in up.ticks(about: 4, unit: "W") {
            let y = up.place(of: tick.value)
            canvas.line(x1: Self.left, y1: y, x2: Self.right, y2: y, style: "g")
            canvas.text(tick.label, x: Self.left - 6, y: y + 4, anchor: .end, style: "s")
        }
        for tick in across.ticks(about: 5, unit: "s") {
            let x = across.place(of: tick.value)
            canvas.line(x1: x, y1: Self.bottom, x2: x, y2: Self.bottom + 4, style: "a")
            let half = MarkupText.width(of: tick.label, size: 12) / 2
            canvas.text(
                tick.label,
                x: min(x, PlotStyle.width - half - 2),
                y: Self.bottom + 17,
                anchor: .middle,
                style: "s"
            )
        }
        canvas.line(x1: Self.left, y1: Self.bottom, x2: Self.right, y2: Self.bottom, style: "a")
    }

    private func drawCurve(
        _ canvas: inout SVGCanvas,
        _ across: PlotScale,
        _ up: PlotScale,
        _ start: MonotonicInstant
    ) {
        let points = curve.curve.points
        func x(_ instant: MonotonicInstant) -> Double {
            across.place(of: (instant - start).inSeconds)
        }
        func y(_ watts: Double) -> Double { up.held(watts) ?? Self.bottom }
        if points.contains(where: { $0.highestWatts > $0.lowestWatts }) {
            var band = SVGPath()
            for (place, point) in points.enumerated() {
                if place == 0 {
                    band.add(x(point.start), y(point.highestWatts))
                } else {
                    band.vertical(to: y(point.highestWatts))
                }
                band.horizontal(to: x(point.end))
            }
            for point in points.reversed() {
                band.vertical(to: y(point.lowestWatts))
                band.horizontal(to: x(point.start))
            }
            band.close()
            canvas.path(band, style: "band")
        }
        var line = SVGPath()
        for (place, point) in points.enumerated() {
            if place == 0 {
                line.add(x(point.start), y(point.watts))
            } else {
                line.vertical(to: y(point.watts))
            }
            line.horizontal(to: x(point.end))
        }
        canvas.path(line, style: "line")
    }

    /// The names of the phases that have a strip, those that take the most time first.
    private var phaseNames: [String] {
        var seconds: [String: Double] = [:]
        for phase in curve.phases where phase.depth < Self.mostStrips {
            seconds[phase.name, default: 0] += (phase.stop - phase.start).inSeconds
        }
        return seconds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    private func style(_ name: String, _ names: [String]) -> String {
        let place = names.firstIndex(of: name) ?? Self.mostNames
        return "p\(min(place, Self.mostNames))"
    }

    private func drawPhases(
        _ canvas: inout SVGCanvas,
        _ names: [String],
        _ across: PlotScale,
        _ start: MonotonicInstant
    ) {
        for phase in curve.phases where phase.depth < Self.mostStrips {
            let from = across.place(of: (phase.start - start).inSeconds)
            let to = across.place(of: (phase.stop - start).inSeconds)
            let style = style(phase.name, names)
            let seconds = NumberText.quantity(
                (phase.stop - phase.start).inSeconds,
                plusMinus: nil,
                unit: "s"
            )
            if phase.depth == 0 {
                canvas.rectangle(
                    x: from,
                    y: Self.top,
                    width: to - from,
                    height: Self.bottom - Self.top,
                    style: style + " back"
                )
            }
            canvas.rectangle(
                x: from,
                y: Self.bottom + 24 + Double(phase.depth) * 11,
                width: max(to - from, 0.5),
                height: 9,
                style: style,
                title: "\(phase.path.joined(separator: " / ")): \(seconds)"
            )
        }
    }

    /// - Returns: the height of the drawing.
    private func drawKey(_ canvas: inout SVGCanvas, _ names: [String]) -> Double {
        guard !names.isEmpty else { return Self.bottom + 26 }
        let depths = (curve.phases.map(\.depth).max() ?? 0) + 1
        let strips = Double(min(depths, Self.mostStrips)) * 11
        var (x, y) = (Self.left, Self.bottom + 24 + strips + 16)
        var entries = names.prefix(Self.mostNames).map { $0 }
        let rest = names.count - entries.count
        if rest > 0 { entries.append("\(rest) more") }
        for (place, name) in entries.enumerated() {
            let text = MarkupText.fitted(name, width: 150, size: 12)
            let width = 14 + MarkupText.width(of: text, size: 12) + 14
            if x + width > Self.right, x > Self.left { (x, y) = (Self.left, y + 17) }
            canvas.rectangle(x: x, y: y - 9, width: 10, height: 10, style: "p\(place)")
            canvas.text(text, x: x + 14, y: y, style: "s")
            x += width
        }
        return y + 10
    }
}
