internal import Units

extension CounterCourse {
    /// What a counter that stood still can have lost or shown late in a window, in units.
    ///
    /// The whole of each stall that touches the window counts: at an edge inside one, all that it
    /// kept back may lie on either side.
    public func lost(in window: Window) -> Double {
        let seconds = stalls.filter { $0.start < window.stop && $0.stop > window.start }
            .reduce(0) { $0 + ($1.stop - $1.start).inSeconds }
        return seconds > 0 ? seconds * 2 * (fastestRate() ?? fastestPlausible) : 0
    }

    /// How much of a window is unknown because the counter stood still.
    public func stalledTime(in window: Window) -> Duration {
        stalls.reduce(.zero) { sum, stall in
            let start = max(stall.start, window.start)
            let stop = min(stall.stop, window.stop)
            return stop > start ? sum + (stop - start) : sum
        }
    }

    /// The highest mean rate over readings near a pair of readings, in units per second.
    ///
    /// The two intervals of at least 5 ms on each side of the pair are looked at, and what lies
    /// between: over less than that, one refresh of the counter would look like a burst.
    func fastestRate(around index: Int) -> Double? {
        var rates: [Double] = []
        func look(from start: Int, by step: Int) {
            var anchor = start
            var next = start + step
            var found = 0
            while found < 3, points.indices.contains(next), !isBroken(next, next - step) {
                let span = (points[next].instant - points[anchor].instant).inSeconds.magnitude
                if span >= 0.005 {
                    rates.append(rate(anchor, next, span))
                    anchor = next
                    found += 1
                }
                next += step
            }
        }
        look(from: index + 1, by: -1)
        look(from: index, by: 1)
        return rates.max()
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
    func isBroken(_ one: Int, _ other: Int) -> Bool {
        breaks.contains { $0.index == max(one, other) }
    }

    private func rate(_ one: Int, _ other: Int, _ span: Double) -> Double {
        (Double(points[max(one, other)].amount) - Double(points[min(one, other)].amount)) / span
    }
}
