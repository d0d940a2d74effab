internal import Experiment

/// The history of a suite on a machine as aligned text for a terminal, with a line a series.
public struct HistoryText: Sendable {
    public var history: NightHistory

    /// Whether headings are set in bold.
    public var usesColour: Bool

    /// Whether the terminal shows more than ASCII; the names of users stay as they are.
    public var usesUnicode: Bool

    /// How many of the last nights are drawn.
    public var shownNights: Int

    /// What is to be known besides, in sentences without their ends.
    public var notices: [String]

    public init(
        _ history: NightHistory,
        usesColour: Bool,
        usesUnicode: Bool,
        shownNights: Int = 24,
        notices: [String] = []
    ) {
        self.history = history
        self.usesColour = usesColour
        self.usesUnicode = usesUnicode
        self.shownNights = max(shownNights, 1)
        self.notices = notices
    }

    public var text: String { lines.joined(separator: "\n") + "\n" }

    private var lines: [String] {
        let places = NightPlaces(history)
        return NightText.wrapped(plain(headline)).map(bold)
            + simulations.flatMap { NightText.wrapped(plain($0)).map(bold) }
            + history.comparisons.flatMap(table)
            + (history.series.isEmpty ? [] : [""] + NightText.wrapped(plain(legend)))
            + section("Open alarms", openAlarms.map { "! \($0.label): \($0.text(in: places))" })
            + section("To be known", notices + troubles)
    }

    private var headline: String {
        let name = "suite \(history.suite) on host \(history.machineName)"
        guard let first = history.nights.first, let last = history.nights.last else {
            return "\(name): there is no night yet"
        }
        let dates = [first, last].map { Report.date($0.startedAtMilliseconds).prefix(10) }
        let outcome = last.outcome?.words ?? last.state.rawValue
        return
            "\(name): \(history.nights.count.counted("night")), \(dates[0]) to \(dates[1]), the last "
            + "one (night \(last.number)) \(outcome)"
    }

    /// Each simulation of the nights in words, once.
    private var simulations: [String] {
        history.simulations.map { words, count in
            "\(NightWords.simulationNotice(words)) (\(count) of \(history.nights.count) nights)"
        }
    }

    private func table(_ comparison: String) -> [String] {
        let series = history.series.filter { $0.key.comparison == comparison }
        let nights = history.nights.suffix(shownNights).map(\.id)
        let table = Table(
            columns: [
                ("series", .left), ("last", .right), ("level", .right), ("change", .right),
                ("last \(nights.count.counted("night"))", .left),
            ],
            rows: series.map { row($0, nights).map(plain) }
        )
        let rendered = NightText.rendered(table, usesColour: usesColour)
            .map { usesUnicode ? $0 : $0.replacing("─", with: "-").replacing("…", with: "~") }
        return ["", bold("Comparison: \(comparison)")] + rendered
    }

    private func row(_ series: SeriesHistory, _ nights: [String]) -> [String] {
        [
            series.shortName, series.lastText ?? Table.missing, series.levelText ?? Table.missing,
            series.lastChangeText ?? Table.missing,
            Sparkline(series, nights: nights, usesUnicode: usesUnicode).text,
        ]
    }

    private var legend: String {
        "“change” is the last level against the one before it. A character is a night, "
            + (usesUnicode
                ? "lowest ▁, highest █, without a value ·"
                : "lowest 0, highest 7, without a value .")
            + "; a new level begins at \(Sparkline.levelMark)."
    }

    private var openAlarms: [Alarm] { history.alarms.filter(\.isOpen) }

    /// The last nights that were not judged well.
    private var troubles: [String] {
        history.nights.suffix(shownNights).filter {
            $0.state == .failed || $0.outcome == .couldNotJudge
        }
        .suffix(5).map { night in
            let words = night.outcome?.words ?? night.state.rawValue
            let reasons = night.reasons.joined(separator: "; ")
            return "night \(night.number) \(words)" + (reasons.isEmpty ? "" : ": \(reasons)")
        }
    }

    private func section(_ title: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        return ["", bold(title)]
            + ShownRows.lines(items).flatMap { NightText.wrapped(plain($0), indent: "  ") }
    }

    private func bold(_ text: String) -> String {
        TerminalText.heading(plain(text), usesColour: usesColour)
    }

    /// Our own signs in ASCII, where the terminal shows no others.
    private func plain(_ text: String) -> String {
        guard !usesUnicode else { return text }
        let signs = [
            ("÷", "/"), ("−", "-"), ("–", "-"), ("—", "-"), ("…", ".."), ("µ", "u"), ("→", "->"),
            ("≈", "~"), ("±", "+-"), ("×", "x"), ("“", "\""), ("”", "\""),
        ]
        return signs.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
