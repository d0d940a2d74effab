/// A drawing with what it is called, as an SVG file or as a part of an HTML file.
public struct Plot: Sendable {
    /// The name of a file without its ending: "inference-energy".
    public var name: String

    /// What it is, in a few words.
    public var title: String

    /// What it shows and where the values come from, for those who do not see it and for all.
    public var summary: String

    /// In the unit of the drawing, of which about one is a pixel.
    var width: Double
    var height: Double
    var body: String

    /// As a file of its own.
    public var file: String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + element(isFile: true)
    }

    /// As an element inside HTML whose style sheet holds `PlotStyle.rules`.
    var element: String { element(isFile: false) }

    private func element(isFile: Bool) -> String {
        let size = "\(SVGCanvas.number(width)) \(SVGCanvas.number(height))"
        let id = MarkupText.escaped(name)
        let style =
            isFile ? "<style>\(PlotStyle.variables(of: "svg"))\(PlotStyle.rules)</style>\n" : ""
        let name = isFile ? " xmlns=\"http://www.w3.org/2000/svg\"" : ""
        let background =
            isFile
            ? "<rect class=\"bg\" x=\"0\" y=\"0\" width=\"100%\" height=\"100%\"/>\n" : ""
        return "<svg\(name) class=\"plot\" viewBox=\"0 0 \(size)\" role=\"img\" "
            + "aria-labelledby=\"\(id)-t \(id)-d\">\n"
            + "<title id=\"\(id)-t\">\(MarkupText.escaped(title))</title>\n"
            + "<desc id=\"\(id)-d\">\(MarkupText.escaped(summary))</desc>\n"
            + style + background + body + "</svg>\n"
    }
}

/// How the elements of a drawing look: by class, in light and in dark.
enum PlotStyle {
    /// The width of every drawing: narrow enough that its text can be read on a phone.
    static let width = 440.0

    private static let light =
        "--bg:#fff;--ink:#1b2430;--soft:#586473;--grid:#e2e6eb;--axis:#8a95a3;--bar:#4f7fb8;"
        + "--base:#8b94a0;--mark:#1d4f91;--line:#1f6fb5;--fill:#bcd6ee;--warn:#9a4a00;--good:#1c7a4a;"
        + "--p0:#cfe3f5;--p1:#f6dfc4;--p2:#d5ebd3;--p3:#ead9ef;--p4:#f5d9dc;--p5:#e3e3d3"

    private static let dark =
        "--bg:#12161c;--ink:#e6ebf1;--soft:#a3aebb;--grid:#2a323c;--axis:#6b7684;--bar:#5b8fcb;"
        + "--base:#7c8794;--mark:#a9cdf5;--line:#6db3f2;--fill:#24466a;--warn:#f0b070;--good:#6cc795;"
        + "--p0:#1d3a57;--p1:#553a18;--p2:#234527;--p3:#442b4d;--p4:#54282e;--p5:#42422c"

    /// The colours as variables of an element, those of print included.
    static func variables(of selector: String) -> String {
        "\(selector){\(light)}@media (prefers-color-scheme:dark){\(selector){\(dark)}}"
            + "@media print{\(selector){\(light)}}"
    }

    static let rules =
        "svg.plot{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
        + "sans-serif}"
        + ".plot .bg{fill:var(--bg)}.plot text{fill:var(--ink);stroke:var(--bg);stroke-width:3px;paint-order:stroke;stroke-linejoin:round}"
        + ".plot .s{fill:var(--soft);font-size:12px}"
        + ".plot .b{font-weight:600}.plot .w{fill:var(--warn);font-weight:600;font-size:12px}"
        + ".plot .n{font-size:11.5px;font-weight:600}"
        + ".plot .g{stroke:var(--grid);stroke-width:1}.plot .a{stroke:var(--axis);stroke-width:1}"
        + ".plot .bar{fill:var(--bar)}.plot .base{fill:var(--base)}"
        + ".plot .est{fill-opacity:.45;stroke:var(--ink);stroke-width:.8;stroke-dasharray:3 2}"
        + ".plot .i{stroke:var(--ink);stroke-width:1.5;fill:none}"
        + ".plot .one{stroke:var(--ink);stroke-width:1;stroke-dasharray:4 3;fill:none}"
        + ".plot .band{fill:var(--fill)}.plot .dot{fill:var(--line);fill-opacity:.8}"
        + ".plot .line{stroke:var(--line);stroke-width:1.4;fill:none;stroke-linejoin:round}"
        + ".plot .lead{stroke:var(--soft);stroke-width:.8;fill:none}"
        + ".plot .front{stroke:var(--good);stroke-width:1.5;stroke-dasharray:5 3;fill:none}"
        + ".plot .pt{fill:var(--line);stroke:var(--bg);stroke-width:1.5}"
        + ".plot .ptb{fill:var(--base);stroke:var(--bg);stroke-width:1.5}"
        + ".plot .pte{fill:var(--bg);stroke:var(--line);stroke-width:2;stroke-dasharray:3 2}"
        + (0..<6).map { ".plot .p\($0){fill:var(--p\($0))}" }.joined()
        + ".plot .p6{fill:var(--grid)}.plot .back{fill-opacity:.6}"
}
