internal import Experiment

/// The report as one HTML file that needs nothing else: no network, no font, no second file.
public struct HTMLReport: Sendable {
    public var report: Report

    /// - Parameter report: with its curves, where the power over time shall be shown.
    public init(_ report: Report) { self.report = report }

    public var text: String {
        let sections = report.comparisons.indices.map(comparison).joined()
        let body = """
            <header>
            <h1>\(escaped(report.run.suiteName))</h1>
            <p class="soft">\(escaped(report.headline))</p>
            \(notices)</header>
            \(contents)<main>
            \(sections)\(closing)</main>
            <footer>Made by joulebench \(escaped(report.run.harnessVersion)), \
            run \(escaped(report.run.id)).</footer>

            """
        return HTMLDocument(
            title: "\(report.run.suiteName): energy report",
            nonce: nonce,
            style: HTMLStyle.text,
            body: body,
            script: HTMLScript.text
        ).text
    }

    /// The run's UUID: chosen after the suite was written, whose names it has to keep in check.
    private var nonce: String { MarkupText.slug(report.run.id) }

    private func escaped(_ text: String) -> String { MarkupText.escaped(text) }

    private var notices: String {
        [report.simulationNotice, report.importNotice, report.calibrationNotice]
            .compactMap(\.self)
            .map { "<p class=\"notice\" role=\"note\">\(escaped($0))</p>\n" }.joined()
    }

    private var contents: String {
        let comparisons = report.comparisons.enumerated().map { index, comparison in
            ("c\(index + 1)", comparison.comparison.name)
        }
        let all =
            comparisons + (report.runTables.isEmpty ? [] : [("whole", Self.wholeRun)]) + [
                ("method", "How to read this"), ("sensors", "Sensors"), ("run", "Run and host"),
            ]
        let items = all.map { "<li><a href=\"#\($0.0)\">\(escaped($0.1))</a></li>" }
        return "<nav aria-label=\"Contents\"><ul>\(items.joined())</ul></nav>\n"
    }

    private func comparison(_ index: Int) -> String {
        let comparison = report.comparisons[index]
        let name = comparison.comparison.name
        let groups = zip(comparison.workGroups, comparison.plotGroups)
            .map { group($0, $1, ofComparison: index) }.joined()
        let troubles = report.shownTroubles(of: comparison)
        let warnings =
            troubles.isEmpty ? "" : "<h3>Warnings, and what to do</h3>\n" + list(troubles, "")
        return section(
            "c\(index + 1)",
            "Comparison: \(name)",
            VerdictCards(report: comparison).text + groups + warnings
        )
    }

    private func group(_ work: WorkGroup, _ plots: PlotGroup, ofComparison index: Int) -> String {
        let heading = work.heading.map { "<h3>\(escaped($0))</h3>\n" } ?? ""
        // Headings go down one step at a time.
        let level = work.heading == nil ? "h3" : "h4"
        let name = report.comparisons[index].comparison.name
        let context = [name, work.heading].compactMap(\.self).joined(separator: ", ")
        let tables = work.tables.map { table in
            "<\(level)>\(escaped(table.title))</\(level)>\n"
                + HTMLTable(table: table, context: context).text
        }
        let figures = report.plots(of: plots, ofComparison: index).map(figure)
        let notes = report.plotNotes(of: plots, ofComparison: index)
        let plotted =
            "<\(level)>Plots</\(level)>\n"
            + (figures.isEmpty ? "" : "<div class=\"figures\">\n\(figures.joined())</div>\n")
            + (notes.isEmpty ? "" : list(notes, " soft"))
        // The first table says what it costs and how good it is; the others say why.
        return heading + tables.prefix(1).joined() + plotted + tables.dropFirst().joined()
    }

    private func figure(_ plot: Plot) -> String {
        "<figure>\n\(plot.element)<figcaption><b>\(escaped(plot.title)).</b> "
            + "\(escaped(plot.summary))</figcaption>\n</figure>\n"
    }

    private static let wholeRun = "The run as a whole"

    /// What is of no comparison alone, such as the footprint of everything that ran.
    private var whole: String {
        let tables = report.runTables.map { table in
            "<h3>\(escaped(table.title))</h3>\n"
                + HTMLTable(table: table, context: Self.wholeRun).text
        }
        return tables.isEmpty ? "" : section("whole", Self.wholeRun, tables.joined())
    }

    private var closing: String {
        whole + section("method", "How to read this", list(report.methodNotes, ""))
            + section("sensors", "Sensors", list(report.sensorNotes, ""))
            + section("run", "Run and host", list(report.provenanceNotes, ""))
    }

    private func section(_ id: String, _ title: String, _ body: String) -> String {
        "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(escaped(title))</h2>\n\(body)</section>\n"
    }

    private func list(_ items: [String], _ style: String) -> String {
        let lines = items.map { "<li>\(escaped($0))</li>\n" }
        return "<ul class=\"notes\(style)\">\n\(lines.joined())</ul>\n"
    }
}
