public import Experiment
internal import Foundation
internal import Statistics

extension NightJudge {
    /// What the night says, when its suspicions are settled as far as they can be.
    ///
    /// - Parameters:
    ///   - complaints: why trials or the run are not as they should be, in sentences without their
    ///     ends: with any, the night could not be judged.
    ///   - notices: what is to be known besides.
    /// - Returns: with the night judged; its end is the caller's.
    public func report(complaints: [String] = [], notices: [String] = []) -> NightReport {
        let verdicts = self.verdicts
        let open = alarms.filter(\.isOpen)
        var night = night
        night.state = .judged
        let (outcome, reasons) = outcome(verdicts, complaints: complaints)
        night.outcome = outcome
        night.reasons = reasons
        var history = history
        history.take(night, alarms: alarms)
        return NightReport(
            night: night,
            history: history,
            verdicts: verdicts,
            canary: canary,
            changed: alarms.filter { isChanged($0) },
            open: open,
            notices: notices + levelNotices
        )
    }

    /// The worst that is true.
    private func outcome(_ verdicts: [SeriesVerdict], complaints: [String])
        -> (NightOutcome, [String])
    {
        if isSuppressed {
            let names = canary.filter(\.isAlarm).map { finding in
                "\(finding.comparison): \(finding.metric.rawValue) "
                    + Self.text(ofChange: log(finding.ratio), finding.metric)
            }
            return (
                .couldNotJudge,
                [
                    "the machine changed: the same command differs from itself tonight "
                        + "(\(names.joined(separator: "; "))), so no other difference is believed"
                ] + complaints
            )
        }
        let confirmed = alarms.filter { $0.state == .confirmed }
        let regressed = confirmed.filter { $0.direction == .regressed }
        let unjudged = verdicts.filter { $0.status == .couldNotJudge || $0.status == .suspected }
        let stale = tonight.stale.map {
            "\($0): the suite says something else of it than when its reference was pinned: pin anew"
        }
        let doubts = complaints + stale + Self.reasons(unjudged)
        if !regressed.isEmpty { return (.regressed, regressed.map(Self.text) + doubts) }
        if verdicts.allSatisfy({ $0.status == .shownOnly }) {
            let reason =
                verdicts.isEmpty
                ? "the night gave no figure"
                : "nothing that was read can raise an alarm"
            return (.couldNotJudge, complaints + [reason])
        }
        if !doubts.isEmpty { return (.couldNotJudge, doubts) }
        let improved = confirmed.filter { $0.direction == .improved }
        return improved.isEmpty ? (.quiet, []) : (.improved, improved.map(Self.text))
    }

    /// What is said of several series once: "inference / int8: energy, and 3 more: 1 of 6 nights".
    private static func reasons(_ verdicts: [SeriesVerdict]) -> [String] {
        let byReason = Dictionary(grouping: verdicts, by: \.reason)
        var told: Set<String> = []
        return verdicts.compactMap { verdict in
            guard told.insert(verdict.reason).inserted else { return nil }
            let others = (byReason[verdict.reason]?.count ?? 1) - 1
            let more = others > 0 ? " and \(others) other series" : ""
            return "\(verdict.key.text)\(more): \(verdict.reason)"
        }
    }

    /// "inference / int8: energy ÷ pinned +5.1 %".
    private static func text(of alarm: Alarm) -> String {
        "\(alarm.key.text) \(text(ofChange: alarm.change, alarm.key.metric))"
    }

    /// "+5.1 %" of a change of a logarithm, "−0.012" of one of a quality.
    public static func text(ofChange change: Double, _ metric: FigureMetric) -> String {
        let sign = change < 0 ? "−" : "+"
        if metric.isDifference {
            return sign + NumberText.significant(abs(change), digits: 2)
        }
        return sign + NumberText.significant(abs(expm1(change)) * 100, digits: 2) + " %"
    }

    // MARK: Series

    private var verdicts: [SeriesVerdict] {
        let known = tonight.judged.map(verdict)
        return known + missing
    }

    private func verdict(_ judged: NightFigures.Judged) -> SeriesVerdict {
        let key = key(of: judged.figure)
        let series = history.series(key)
        let level = level(of: key, series)
        func say(_ status: SeriesVerdict.Status, _ reason: String) -> SeriesVerdict {
            SeriesVerdict(
                key: key,
                status: status,
                figure: judged.figure,
                level: level,
                reason: reason,
                isLowerBetter: series.map { !$0.higherIsBetter }
            )
        }
        if let reason = whyShownOnly(judged.figure) {
            if judged.figure.provenance == .estimated, let origin = series?.originBeforeEstimate {
                return say(
                    .couldNotJudge,
                    "it was \(origin) in earlier nights and is estimated now: mend the sensor, or "
                        + "accept it by pinning anew"
                )
            }
            return say(.shownOnly, reason)
        }
        if isSuppressed { return say(.couldNotJudge, "the canary alarmed") }
        if let alarm = alarms.last(where: { $0.key == key && $0.isOpen }) {
            let reason = alarm.events.last?.note ?? ""
            let since = numberText(alarm.firstNightID)
            if alarm.state == .suspected {
                return say(.suspected, "a change since \(since) is suspected: \(reason)")
            }
            return say(
                alarm.direction == .regressed ? .regressed : .improved,
                "\(Self.text(ofChange: alarm.change, key.metric)) since \(since): \(reason)"
            )
        }
        if key.reference == .pin { return relativeVerdict(judged, series, say) }
        return absoluteVerdict(series, say)
    }

    private func numberText(_ nightID: String) -> String {
        guard let night = history.nights.first(where: { $0.id == nightID }) else {
            return "an unknown night"
        }
        return "night \(night.number)"
    }

    private func relativeVerdict(
        _ judged: NightFigures.Judged,
        _ series: SeriesHistory?,
        _ say: (SeriesVerdict.Status, String) -> SeriesVerdict
    ) -> SeriesVerdict {
        guard let interval = judged.interval(confidence: 0.95) else {
            return say(.couldNotJudge, "one pair of trials says nothing of the spread: more blocks")
        }
        let bound = series?.bound ?? 0
        let halfWidth = (interval.upperBound - interval.lowerBound) / 2
        let width = Self.size(halfWidth, judged.figure.metric)
        let level = acceptedLevel(key(of: judged.figure))
        if halfWidth > Self.mostBounds * bound {
            return say(
                .couldNotJudge,
                "the interval is ± \(width), where a change of \(Self.size(bound, judged.figure.metric)) "
                    + "matters: more blocks, longer windows or a quieter machine"
            )
        }
        let distance = judged.estimate - level
        guard abs(distance) > bound, let pValue = judged.pValue(against: level) else {
            return say(.quiet, "no change beyond the bound, to within ± \(width)")
        }
        return say(
            .quiet,
            "\(Self.text(ofChange: distance, judged.figure.metric)) is not shown to be more than noise "
                + "(p \(pText(pValue)))"
        )
    }

    private func absoluteVerdict(
        _ series: SeriesHistory?,
        _ say: (SeriesVerdict.Status, String) -> SeriesVerdict
    ) -> SeriesVerdict {
        guard let series else { return say(.couldNotJudge, "it has no value above 0") }
        let settings = ChangePointAnalysis.Settings()
        let needed = settings.leastBefore + settings.leastAfter
        let count = series.points.count - series.stretchStart
        guard count >= needed else {
            let since = series.stretchStart > 0 ? " since the level began" : ""
            return say(
                .couldNotJudge,
                "\(count) of \(needed) nights that a history needs\(since): `joulebench pin` judges "
                    + "from the first night on"
            )
        }
        if let scatter = scatter(of: series), scatter > Self.mostScatter * series.bound {
            return say(
                .couldNotJudge,
                "the nights scatter by \(Self.size(scatter, series.key.metric)), where a change of "
                    + "\(Self.size(series.bound, series.key.metric)) matters: more blocks, longer windows, "
                    + "a quieter machine or a pinned reference"
            )
        }
        return say(.quiet, "no change point in \(count) nights")
    }

    /// Nights that scatter by more than so many bounds tell no change of one bound for weeks.
    private static let mostScatter = 2.0

    /// The standard deviation of the newest level's nights, on the scale on which changes are judged.
    private func scatter(of series: SeriesHistory) -> Double? {
        guard let newest = series.levels.last else { return nil }
        let values = series.points[newest.range]
            .compactMap { NightFigure.scaled($0.value, series.key.metric) }
        return MeanInterval<Double>(of: values)?.standardDeviation
    }

    private static func size(_ scaled: Double, _ metric: FigureMetric) -> String {
        metric.isDifference
            ? NumberText.significant(scaled, digits: 2)
            : NumberText.significant(expm1(scaled) * 100, digits: 2) + " %"
    }

    /// In the figure's unit.
    private func level(of key: SeriesKey, _ series: SeriesHistory?) -> Double? {
        if key.reference == .pin { return NightFigure.unscaled(acceptedLevel(key), key.metric) }
        guard let series else { return nil }
        if let alarm = alarms.last(where: { $0.key == key && $0.isOpen }) {
            return NightFigure.unscaled(alarm.levelBefore, key.metric)
        }
        guard let newest = series.levels.last else { return nil }
        // Tonight is held against what was before.
        let before = series.points[newest.range].filter { $0.nightID != night.id }
            .compactMap { NightFigure.scaled($0.value, key.metric) }
        guard !before.isEmpty else { return nil }
        return NightFigure.unscaled(before.reduce(0, +) / Double(before.count), key.metric)
    }

    /// Nights for which a figure that is gone is missed.
    private static let nightsMissed = 10

    /// Series of the last nights that tonight lacks, of variants that the suite still has.
    private var missing: [SeriesVerdict] {
        let keys = Set(tonight.figures.map(key))
        return history.series.compactMap { series in
            let name = "\(series.key.comparison) / \(series.key.variant)"
            let isCurrent =
                tonight.current?.contains(name)
                ?? (tonight.missing[name] != nil
                    || keys.contains {
                        $0.comparison == series.key.comparison && $0.variant == series.key.variant
                    })
            guard !keys.contains(series.key), isCurrent, let last = series.points.last,
                night.number - last.number <= Self.nightsMissed,
                series.key.reference == .none || isPinUnchanged(since: last.nightID),
                series.provenance != .estimated
            else { return nil }
            return SeriesVerdict(
                key: series.key,
                status: .couldNotJudge,
                figure: nil,
                level: level(of: series.key, series),
                reason: tonight.missing[name] ?? "the figure is missing tonight",
                isLowerBetter: !series.higherIsBetter
            )
        }
    }

    /// Another reference, or none, accepts that a ratio is gone.
    private func isPinUnchanged(since nightID: String) -> Bool {
        night.pinID != nil
            && history.nights.first { $0.id == nightID }?.pinID == night.pinID
    }

    // MARK: Notices

    /// Levels that begin tonight because something around the project changed.
    private var levelNotices: [String] {
        var notices: [String] = []
        for series in history.series {
            guard let level = series.levels.last, level.range.count == 1,
                series.points.last?.nightID == night.id,
                case .circumstances(let changes) = level.start
            else { continue }
            for change in changes {
                let text = "a new level begins, which is no alarm: \(change)"
                if !notices.contains(text) { notices.append(text) }
            }
        }
        return notices
    }
}

extension NightHistory {
    /// Puts in what has become of a night and of the alarms.
    mutating func take(_ night: Night, alarms: [Alarm]) {
        if let index = nights.firstIndex(where: { $0.id == night.id }) { nights[index] = night }
        let byKey = Dictionary(grouping: alarms, by: \.key)
        for index in series.indices { series[index].alarms = byKey[series[index].key] ?? [] }
    }
}
