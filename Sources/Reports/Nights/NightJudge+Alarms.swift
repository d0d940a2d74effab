public import Experiment
internal import Statistics

/// What becomes of alarms: closed, recovered, confirmed, refuted, or left open.
extension NightJudge {
    /// Closes alarms that are over: their variant or their circumstances are gone, or the series of
    /// a regression is back.
    mutating func recover() {
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
}
