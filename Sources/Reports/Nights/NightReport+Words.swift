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

    /// What the canary is.
    var canaryWords: String {
        night.pinID == nil
            ? "the baseline against itself" : "the pinned reference against itself"
    }

    var canaryTable: Table {
        Table(
            title: "Canary: \(canaryWords)",
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

    /// The command that looks for the commit of a regression; `nil` where its range is not known.
    private static func bisection(of alarm: Alarm) -> String? {
        guard alarm.direction == .regressed, let good = alarm.versionBefore,
            let bad = alarm.versionAfter, good != bad
        else { return nil }
        let metric =
            switch alarm.key.metric {
            case .energy: ""
            case .time: " --metric time"
            case .power, .memory, .operations, .quality: nil as String?
            }
        return metric.map { metric in
            "joulebench bisect SUITE --variant \(word(alarm.key.variant, else: "VARIANT"))\(metric) "
                + "--good \(word(NightWords.shortVersion(good), else: "GOOD")) "
                + "--bad \(word(NightWords.shortVersion(bad), else: "BAD")) --build 'COMMAND'"
        }
    }

    /// A name that a shell takes as it is, or what stands for it.
    private static func word(_ name: String, else placeholder: String) -> String {
        let isPlain = name.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
        }
        return isPlain && !name.isEmpty ? name : placeholder
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
        if let command = confirmed.lazy.compactMap(Self.bisection).first {
            steps.append("`\(command)` finds which commit it is")
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
