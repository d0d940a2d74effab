internal import Experiment

/// What a night says in sentences and tables, which every output for people is put together from.
extension NightReport {
    var places: NightPlaces { NightPlaces(history) }

    /// "night 20 of suite demo on host x".
    var name: String {
        "night \(night.number) of suite \(night.suite) on host \(night.machineName)"
    }

    /// "REGRESSED", "FAILED", "quiet": in capitals where somebody has to look.
    var outcomeWord: String {
        switch (night.state, night.outcome) {
        case (.failed, _): "FAILED"
        case (.running, nil), (.judged, nil): "not judged"
        case (_, .regressed): "REGRESSED"
        case (_, .couldNotJudge): "COULD NOT JUDGE"
        case (_, .improved): "improved"
        case (_, .quiet): "quiet"
        }
    }

    /// The outcome in one sentence: of a regression the largest open one, of what was not judged why.
    var headline: String {
        "\(name): \(outcomeWord)" + (simulationNotice == nil ? "" : " (SIMULATED)")
            + (cause.map { ": \($0)" } ?? "")
    }

    /// "demo on x, night 20: REGRESSED, 2 open alarms": short enough for the subject of a mail.
    var subject: String {
        let name = "\(night.suite) on \(night.machineName), night \(night.number)"
        let alarms = open.isEmpty ? "" : ", \(open.count.counted("open alarm"))"
        return "\(outcomeWord)" + (simulationNotice == nil ? "" : " (SIMULATED)") + alarms
            + ": \(name)"
    }

    private var cause: String? {
        switch night.outcome {
        case .regressed: worst(.regressed) ?? night.reasons.first
        case .improved: worst(.improved) ?? night.reasons.first
        case .couldNotJudge: night.reasons.first ?? unjudged
        case .quiet, nil: night.reasons.first
        }
    }

    /// The largest open alarm of a direction, and how many more there are.
    private func worst(_ direction: Alarm.Direction) -> String? {
        let alarms = open.filter { $0.direction == direction && $0.state == .confirmed }
        guard let worst = alarms.max(by: { $0.change.magnitude < $1.change.magnitude }) else {
            return nil
        }
        let more = alarms.count - 1
        return worst.text(in: places, isMarked: false) + (more > 0 ? ", and \(more) more" : "")
    }

    private var unjudged: String? {
        let count = verdicts.count { $0.status == .couldNotJudge }
        return count > 0 ? "\(count) of \(verdicts.count) series" : nil
    }

    var simulationNotice: String? { night.simulation.map(NightWords.simulationNotice) }

    /// Which trials, version and reference it is of.
    var circumstances: String {
        [
            Report.date(night.startedAtMilliseconds), night.runID.map { "run \($0)" },
            night.rerunID.map { "re-run \($0)" },
            "version \(night.projectVersion.map(NightWords.shortVersion) ?? "not known")",
            night.pinID.map { "pinned reference \($0.prefix(8))" } ?? "no pinned reference",
        ].compactMap(\.self).joined(separator: ", ")
    }

    /// Alarms that are open and did not change tonight.
    var unchanged: [Alarm] {
        let changed = Set(changed.map(\.id))
        return open.filter { !changed.contains($0.id) }
    }

    /// Verdicts that somebody has to look at come first, each kind in the suite's order.
    var sortedVerdicts: [SeriesVerdict] {
        SeriesVerdict.Status.byUrgency.flatMap { status in
            verdicts.filter { $0.status == status }
        }
    }

    /// "50 series: 1 regressed, 49 quiet".
    var verdictCounts: String {
        guard !verdicts.isEmpty else { return "No series was judged" }
        let counts = SeriesVerdict.Status.byUrgency.compactMap { status -> String? in
            let count = verdicts.count { $0.status == status }
            return count > 0 ? "\(count) \(status.words)" : nil
        }
        return "\(verdicts.count) series: \(counts.joined(separator: ", "))"
    }

    /// What stands beside the figures of some verdicts.
    func table(of verdicts: [SeriesVerdict], hasReasons: Bool) -> Table {
        let reasons = hasReasons ? [("why", Table.Alignment.left)] : []
        return Table(
            columns: [
                ("series", .left), ("verdict", .left), ("tonight", .right), ("level", .right),
                ("change", .right),
            ] + reasons,
            rows: verdicts.map { verdict in
                [
                    verdict.key.text, verdict.status.words, verdict.valueText, verdict.levelText,
                    verdict.changeText,
                ] + (hasReasons ? [verdict.reason] : [])
            }
        )
    }

    var canaryTable: Table {
        Table(
            title: "Canary: the pinned reference against itself",
            columns: [
                ("comparison", .left), ("metric", .left), ("ratio", .right), ("finding", .left),
            ],
            rows: canary.map { finding in
                [
                    finding.comparison, finding.metric.rawValue, finding.ratioText,
                    finding.isAlarm ? "ALARM: the machine was not as it should be" : "quiet",
                ]
            }
        )
    }

    /// What somebody may do now, in sentences with the commands that they need.
    var nextSteps: [String] {
        let confirmed = open.filter { $0.state == .confirmed }
        var steps: [String] = []
        if let first = confirmed.first {
            let more = confirmed.count > 1 ? " (and so on)" : ""
            steps.append(
                "`joulebench ack \(first.name)`\(more) once it is as it should be: what it found "
                    + "becomes the new level"
            )
        }
        let changed = confirmed.first {
            $0.direction == .regressed && $0.versionBefore != $0.versionAfter
        }
        if let versions = changed.flatMap(NightWords.versions) {
            steps.append("`joulebench bisect` finds which commit of \(versions) it is")
        }
        if canary.contains(where: \.isAlarm) {
            steps.append("`joulebench doctor` says in what state the machine is")
        }
        if !open.isEmpty || night.outcome != .quiet {
            steps.append(
                "`joulebench history` shows the series over the nights, with `--html FILE` as a "
                    + "page with charts"
            )
        }
        return steps
    }
}

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
