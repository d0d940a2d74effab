internal import Units

extension CounterCourse {
    /// What was counted in a window, and the largest error of that by both edges, in units.
    public struct Difference: Sendable, Hashable {
        public var amount: Double
        public var error: Double
    }

    /// The amount of a window with its error.
    ///
    /// - Parameters:
    ///   - window: inside the readings.
    ///   - refreshPeriod: of the counter, whose lag is allowed for at both edges.
    /// - Returns: `nil` where the readings do not cover the window, or it holds a break.
    public func difference(in window: Window, refreshPeriod: Duration) -> Difference? {
        guard interruption(in: window) == nil,
            let from = edge(at: window.start, refreshPeriod: refreshPeriod),
            let to = edge(at: window.stop, refreshPeriod: refreshPeriod)
        else { return nil }
        return Difference(
            amount: max(to.amount - from.amount, 0),
            error: from.error + to.error
        )
    }

    /// The largest error of `amount(in:refreshPeriod:)`, in units: those of both edges.
    public func bound(in window: Window, refreshPeriod: Duration) -> Double? {
        difference(in: window, refreshPeriod: refreshPeriod)?.error
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
    /// What happened right at the edge is not seen in full. The rate there is taken to be at most twice
    /// the fastest that was seen anywhere in the trial over 5 ms or more.
    ///
    /// - Returns: `nil` outside the readings and in a break.
    func edge(at instant: MonotonicInstant, refreshPeriod: Duration) -> Edge? {
        let fastest = fastestSeen.map { 2 * $0 } ?? fastestPlausible
        return refreshedEdge(at: instant, refreshPeriod, fastest: fastest)
            ?? interpolatedEdge(at: instant, refreshPeriod, fastest: fastest)
    }

    /// The amount at an instant, where readings close to each other caught the refresh after it.
    ///
    /// At a refresh the counter shows the truth of that moment, and its step is what was used in the
    /// period before it: in that period the power is taken to be constant. The truth lies within the
    /// step, and so does the error. Between the edge and that period the power is taken to be the same.
    private func refreshedEdge(
        at instant: MonotonicInstant,
        _ refreshPeriod: Duration,
        fastest: Double
    ) -> Edge? {
        guard refreshPeriod > .zero, let first = bracket(instant) else { return nil }
        // The readings after an edge come late by the time that its line takes to arrive.
        let farthest = refreshPeriod * 4
        var index = first
        while index + 1 < points.count, points[index].instant - instant < farthest {
            let (left, right) = (points[index], points[index + 1])
            guard !right.followsBreak, !right.followsGap else { return nil }
            index += 1
            let span = right.instant - left.instant
            let ahead = left.instant + span / 2 - instant
            // Readings far apart do not say when the counter was refreshed.
            guard right.amount > left.amount, span * 2 <= refreshPeriod, ahead >= .zero else {
                continue
            }
            let step = Double(right.amount - left.amount)
            // More than one refresh can hold is a jump of another kind.
            guard step <= 2 * fastest * refreshPeriod.inSeconds else { return nil }
            return refreshedEdge(
                before: right,
                step: step,
                share: ahead / refreshPeriod,
                // The truth at the edge is no less than what was shown at the reading before it.
                least: Double(points[first].amount),
                doubt: fastest * (span / 2 + max(ahead - refreshPeriod, .zero)).inSeconds
            )
        }
        return nil
    }

    /// - Parameters:
    ///   - right: the first reading after the refresh.
    ///   - step: of the refresh, in units.
    ///   - share: how far the edge lies before the refresh, in periods.
    ///   - least: what was counted by the edge at the least.
    ///   - doubt: of the moment of the refresh, and of the time before its period, in units.
    /// - Returns: the edge.
    private func refreshedEdge(
        before right: Point,
        step: Double,
        share: Double,
        least: Double,
        doubt: Double
    ) -> Edge {
        let amount = max(Double(right.amount) - share * step, least)
        let inside = min(share, 1)
        return Edge(amount: amount, error: max(inside, 1 - inside) * step + doubt)
    }

    /// The amount at an instant on the line between the readings around it.
    ///
    /// A reading shows what was counted by some instant of the refresh period before it, in the
    /// mean half a period ago, so the line is looked up half a period later; not beyond the last
    /// reading.
    ///
    /// The truth lies between the two amounts, because the counter only goes up. Where nothing
    /// failed in between, it also lies no further from either than the counter can have gone
    /// meanwhile at the fastest rate.
    private func interpolatedEdge(
        at instant: MonotonicInstant,
        _ refreshPeriod: Duration,
        fastest: Double
    ) -> Edge? {
        let last = points[points.count - 1].instant
        let shown = max(instant, min(instant + refreshPeriod / 2, last))
        guard let index = bracket(shown), let value = amount(at: shown) else { return nil }
        let (left, right) = (points[index], points[index + 1])
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
