internal import Units

extension CounterCourse {
    /// What a counter that stood still can have lost or shown late in a window, in units.
    ///
    /// The whole of each stall that touches the window counts: at an edge inside one, all that it
    /// kept back may lie on either side.
    public func lost(in window: Window) -> Double {
        let seconds = stalls.filter { $0.start < window.stop && $0.stop > window.start }
            .reduce(0) { $0 + ($1.stop - $1.start).inSeconds }
        return seconds > 0 ? seconds * 2 * (fastestSeen ?? fastestPlausible) : 0
    }

    /// What would be counted too much in a window if its wraps were resets, in units.
    ///
    /// A counter that is reset shortly before it wraps looks as if it had wrapped. What a wrap's step has
    /// beyond the lower of the rates beside it may be such a mistake.
    public func doubtfulWraps(in window: Window) -> Double {
        points.indices.dropFirst().reduce(0) { sum, index in
            let (left, right) = (points[index - 1], points[index])
            guard right.followsWrap, left.instant < window.stop, right.instant > window.start
            else { return sum }
            let step = Double(right.amount - left.amount)
            let beside = [rateBeside(index - 1, by: -1), rateBeside(index, by: 1)]
                .compactMap(\.self)
            let seconds = (right.instant - left.instant).inSeconds
            return sum + max(step - (beside.min() ?? 0) * seconds, 0)
        }
    }

    /// The mean rate from a point to the next one in a direction that is 5 ms away.
    private func rateBeside(_ start: Int, by step: Int) -> Double? {
        var next = start + step
        while points.indices.contains(next), !isBroken(next, next - step) {
            let span = (points[next].instant - points[start].instant).inSeconds.magnitude
            if span >= 0.005 { return rate(start, next, span) }
            next += step
        }
        return nil
    }

    /// How much of a window is unknown because the counter stood still.
    public func stalledTime(in window: Window) -> Duration {
        stalls.reduce(.zero) { sum, stall in
            let start = max(stall.start, window.start)
            let stop = min(stall.stop, window.stop)
            return stop > start ? sum + (stop - start) : sum
        }
    }

    /// The highest rate anywhere, over readings at least 5 ms apart.
    ///
    /// - Parameter omitted: the step to this point is left out.
    /// - Returns: `nil` where no two readings are far enough apart.
    func fastestRate(leavingOut omitted: Int? = nil) -> Double? {
        var fastest: Double?
        var anchor = 0
        for next in points.indices.dropFirst() {
            if next == omitted || isBroken(next, next - 1) {
                anchor = next
                continue
            }
            let span = (points[next].instant - points[anchor].instant).inSeconds
            guard span >= 0.005 else { continue }
            fastest = max(fastest ?? 0, rate(anchor, next, span))
            anchor = next
        }
        return fastest
    }

    /// Whether the course is broken between two neighbours.
    func isBroken(_ one: Int, _ other: Int) -> Bool { points[max(one, other)].followsBreak }

    private func rate(_ one: Int, _ other: Int, _ span: Double) -> Double {
        (Double(points[max(one, other)].amount) - Double(points[min(one, other)].amount)) / span
    }
}
