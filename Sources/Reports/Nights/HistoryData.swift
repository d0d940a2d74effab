internal import Experiment

/// What the script of a history page draws from, as JSON with short keys.
///
/// `h` has an object for each history, in their order:
///
/// - `n`: nights in their order, `[number, start, version, run, simulation or not]`;
/// - `s`: series, with `t` its name, `u` unit, `d` decimals, `p` the place of each value among the
///   nights, `y` values, `l` and `h` ends of intervals (`null` where none is known), `k` counts,
///   `L` levels `[first value, last value, mean, word for its mark]`, `A` alarms
///   `[place of the night, direction of the value, state, direction, name]`, `b` the ends of the
///   bound about the last level, `w` words of where the values come from.
struct HistoryData {
    var histories: [NightHistory]

    var text: String {
        "{\"h\":[\(histories.map(history).joined(separator: ","))]}"
    }

    private func history(_ history: NightHistory) -> String {
        let nights = Self.nights(of: history)
        var places: [String: Int] = [:]
        for (place, night) in nights.enumerated() { places[night.id] = place }
        let series = history.series.map { series in
            self.series(series, in: history, places)
        }
        let written = nights.map { night in
            "[\(night.number),\(Self.quoted(night.start)),\(Self.quoted(night.version)),"
                + "\(Self.quoted(night.run)),\(night.isSimulated ? 1 : 0)]"
        }
        return "{\"n\":[\(written.joined(separator: ","))],"
            + "\"s\":[\(series.joined(separator: ",\n"))]}"
    }

    private struct Entry {
        var id: String
        var number: Int
        var start: String
        var version: String?
        var run: String?
        var isSimulated: Bool
    }

    /// The nights of a history, and those that only points know, by their numbers.
    private static func nights(of history: NightHistory) -> [Entry] {
        var entries = history.nights.map { night in
            Entry(
                id: night.id,
                number: night.number,
                start: when(night.startedAtMilliseconds),
                version: night.projectVersion.map(NightWords.shortVersion),
                run: night.runID,
                isSimulated: night.simulation != nil
            )
        }
        var known = Set(entries.map(\.id))
        for point in history.series.lazy.flatMap(\.points)
        where known.insert(point.nightID).inserted {
            entries.append(
                Entry(
                    id: point.nightID,
                    number: point.number,
                    start: when(point.startedAtMilliseconds),
                    version: point.version.map(NightWords.shortVersion),
                    run: point.runID,
                    isSimulated: false
                )
            )
        }
        return entries.sorted { $0.number < $1.number }
    }

    /// "2026-01-20 02:00", in UTC.
    private static func when(_ milliseconds: Int64) -> String {
        String(Report.date(milliseconds).replacing("T", with: " ").prefix(16))
    }

    private func series(
        _ series: SeriesHistory,
        in history: NightHistory,
        _ places: [String: Int]
    ) -> String {
        let scale = SeriesScale(of: series)
        let points = series.points
        func list(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }
        let fields: [(String, String)] = [
            ("t", Self.quoted(series.shortName)), ("u", Self.quoted(scale.unit)),
            ("d", "\(scale.decimals)"),
            ("p", list(points.map { "\(places[$0.nightID] ?? 0)" })),
            ("y", list(points.map { scale.json($0.value) })),
            ("l", list(points.map { scale.json($0.lower) })),
            ("h", list(points.map { scale.json($0.upper) })),
            ("k", list(points.map { "\($0.count)" })),
            ("L", list(series.levels.map { level($0, scale) })),
            ("A", list(series.alarms.compactMap { alarm($0, places) })),
            ("b", bound(of: series, scale)),
            ("w", Self.quoted(history.originWords(of: series).joined(separator: "; "))),
        ]
        return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private func level(_ level: SeriesHistory.Level, _ scale: SeriesScale) -> String {
        "[\(level.range.lowerBound),\(level.range.upperBound - 1),\(scale.json(level.mean)),"
            + "\(Self.quoted(level.start.mark))]"
    }

    private func alarm(_ alarm: Alarm, _ places: [String: Int]) -> String? {
        guard let place = places[alarm.firstNightID] else { return nil }
        return "[\(place),\(alarm.change < 0 ? -1 : 1),\(Self.quoted(alarm.state.rawValue)),"
            + "\(Self.quoted(alarm.direction.rawValue)),\(Self.quoted(alarm.name))]"
    }

    private func bound(of series: SeriesHistory, _ scale: SeriesScale) -> String {
        guard let mean = series.levels.last?.mean,
            let middle = NightFigure.scaled(mean, series.key.metric)
        else { return "null" }
        let ends = [middle - series.bound, middle + series.bound].map {
            scale.json(NightFigure.unscaled($0, series.key.metric))
        }
        return ends.contains("null") ? "null" : "[\(ends.joined(separator: ","))]"
    }

    /// A text as JSON in which nothing is hidden; `null` where there is none.
    static func quoted(_ text: String?) -> String {
        guard let text else { return "null" }
        let shown = TerminalText.printable(text).replacing("\\", with: "\\\\")
            .replacing("\"", with: "\\\"")
        return "\"\(shown)\""
    }
}

extension NightHistory {
    /// Where the values of a series come from, where they are not all measured on this machine: every
    /// chart says it.
    func originWords(of series: SeriesHistory) -> [String] {
        var words: [String] = []
        let simulated = Set(nights.filter { $0.simulation != nil }.map(\.id))
        let count = series.points.count { simulated.contains($0.nightID) }
        if count > 0 {
            let isAll = count == series.points.count
            words.append(
                isAll ? "SIMULATED" : "\(count) of \(series.points.count) nights SIMULATED"
            )
        }
        if let word = PlotWords.word(series.provenance), !words.contains(word) {
            words.append(word)
        }
        return words
    }
}
