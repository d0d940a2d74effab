internal import Experiment
internal import Foundation
internal import Statistics

/// What looks like a change: tonight beside the pinned reference, and in the history.
extension NightJudge {
    /// Beside the pinned reference: different from the accepted level, and by more than the bound.
    mutating func suspectTonight() {
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
    mutating func suspectHistory() {
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
        let event = event(.suspected, note)
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
        raise(alarm)
    }

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
}
