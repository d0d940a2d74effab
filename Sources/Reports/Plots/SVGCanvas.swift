internal import Foundation

/// The elements of a drawing as they are added: every number finite, every text escaped.
///
/// What has a coordinate that is no finite number is left out.
struct SVGCanvas {
    private(set) var body = ""

    enum Anchor: String {
        case start
        case middle
        case end
    }

    mutating func rectangle(
        x: Double,
        y: Double,
        width: Double,
        height: Double,
        style: String,
        title: String? = nil
    ) {
        add(
            "rect",
            [("x", x), ("y", y), ("width", max(width, 0)), ("height", max(height, 0))],
            style,
            title
        )
    }

    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String) {
        add("line", [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)], style, nil)
    }

    mutating func circle(
        x: Double,
        y: Double,
        radius: Double,
        style: String,
        title: String? = nil
    ) {
        add("circle", [("cx", x), ("cy", y), ("r", radius)], style, title)
    }

    /// A path of points; one of points that are all finite.
    mutating func path(_ path: SVGPath, style: String, title: String? = nil) {
        guard !path.isEmpty else { return }
        body += "<path class=\"\(style)\" d=\"\(path.data)\"\(Self.closing("path", title))"
    }

    mutating func text(
        _ text: String,
        x: Double,
        y: Double,
        anchor: Anchor = .start,
        style: String = "t"
    ) {
        guard x.isFinite, y.isFinite else { return }
        let anchored = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        body +=
            "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(anchored)>"
            + MarkupText.escaped(text) + "</text>\n"
    }

    private mutating func add(
        _ name: String,
        _ numbers: [(String, Double)],
        _ style: String,
        _ title: String?
    ) {
        guard numbers.allSatisfy({ $0.1.isFinite }) else { return }
        body += "<\(name) class=\"\(style)\""
        for (key, value) in numbers { body += " \(key)=\"\(Self.number(value))\"" }
        body += Self.closing(name, title)
    }

    private static func closing(_ name: String, _ title: String?) -> String {
        guard let title else { return "/>\n" }
        return "><title>\(MarkupText.escaped(title))</title></\(name)>\n"
    }

    /// A finite number with no more decimals than can be seen.
    static func number(_ value: Double) -> String {
        let tenths = (min(max(value, -1e6), 1e6) * 10).rounded()
        let whole = Int(tenths)
        if whole % 10 == 0 { return "\(whole / 10)" }
        return "\(whole < 0 ? "-" : "")\(whole.magnitude / 10).\(whole.magnitude % 10)"
    }
}

/// The data of a path; points that are not finite are left out.
struct SVGPath {
    private(set) var data = ""
    var isEmpty: Bool { data.isEmpty }

    mutating func add(_ x: Double, _ y: Double) {
        guard x.isFinite, y.isFinite else { return }
        data += "\(data.isEmpty ? "M" : "L")\(SVGCanvas.number(x)) \(SVGCanvas.number(y))"
    }

    mutating func horizontal(to x: Double) {
        if x.isFinite, !data.isEmpty { data += "H\(SVGCanvas.number(x))" }
    }

    mutating func vertical(to y: Double) {
        if y.isFinite, !data.isEmpty { data += "V\(SVGCanvas.number(y))" }
    }

    mutating func close() { if !data.isEmpty { data += "Z" } }
}
