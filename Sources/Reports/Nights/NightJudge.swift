public import Experiment
internal import Foundation
internal import Statistics

/// Judges a night: the canary, then tonight's trials beside the pinned reference, then the history;
/// what looks like a change is suspected, and confirmed or refuted by a re-run.
///
/// The steps are those of `joulebench nightly`: make one, make a re-run of what is in `suspected`,
/// hand it to `settle`, ask for the `report`.
public struct NightJudge: Sendable {
    /// The probability of a false suspicion of one series, and of a false confirmation of any by the
    /// re-run: over the night both happen in at most one of ten thousand quiet nights a series.
    public static let alpha = 0.01

    /// A series whose 95 % interval is wider than so many bounds to either side says nothing tonight.
    public static let mostBounds = 3.0

    let night: Night
    let history: NightHistory
    let tonight: NightFigures
    let atMilliseconds: Int64

    /// The version of the pinned reference; `nil` where it is not known, or nothing is pinned.
    private let pinVersion: String?
    private let makeID: @Sendable () -> String

    /// All of the suite on the machine, as tonight leaves them.
    public private(set) var alarms: [Alarm]

    /// Those that tonight changed, by id.
    private var changed: Set<String> = []

    /// - Parameters:
    ///   - night: tonight's.
    ///   - history: with tonight's figures.
    ///   - tonight: those figures.
    ///   - alarms: of the suite on the machine.
    ///   - pinVersion: of the reference that ran beside tonight's variants.
    ///   - atMilliseconds: now.
    ///   - makeID: gives the ids of new alarms.
    public init(
        night: Night,
        history: NightHistory,
        tonight: NightFigures,
        alarms: [Alarm],
        pinVersion: String? = nil,
        atMilliseconds: Int64,
        makeID: @escaping @Sendable () -> String
    ) {
        self.night = night
        self.history = history
        self.tonight = tonight
        self.alarms = alarms
        self.atMilliseconds = atMilliseconds
        self.pinVersion = pinVersion
        self.makeID = makeID
        guard !isSuppressed else { return }
        recover()
        suspectTonight()
        suspectHistory()
    }

    // MARK: What is judged

    /// The canary's figures, with whether each differs from itself beyond the bound.
    public var canary: [CanaryFinding] {
        let adjusted = Holm.adjusted(tonight.canary.map { $0.pValue(against: 0) })
        return zip(tonight.canary, adjusted).map { judged, pValue in
            let limit = night.bounds.limit(of: judged.figure.metric)
            return CanaryFinding(
                comparison: judged.figure.comparison,
                metric: judged.figure.metric,
                ratio: judged.figure.value,
                lower: judged.figure.lower,
                upper: judged.figure.upper,
                isAlarm: (pValue ?? 1) < Self.alpha && abs(judged.estimate) > limit
            )
        }
    }

    /// Whether the machine differs from itself tonight, so that nothing else is believed.
    public var isSuppressed: Bool { canary.contains(where: \.isAlarm) }

    func key(of figure: NightFigure) -> SeriesKey {
        SeriesKey(
            machineID: night.machineID,
            suite: night.suite,
            comparison: figure.comparison,
            variant: figure.variant,
            metric: figure.metric,
            reference: figure.reference
        )
    }

    /// Why a series is shown and never a reason for an alarm; `nil` where it is one.
    func whyShownOnly(_ figure: NightFigure) -> String? {
        if figure.provenance == .estimated {
            return "an estimate is no reason for an alarm"
        }
        let hasRelation = tonight.figures.contains {
            $0.comparison == figure.comparison && $0.variant == figure.variant
                && $0.metric == figure.metric && $0.reference == .pin
        }
        return figure.reference == .none && hasRelation
            ? "judged by its ratio to the pinned reference" : nil
    }

    /// Tonight's figures that may raise an alarm.
    var gating: [NightFigures.Judged] {
        tonight.judged.filter { whyShownOnly($0.figure) == nil }
    }

    // MARK: Suspicions

    /// Beside the pinned reference: different from the accepted level, and by more than the bound.
    private mutating func suspectTonight() {
        let asked = gating.filter { $0.figure.reference == .pin }
        let levels = asked.map { acceptedLevel(key(of: $0.figure)) }
        for (index, judged) in asked.enumerated() {
            guard let series = history.series(key(of: judged.figure)),
                let pValue = judged.pValue(against: levels[index]), pValue < Self.alpha
            else { continue }
            let change = judged.estimate - levels[index]
            guard abs(change) > series.bound, !series.points.isEmpty else { continue }
            let interval = judged.interval(confidence: 0.95)
            let first = series.start(ofChange: change, from: levels[index])
            suspect(
                series,
                layer: .verdict,
                from: levels[index],
                change: change,
                interval: interval.map {
                    $0.lowerBound - levels[index]...$0.upperBound - levels[index]
                },
                first: series.points[first],
                before: first > 0 ? series.points[first - 1] : nil,
                circumstances: judged.figure.circumstances,
                note: "tonight's trials beside the pinned reference: p \(pText(pValue))"
            )
        }
    }

    /// In the history: a change point whose level still holds.
    private mutating func suspectHistory() {
        for judged in gating {
            guard let series = history.series(key(of: judged.figure)),
                let newest = series.levels.last
            else { continue }
            for found in series.openChanges where abs(found.change) > series.bound {
                // Gone again since: nothing to alarm about.
                let now = series.scaledMean(newest) - series.scaledMean(found.before)
                guard abs(now) > series.bound, (now < 0) == (found.change < 0),
                    !isReturn(found, of: series)
                else { continue }
                let index = found.after.range.lowerBound
                suspect(
                    series,
                    layer: .history,
                    from: series.scaledMean(found.before),
                    change: found.change,
                    interval: nil,
                    first: series.points[index],
                    before: series.points[index - 1],
                    circumstances: circumstances(of: judged.figure),
                    note: "a change point of the history: p \(pText(found.pValue)), "
                        + "\(series.points.count - index) nights since"
                )
            }
        }
    }

    /// Whether a change point only takes a regression back.
    ///
    /// An improvement that is lost is no return: it is a regression from what was.
    private func isReturn(_ found: LevelChange, of series: SeriesHistory) -> Bool {
        alarms.contains { alarm in
            alarm.key == series.key && alarm.state == .recovered && alarm.direction == .regressed
                && (alarm.change < 0) != (found.change < 0)
                && abs(series.scaledMean(found.after) - alarm.levelBefore) <= series.bound
        }
    }

    private mutating func suspect(
        _ series: SeriesHistory,
        layer: Alarm.Layer,
        from level: Double,
        change: Double,
        interval: ClosedRange<Double>?,
        first: SeriesHistory.Point,
        before: SeriesHistory.Point?,
        circumstances: Circumstances,
        note: String
    ) {
        let isWorse = (change > 0) != series.higherIsBetter
        let direction: Alarm.Direction = isWorse ? .regressed : .improved
        let event = Alarm.Event(
            atMilliseconds: atMilliseconds,
            nightID: night.id,
            state: .suspected,
            note: note
        )
        if let index = sameChange(series, layer, direction, first: first) {
            guard alarms[index].state == .refuted, isDueAgain(alarms[index], series, first)
            else { return }
            append(event, to: index)
            return
        }
        let alarm = Alarm(
            id: makeID(),
            key: series.key,
            layer: layer,
            direction: direction,
            firstNightID: first.nightID,
            lastGoodNightID: before?.nightID,
            raisedNightID: night.id,
            levelBefore: level,
            circumstances: circumstances,
            change: change,
            lower: interval?.lowerBound,
            upper: interval?.upperBound,
            // On the first night beside it the reference itself is the good end.
            versionBefore: before == nil && series.key.reference == .pin
                ? pinVersion : before?.version,
            versionAfter: first.version,
            events: [event]
        )
        alarms.append(alarm)
        changed.insert(alarm.id)
    }

    /// Change points move by a night or two when nights are added: within that it is the same one.
    private static let sameWithin = 2

    /// The alarm of a change that is known already.
    private func sameChange(
        _ series: SeriesHistory,
        _ layer: Alarm.Layer,
        _ direction: Alarm.Direction,
        first: SeriesHistory.Point
    ) -> Int? {
        alarms.indices.last { index in
            let alarm = alarms[index]
            guard alarm.key == series.key, alarm.direction == direction else { return false }
            // What is beyond the bound tonight is what an open alarm says already.
            if layer == .verdict { return alarm.isOpen }
            guard let place = place(of: alarm.firstNightID, in: series),
                let new = series.points.firstIndex(where: { $0.nightID == first.nightID })
            else { return false }
            return abs(place - new) <= Self.sameWithin
        }
    }

    /// The first point of the series at a night or after it.
    func place(of nightID: String, in series: SeriesHistory) -> Int? {
        guard let number = history.nights.first(where: { $0.id == nightID })?.number else {
            return nil
        }
        return series.points.firstIndex { $0.number >= number }
    }

    /// What a re-run refuted is looked at again when twice as many nights say it.
    private func isDueAgain(
        _ alarm: Alarm,
        _ series: SeriesHistory,
        _ first: SeriesHistory.Point
    ) -> Bool {
        guard let refuted = alarm.events.last?.nightID.flatMap({ place(of: $0, in: series) }),
            let start = series.points.firstIndex(where: { $0.nightID == first.nightID })
        else { return false }
        return series.points.count - start >= 2 * max(refuted - start + 1, 1)
    }

    // MARK: Levels

    /// What a ratio to the pinned reference may be, on its scale: 0, or the level of the alarm that was
    /// acknowledged last since that reference is in use, or of an improvement that was confirmed
    /// after it: to lose that is a regression.
    ///
    /// It stays where it is, whatever the nights since say: a creeping change is not followed.
    func acceptedLevel(_ key: SeriesKey) -> Double {
        guard key.reference == .pin,
            let figure = tonight.figures.first(where: { self.key(of: $0) == key })
        else { return 0 }
        let accepted = alarms.filter { alarm in
            alarm.key == key && isComparable(alarm, figure)
                && (alarm.state == .acknowledged
                    || alarm.state == .confirmed && alarm.direction == .improved)
        }
        let last = accepted.max {
            ($0.events.last?.atMilliseconds ?? 0) < ($1.events.last?.atMilliseconds ?? 0)
        }
        return last.map { $0.levelBefore + $0.change } ?? 0
    }

    /// What tonight's value of a series depends on: beside a reference, which has the same machine,
    /// what is of the variant and the sensors.
    private func circumstances(of figure: NightFigure) -> Circumstances {
        figure.reference == .pin
            ? figure.circumstances : night.circumstances.merging(figure.circumstances)
    }

    /// Whether tonight's value may be set against the levels of an alarm.
    private func isComparable(_ alarm: Alarm, _ figure: NightFigure) -> Bool {
        alarm.circumstances == circumstances(of: figure)
    }

    // MARK: What becomes of alarms

    func isChanged(_ alarm: Alarm) -> Bool { changed.contains(alarm.id) }

    private mutating func append(_ event: Alarm.Event, to index: Int) {
        alarms[index].events.append(event)
        changed.insert(alarms[index].id)
    }

    /// Closes alarms that are over: their variant or their circumstances are gone, or the series of
    /// a regression is back.
    private mutating func recover() {
        for (index, alarm) in alarms.enumerated() where alarm.isOpen {
            if let current = tonight.current,
                !current.contains("\(alarm.key.comparison) / \(alarm.key.variant)")
            {
                append(event(.closed, "the suite has no such variant any more"), to: index)
                continue
            }
            guard let judged = tonight.judged.first(where: { key(of: $0.figure) == alarm.key }),
                let series = history.series(alarm.key)
            else { continue }
            guard isComparable(alarm, judged.figure) else {
                let changes = circumstances(of: judged.figure).changes(since: alarm.circumstances)
                append(
                    event(
                        .closed,
                        "not to be compared any more: \(changes.joined(separator: ", "))"
                    ),
                    to: index
                )
                continue
            }
            if alarm.direction == .improved {
                if hasAcknowledgedRegression(since: alarm) {
                    append(event(.closed, "its loss was acknowledged"), to: index)
                }
            } else if alarm.state == .confirmed, isBack(alarm, judged, series) {
                append(event(.recovered, "back at the level of before, or better"), to: index)
            }
        }
    }

    private func hasAcknowledgedRegression(since improvement: Alarm) -> Bool {
        alarms.contains { alarm in
            alarm.key == improvement.key && alarm.direction == .regressed
                && alarm.state == .acknowledged
                && (alarm.events.last?.atMilliseconds ?? 0)
                    > (improvement.events.last?.atMilliseconds ?? 0)
        }
    }

    /// Whether a series is less than the bound from the level before a regression, or on the other
    /// side of it.
    private func isBack(_ alarm: Alarm, _ judged: NightFigures.Judged, _ series: SeriesHistory)
        -> Bool
    {
        let side = alarm.change < 0 ? -1.0 : 1.0
        func isNear(_ value: Double) -> Bool { side * (value - alarm.levelBefore) < series.bound }
        if alarm.layer == .verdict {
            guard let interval = judged.interval(confidence: 1 - Self.alpha) else { return false }
            return isNear(judged.estimate) && !interval.contains(alarm.levelBefore + alarm.change)
        }
        guard let newest = series.levels.last, let first = place(of: alarm.firstNightID, in: series)
        else { return false }
        return isNear(series.scaledMean(newest))
            && newest.range.lowerBound > first + Self.sameWithin
    }

    /// What a re-run is asked about; none while the canary alarms.
    public var suspected: [Alarm] {
        isSuppressed
            ? []
            : alarms.filter { alarm in
                alarm.state == .suspected
                    && tonight.figures.contains { key(of: $0) == alarm.key }
            }
    }

    /// Confirms and refutes what is suspected.
    ///
    /// - Parameters:
    ///   - rerun: its figures.
    ///   - runID: of the re-run.
    public mutating func settle(_ rerun: NightFigures, runID: String) {
        for alarm in suspected {
            guard let index = alarms.firstIndex(where: { $0.id == alarm.id }),
                let series = history.series(alarm.key),
                let again = rerun.judged.first(where: { key(of: $0.figure) == alarm.key }),
                let interval = again.interval(confidence: confidenceOfRerun)
            else { continue }
            let old = alarm.levelBefore
            let verdict = ChangeConfirmation(
                of: alarm.change,
                from: old,
                bound: series.bound,
                estimate: again.estimate,
                interval: interval
            )
            let said =
                "the re-run \(runID.prefix(8)) says "
                + NightJudge.text(ofChange: again.estimate - old, alarm.key.metric)
            switch verdict {
            case .confirmed:
                alarms[index].change = again.estimate - old
                let narrow = again.interval(confidence: 0.95) ?? interval
                alarms[index].lower = narrow.lowerBound - old
                alarms[index].upper = narrow.upperBound - old
                append(event(.confirmed, said), to: index)
                if alarm.direction == .regressed { closeImprovements(of: alarm) }
            case .refuted: append(event(.refuted, said), to: index)
            case .open: append(event(.suspected, said + ", which settles nothing"), to: index)
            }
        }
    }

    /// That all intervals of a re-run hold together with 99 % (Bonferroni), for as many series as may
    /// have been suspected.
    private var confidenceOfRerun: Double { 1 - Self.alpha / Double(max(gating.count, 1)) }

    /// An improvement is over when a regression of its series is confirmed.
    private mutating func closeImprovements(of regression: Alarm) {
        for (index, alarm) in alarms.enumerated()
        where alarm.key == regression.key && alarm.direction == .improved && alarm.isOpen {
            append(event(.recovered, "lost again: alarm \(regression.name)"), to: index)
        }
    }

    /// Notes why there was no re-run to settle what is suspected.
    public mutating func leaveOpen(because reason: String) {
        for alarm in suspected {
            guard let index = alarms.firstIndex(where: { $0.id == alarm.id }) else { continue }
            append(event(.suspected, "there was no re-run: \(reason)"), to: index)
        }
    }

    private func event(_ state: Alarm.State, _ note: String) -> Alarm.Event {
        Alarm.Event(atMilliseconds: atMilliseconds, nightID: night.id, state: state, note: note)
    }
}
