internal import Experiment

/// The part of a history page that is of one suite on one machine.
struct HistorySection {
    var history: NightHistory
    var index: Int
    var names: HistoryNames
    private let places: NightPlaces

    init(_ history: NightHistory, index: Int, names: HistoryNames) {
        self.history = history
        self.index = index
        self.names = names
        places = NightPlaces(history)
    }

    private var context: String { "\(history.suite) on \(history.machineName)" }

    var text: String {
        let id = "h\(index + 1)"
        return "<section aria-labelledby=\"\(id)\">\n"
            + "<h2 id=\"\(id)\">\(escaped(context))</h2>\n"
            + "<p class=\"soft\">\(escaped(summary))</p>\n" + alarms + charts + levels + nights
            + "</section>\n"
    }

    private func escaped(_ text: String) -> String { MarkupText.escaped(text) }

    private var summary: String {
        guard let first = history.nights.first, let last = history.nights.last else {
            return "There is no night yet."
        }
        let dates = [first, last].map { Report.date($0.startedAtMilliseconds).prefix(10) }
        let open = history.alarms.count(where: \.isOpen)
        return
            "\(history.nights.count.counted("night")), \(dates[0]) to \(dates[1]); the last one, night "
            + "\(last.number), \(last.outcome?.words ?? last.state.rawValue). "
            + "\(history.series.count) series, \(open.counted("open alarm"))."
    }

    /// Open ones first, then the newest.
    private var alarms: String {
        let all = history.alarms.reversed()
        let sorted = all.filter(\.isOpen) + all.filter { !$0.isOpen }
        guard !sorted.isEmpty else { return "<h3>Alarms</h3>\n<p>No alarm was ever raised.</p>\n" }
        let table = AlarmTable(alarms: sorted, places: places).table
        return "<h3>Alarms</h3>\n" + HTMLTable(table: table, context: context).text
    }

    /// Shown by the script, which draws them.
    private var charts: String {
        guard !history.series.isEmpty else { return "" }
        let groups = history.comparisons.map { comparison in
            let figures = history.series.enumerated().filter { $1.key.comparison == comparison }
                .map { figure($0, $1) }
            return "<div class=\"group\">\n<h3>Comparison: \(escaped(comparison))</h3>\n"
                + "<div class=\"charts\">\n\(figures.joined())</div>\n</div>\n"
        }
        return "<div class=\"drawn\" hidden=\"\">\n\(groups.joined())</div>\n"
    }

    private func figure(_ place: Int, _ series: SeriesHistory) -> String {
        let isOpen = series.alarms.contains(where: \.isOpen)
        let words = history.originWords(of: series)
            .map { " <span class=\"origin\">\(escaped($0))</span>" }.joined()
        let unit = SeriesScale(of: series).unit
        let label = escaped("\(series.key.text): chart; the arrow keys go from night to night")
        return "<figure class=\"series\"\(names.attributes(of: series.key))"
            + "\(isOpen ? " data-o=\"1\"" : "")>\n"
            + "<figcaption><b>\(escaped(series.shortName))</b>"
            + (unit.isEmpty ? "" : ", \(escaped(unit))") + words + "</figcaption>\n"
            + "<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-label=\"\(label)\" "
            + "data-h=\"\(index)\" data-s=\"\(place)\"></div>\n"
            + "<p class=\"read\"></p>\n\(marks(of: series))</figure>\n"
    }

    /// No more of a chart's marks than this are in sight.
    private static let mostMarks = 4

    /// What the marks of a chart mean, the newest first.
    private func marks(of series: SeriesHistory) -> String {
        let items =
            (series.levels.indices.dropFirst().map { levelMark($0, of: series) }
            + series.alarms.map(alarmMark)).sorted { $0.number > $1.number }
            .map { "<li\($0.style)>\(escaped($0.text))</li>" }
        guard !items.isEmpty else { return "" }
        let rest = items.dropFirst(Self.mostMarks)
        let first = "<ul class=\"marks\">\(items.prefix(Self.mostMarks).joined())</ul>\n"
        guard !rest.isEmpty else { return first }
        return first + "<details><summary>\(rest.count) earlier</summary>"
            + "<ul class=\"marks\">\(rest.joined())</ul></details>\n"
    }

    private struct Mark {
        var number: Int
        var text: String
        var style = ""
    }

    private func levelMark(_ place: Int, of series: SeriesHistory) -> Mark {
        let level = series.levels[place]
        let first = level.range.lowerBound
        let number = series.points.indices.contains(first) ? series.points[first].number : 0
        let change = series.changeText(ofLevel: place).map { ", \($0)" } ?? ""
        return Mark(number: number, text: "night \(number): \(level.start.text)\(change)")
    }

    private func alarmMark(_ alarm: Alarm) -> Mark {
        let versions = NightWords.versions(of: alarm).map { ", commits \($0)" } ?? ""
        return Mark(
            number: places.number(of: alarm.firstNightID) ?? 0,
            text: "\(places.name(of: alarm.firstNightID)): alarm \(alarm.label) \(alarm.changeText)"
                + versions,
            style: alarm.isOpen ? " class=\"\(alarm.direction.rawValue)\"" : ""
        )
    }

    /// What the charts show, for those whose browser runs no script.
    private var levels: String {
        guard !history.series.isEmpty else { return "" }
        let table = LevelTable(history: history, places: places).table
        return
            "<noscript>\n<p>The charts need JavaScript; these are the levels that they show.</p>\n"
            + HTMLTable(table: table, context: context).text + "</noscript>\n"
    }

    private var nights: String {
        guard !history.nights.isEmpty else { return "" }
        let table = Table(
            title: "Nights",
            columns: [
                ("night", .right), ("started", .left), ("outcome", .left), ("version", .left),
                ("run", .left), ("why", .left),
            ],
            rows: history.nights.reversed().map(row)
        )
        return "<details class=\"nights\"><summary>All nights (\(history.nights.count))</summary>\n"
            + HTMLTable(table: table, context: context).text + "</details>\n"
    }

    private func row(_ night: Night) -> [String] {
        let outcome = night.outcome?.words ?? night.state.rawValue
        return [
            "\(night.number)", Report.date(night.startedAtMilliseconds),
            outcome + (night.simulation == nil ? "" : " (SIMULATED)"),
            night.projectVersion.map(NightWords.shortVersion) ?? Table.missing,
            night.runID.map { String($0.prefix(8)) } ?? Table.missing,
            night.reasons.isEmpty ? Table.missing : night.reasons.joined(separator: "; "),
        ]
    }
}

/// The levels of all series of a history.
struct LevelTable {
    var history: NightHistory
    var places: NightPlaces

    var table: Table {
        Table(
            title: "Levels",
            columns: [
                ("series", .left), ("from", .left), ("nights", .right), ("level", .right),
                ("change", .right), ("begins because", .left), ("values are", .left),
            ],
            rows: history.series.flatMap(rows)
        )
    }

    private func rows(_ series: SeriesHistory) -> [[String]] {
        let words = history.originWords(of: series)
        return series.levels.enumerated().map { place, level in
            let isKnown = series.points.indices.contains(level.range.lowerBound)
            return [
                series.key.text,
                isKnown
                    ? places.dated(series.points[level.range.lowerBound].nightID) : Table.missing,
                "\(level.range.count)", series.text(level.mean),
                series.changeText(ofLevel: place) ?? Table.missing, level.start.text,
                words.isEmpty ? Table.missing : words.joined(separator: "; "),
            ]
        }
    }
}
