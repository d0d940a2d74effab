internal import Experiment
internal import Foundation

extension NightHistory {
    /// The names of the comparisons, each once, in the suite's order.
    var comparisons: [String] {
        var seen: Set<String> = []
        return series.map(\.key.comparison).filter { seen.insert($0).inserted }
    }

    /// What was simulated, in words, and in how many nights; the most frequent first.
    var simulations: [(words: String, nights: Int)] {
        let counts = nights.compactMap(\.simulation).reduce(into: [String: Int]()) {
            $0[$1, default: 0] += 1
        }
        return counts.map { (words: $0.key, nights: $0.value) }
            .sorted { ($1.nights, $0.words) < ($0.nights, $1.words) }
    }
}

extension SeriesKey {
    /// "int8: energy ÷ pinned": what it is within its comparison.
    var shortText: String {
        let prefix = "\(comparison) / "
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }

    /// "energy ÷ pinned": what it is of its variant.
    var metricText: String {
        guard reference == .pin else { return metric.rawValue }
        return metric.rawValue + (metric.isDifference ? " − pinned" : " ÷ pinned")
    }
}

extension SeriesHistory {
    /// "int8: energy ÷ pinned": what it is within its comparison.
    var shortName: String { key.shortText }

    /// A value of the series as it is shown, with the mark of what is no measurement.
    func text(_ value: Double, lower: Double? = nil, upper: Double? = nil) -> String {
        let text = NightWords.value(
            value,
            lower: lower,
            upper: upper,
            unit: unit,
            metric: key.metric,
            reference: key.reference
        )
        return VariantRow.marked(text, provenance)
    }

    var lastText: String? { points.last.map { text($0.value) } }
    var levelText: String? { levels.last.map { text($0.mean) } }

    /// The last level against the one before it.
    var lastChangeText: String? {
        guard levels.count > 1 else { return nil }
        return changeText(ofLevel: levels.count - 1)
    }

    /// A level against the one before it; `nil` for the first, and where there is no ratio.
    func changeText(ofLevel index: Int) -> String? {
        guard levels.indices.contains(index), index > 0 else { return nil }
        guard
            let before = NightFigure.scaled(levels[index - 1].mean, key.metric),
            let now = NightFigure.scaled(levels[index].mean, key.metric)
        else { return nil }
        return NightWords.change(now - before, of: key.metric)
    }
}

extension SeriesHistory.Start {
    /// Why the level begins, in a phrase.
    var text: String {
        switch self {
        case .first: "the series begins"
        case .circumstances(let changes):
            changes.isEmpty ? "other circumstances" : changes.joined(separator: ", ")
        case .change: "change point"
        case .acknowledged(let alarm): "alarm \(alarm.prefix(8)) acknowledged"
        }
    }

    /// One word for a mark in a drawing: what of the machine is another.
    var mark: String {
        switch self {
        case .first: ""
        case .circumstances(let changes):
            changes.first?.split(separator: " ").first.map(String.init) ?? "circumstances"
        case .change: "change"
        case .acknowledged: "acknowledged"
        }
    }
}
