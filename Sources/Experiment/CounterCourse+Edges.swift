internal import Units

extension CounterCourse {
    /// The largest error of `amount(in:refreshPeriod:)`, in units: those of both edges.
    public func bound(in window: Window, refreshPeriod: Duration) -> Double? {
        guard let from = edge(at: window.start, refreshPeriod: refreshPeriod),
            let to = edge(at: window.stop, refreshPeriod: refreshPeriod)
        else { return nil }
        return from.error + to.error
    }

    /// The largest error of the amount at an instant, in units; `nil` outside the readings.
    public func bound(at instant: MonotonicInstant, refreshPeriod: Duration) -> Double? {
        edge(at: instant, refreshPeriod: refreshPeriod)?.error
    }

    /// What was counted by an edge of a window, and how far that may be from the truth.
    struct Edge {
        var amount: Double
        var error: Double
    }

    /// The amount at an instant, with the lag of the counter allowed for.
    ///
    /// - Returns: `nil` outside the readings and in a break.
    func edge(at instant: MonotonicInstant, refreshPeriod: Duration) -> Edge? {
        refreshedEdge(at: instant, refreshPeriod: refreshPeriod)
            ?? interpolatedEdge(at: instant, refreshPeriod: refreshPeriod)
    }

    /// The amount at an instant, where readings close to each other caught the refresh after it.
    ///
    /// At a refresh the counter shows the truth of that moment, and its step is what was used in the
    /// period before it: in that period the power is taken to be constant. The truth lies within the
    /// step; half of it is the error where all of it was used in one half of the period.
    private func refreshedEdge(at instant: MonotonicInstant, refreshPeriod: Duration) -> Edge? {
        guard refreshPeriod > .zero, var index = bracket(instant) else { return nil }
        // A refresh may have come between the edge and its first reading: then the next one does.
        let farthest = refreshPeriod * 3 / 2
        while index + 1 < points.count, points[index].instant - instant < farthest {
            let (left, right) = (points[index], points[index + 1])
            guard !isBroken(index, index + 1), !right.followsGap else { return nil }
            index += 1
            let span = right.instant - left.instant
            let ahead = left.instant + span / 2 - instant
            // Readings far apart do not say when the counter was refreshed.
            guard right.amount > left.amount, span * 2 <= refreshPeriod, ahead >= .zero else {
                continue
            }
            guard ahead <= farthest else { return nil }
            let step = Double(right.amount - left.amount)
            let share = ahead.inSeconds / refreshPeriod.inSeconds
            let fastest = fastestRate(around: index - 1).map { 2 * $0 } ?? fastestPlausible
            return Edge(
                amount: Double(right.amount) - share * step,
                error: step / 2
                    + fastest * (span / 2 + max(ahead - refreshPeriod, .zero)).inSeconds
            )
        }
        return nil
    }

    /// The amount at an instant on the line between the readings around it.
    ///
    /// A reading shows what was counted by some instant of the refresh period before it, in the
    /// mean half a period ago, so the line is looked up half a period later; not beyond the last
    /// reading.
    ///
    /// The truth lies between the two amounts, because the counter only goes up. Where nothing
    /// failed in between, it also lies no further from either than the counter can have gone
    /// meanwhile, at up to twice the fastest rate that was seen over readings around it.
    private func interpolatedEdge(
        at instant: MonotonicInstant,
        refreshPeriod: Duration
    ) -> Edge? {
        let last = points[points.count - 1].instant
        let shown = max(instant, min(instant + refreshPeriod / 2, last))
        guard let index = bracket(shown), let value = amount(at: shown) else { return nil }
        let (left, right) = (points[index], points[index + 1])
        // Without two readings far enough apart nothing was seen of the rate.
        let fastest = fastestRate(around: index).map { 2 * $0 } ?? fastestPlausible
        var low = Double(left.amount)
        var high = Double(right.amount)
        if !right.followsGap {
            low = max(low, high - fastest * max((right.after - shown).inSeconds, 0))
            high = min(
                high,
                Double(left.amount) + fastest * max((shown - left.before).inSeconds, 0)
            )
        }
        let lag = fastest * (refreshPeriod / 2).inSeconds
        return Edge(amount: value, error: max(abs(value - low), abs(high - value)) + lag)
    }
}
