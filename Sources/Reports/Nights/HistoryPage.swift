internal import Experiment

/// The nights of suites on machines as one HTML file: a chart a series, with levels and alarms.
public struct HistoryPage: Sendable {
    public var histories: [NightHistory]

    /// What is to be known besides, in sentences without their ends.
    public var notices: [String]

    /// Of the program that makes the page.
    public var harnessVersion: String?

    public init(
        _ histories: [NightHistory],
        notices: [String] = [],
        harnessVersion: String? = nil
    ) {
        self.histories = histories
        self.notices = notices
        self.harnessVersion = harnessVersion
    }

    public var text: String {
        let title = self.title
        let sections = histories.enumerated().map {
            HistorySection($1, index: $0, names: names).text
        }
        let nothing = "<p>There is no night yet: `joulebench nightly SUITE` makes one.</p>\n"
        let body = """
            <header>
            <h1>\(escaped(title))</h1>
            \(shownNotices)</header>
            \(contents)<main>
            \(histories.isEmpty ? nothing : filters)\(sections.joined())\(reading)</main>
            <footer>Made by joulebench\(harnessVersion.map { " \(escaped($0))" } ?? "").</footer>

            """
        return HTMLDocument(
            title: title,
            nonce: nonce,
            style: HTMLStyle.text + HistoryStyle.text,
            body: body,
            data: HistoryData(histories: histories).text,
            script: HTMLScript.text + HistoryScript.text
        ).text
    }

    private func escaped(_ text: String) -> String { MarkupText.escaped(text) }

    private var title: String {
        let suites = histories.map(\.suite).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return suites.isEmpty ? "Nights" : "Nights of \(suites.joined(separator: ", "))"
    }

    /// The newest night's UUID: chosen after the suite was written, whose names it has to keep in check.
    private var nonce: String {
        MarkupText.slug(histories.compactMap { $0.nights.last?.id }.max() ?? "no-night")
    }

    private var shownNotices: String {
        let simulations = histories.flatMap { history in
            history.simulations.map { "\(NightWords.simulationNotice($0.words))" }
        }
        let marked = Set(simulations).sorted()
            .map { "<p class=\"notice\" role=\"note\">\(escaped($0))</p>\n" }
        let others =
            notices.isEmpty
            ? ""
            : "<ul class=\"notes\">\(notices.map { "<li>\(escaped($0))</li>" }.joined())</ul>\n"
        return marked.joined() + others
    }

    private var contents: String {
        let items =
            histories.enumerated().map { index, history in
                ("h\(index + 1)", "\(history.suite) on \(history.machineName)")
            } + [("method", "How to read this")]
        let links = items.map { "<li><a href=\"#\($0.0)\">\(escaped($0.1))</a></li>" }
        return "<nav aria-label=\"Contents\"><ul>\(links.joined())</ul></nav>\n"
    }

    private var names: HistoryNames { HistoryNames(histories) }

    /// Shown by the script: without it there is nothing to filter.
    private var filters: String {
        let names = self.names
        return
            "<div class=\"filters\" role=\"group\" aria-label=\"Which charts are shown\" hidden=\"\">\n"
            + choice("c", "comparison", names.comparisons) + choice("v", "variant", names.variants)
            + choice("m", "metric", names.metrics)
            + "<label>nights <select id=\"nights\"><option value=\"0\">all</option>"
            + [365, 90, 30].map { "<option value=\"\($0)\">last \($0)</option>" }.joined()
            + "</select></label>\n"
            + "<label><input type=\"checkbox\" id=\"open\"/> open alarms only</label>\n"
            + "<output id=\"shown\"></output>\n</div>\n"
    }

    private func choice(_ key: String, _ name: String, _ values: [String]) -> String {
        let options = values.enumerated().map { place, value in
            "<option value=\"\(place)\">\(escaped(value))</option>"
        }
        return "<label>\(name) <select id=\"filter-\(key)\"><option value=\"\">all</option>"
            + options.joined() + "</select></label>\n"
    }

    private var reading: String {
        let notes = [
            "A dot is a night: the mean of its trials, with the 95 % interval as a line or a band. “÷ "
                + "pinned” is the ratio to the pinned reference, which runs in the same blocks of the "
                + "same night, so that the drift of the machine is not in it.",
            "A thick line is a level: nights that do not differ. A dashed line across marks where a new "
                + "level begins and why: what of the machine, the sensors or the suite is another, a "
                + "change point, or an alarm that somebody acknowledged. Thin dotted lines are the bound "
                + "about the last level: less than that does not matter.",
            "A triangle marks the first night of a change, up where the value rises and down where it "
                + "falls: filled where the alarm is open, hollow where it is suspected, grey where it is "
                + "acknowledged, recovered or refuted.",
            "Nights stand in their order and not by their dates; a night without a value is a gap.",
        ]
        return "<section aria-labelledby=\"method\">\n<h2 id=\"method\">How to read this</h2>\n"
            + "<ul class=\"notes\">\n\(notes.map { "<li>\(escaped($0))</li>\n" }.joined())</ul>\n"
            + "</section>\n"
    }
}

/// The names that a page can be filtered by, each once, in the order of the suites.
struct HistoryNames {
    var comparisons: [String] = []
    var variants: [String] = []

    /// "energy", "energy ÷ pinned".
    var metrics: [String] = []

    init(_ histories: [NightHistory]) {
        var seen: Set<String> = []
        func add(_ name: String, _ kind: String, _ list: inout [String]) {
            if seen.insert("\(kind) \(name)").inserted { list.append(name) }
        }
        for series in histories.lazy.flatMap(\.series) {
            add(series.key.comparison, "c", &comparisons)
            add(series.key.variant, "v", &variants)
            add(series.key.metricText, "m", &metrics)
        }
    }

    /// The attributes of a chart that the filters look at.
    func attributes(of key: SeriesKey) -> String {
        let places = [
            ("c", comparisons.firstIndex(of: key.comparison)),
            ("v", variants.firstIndex(of: key.variant)),
            ("m", metrics.firstIndex(of: key.metricText)),
        ]
        return places.map { " data-\($0.0)=\"\($0.1.map(String.init) ?? "")\"" }.joined()
    }
}
