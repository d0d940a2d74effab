/// The frame that plots with a row for each variant share: its name above a track, and one axis for
/// all of them.
struct RowPlot {
    /// No plot has more rows than this: what is beyond stands in the tables.
    static let mostRows = 40

    static let left = 12.0
    static let right = PlotStyle.width - 16
    private static let top = 30.0

    var canvas = SVGCanvas()
    let scale: PlotScale
    let rowHeight: Double
    let rows: Int

    /// - Parameters:
    ///   - scale: of the axis, from `left` to `right`.
    ///   - rowHeight: of a row with its name.
    ///   - rows: how many there will be.
    ///   - axis: what the axis shows.
    ///   - ticks: of the axis.
    init(
        scale: PlotScale,
        rowHeight: Double,
        rows: Int,
        axis: String,
        ticks: [PlotScale.Tick]
    ) {
        self.scale = scale
        self.rowHeight = rowHeight
        self.rows = rows
        canvas.text(axis, x: Self.left, y: 18, style: "s b")
        let bottom = Self.top + Double(rows) * rowHeight
        for tick in ticks {
            let place = scale.place(of: tick.value)
            canvas.line(x1: place, y1: Self.top, x2: place, y2: bottom, style: "g")
        }
        canvas.line(x1: Self.left, y1: bottom, x2: Self.right, y2: bottom, style: "a")
        for tick in ticks {
            let place = scale.place(of: tick.value)
            let half = MarkupText.width(of: tick.label, size: 12) / 2
            let held = min(max(place, half + 2), PlotStyle.width - half - 2)
            canvas.text(tick.label, x: held, y: bottom + 16, anchor: .middle, style: "s")
        }
    }

    var bottom: Double { Self.top + Double(rows) * rowHeight }
    var height: Double { bottom + 26 }

    /// Where the track of a row begins, below its name.
    func track(_ row: Int) -> Double { Self.top + Double(row) * rowHeight + 20 }

    /// Writes the name of a row and, at its end, a value.
    mutating func label(_ row: Int, name: String, value: String, style: String = "s") {
        let baseline = Self.top + Double(row) * rowHeight + 14
        let room = Self.right - Self.left
        let value = MarkupText.fitted(value, width: room * 0.66, size: 12)
        let width = room - MarkupText.width(of: value, size: 12) - 10
        canvas.text(
            MarkupText.fitted(name, width: width, size: 13.5),
            x: Self.left,
            y: baseline,
            style: "b"
        )
        canvas.text(value, x: Self.right, y: baseline, anchor: .end, style: style)
    }

    /// What is said where not all variants have a row; empty where they have.
    static func omission(of count: Int) -> String {
        count > mostRows
            ? " The first \(mostRows) of \(count) variants; \(ShownRows.place(ofAll: count))." : ""
    }
}
