internal import Experiment

extension SeriesVerdict.Status {
    /// In words, for tables.
    var words: String {
        switch self {
        case .couldNotJudge: "could not judge"
        case .shownOnly: "shown only"
        case .quiet, .improved, .suspected, .regressed: rawValue
        }
    }

    static let byUrgency: [Self] = [
        .regressed, .couldNotJudge, .suspected, .improved, .quiet, .shownOnly,
    ]
}

extension SeriesVerdict {
    var valueText: String { figure.map(NightWords.value) ?? Table.missing }

    /// With the mark of tonight's figure: a level of estimates is none of measurements.
    var levelText: String {
        guard let level, let figure else { return Table.missing }
        let text = NightWords.value(
            level,
            unit: figure.unit,
            metric: key.metric,
            reference: key.reference
        )
        return VariantRow.marked(text, figure.provenance)
    }

    var changeText: String { change.map { changeText($0, nil, nil) } ?? Table.missing }

    /// With the ends of tonight's interval against the level, which is taken as it is.
    var changeWithIntervalText: String {
        guard let change else { return Table.missing }
        return changeText(change, against(figure?.lower), against(figure?.upper))
    }

    private func changeText(_ change: Double, _ lower: Double?, _ upper: Double?) -> String {
        key.metric.isDifference
            ? NightWords.change(change, lower: lower, upper: upper, of: key.metric)
            : NightWords.relative(change, lower: lower, upper: upper)
    }

    private func against(_ end: Double?) -> Double? {
        guard var figure, let end else { return nil }
        figure.value = end
        return SeriesVerdict(key: key, status: status, figure: figure, level: level, reason: "")
            .change
    }

    /// Tonight's value alone.
    var shortValueText: String {
        guard var figure else { return Table.missing }
        (figure.lower, figure.upper) = (nil, nil)
        return NightWords.value(figure)
    }

    /// "inference / int8: energy: REASON".
    var reasonText: String { reason.isEmpty ? key.text : "\(key.text): \(reason)" }
}

extension CanaryFinding {
    var ratioText: String {
        if metric.isDifference {
            return NightWords.change(ratio, lower: lower, upper: upper, of: metric)
        }
        return NumberText.interval(ratio, lower: lower, upper: upper)
    }

    /// "inference: energy 1.002 [0.997, 1.007]".
    var text: String { "\(comparison): \(metric.rawValue) \(ratioText)" }
}

/// Alarms as a table, for pages that are as wide as it takes.
struct AlarmTable {
    var alarms: [Alarm]
    var places: NightPlaces

    var table: Table {
        Table(
            title: "Alarms",
            columns: [
                ("alarm", .left), ("state", .left), ("direction", .left), ("series", .left),
                ("change", .right), ("first night", .left), ("commits", .left),
                ("last event", .left), ("found", .left),
            ],
            rows: alarms.map(row)
        )
    }

    private func row(_ alarm: Alarm) -> [String] {
        let isSimulated = places.simulation(of: alarm.firstNightID) != nil
        return [
            alarm.name, alarm.state.rawValue, alarm.direction.rawValue,
            alarm.key.text + (isSimulated ? " (SIMULATED)" : ""), alarm.changeText,
            places.dated(alarm.firstNightID), NightWords.versions(of: alarm) ?? Table.missing,
            lastEvent(of: alarm),
            alarm.layer == .verdict ? "beside the pinned reference" : "in the history",
        ]
    }

    private func lastEvent(of alarm: Alarm) -> String {
        guard let event = alarm.events.last else { return Table.missing }
        let when = event.nightID.map(places.name) ?? Report.date(event.atMilliseconds)
        return event.note.isEmpty ? when : "\(when): \(event.note)"
    }
}
