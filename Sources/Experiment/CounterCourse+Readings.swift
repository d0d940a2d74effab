internal import Units

extension CounterCourse {
    /// What is known of a counter beforehand.
    public struct Traits: Sendable, Hashable {
        /// The last value before the wrap; `nil` for a counter that never wraps.
        public var wrapsAt: UInt64?

        /// The largest plausible rate in units per second.
        ///
        /// A step that implies more is a reset of the counter, up or down.
        public var fastest: Double

        /// The largest time that the counter can stand still while it works; `nil` where it may
        /// do so for ever.
        public var movesWithin: Duration?

        /// The smallest step, in units: a coarse counter stands still between its steps.
        public var resolution: UInt64

        public init(
            wrapsAt: UInt64?,
            fastest: Double,
            movesWithin: Duration? = nil,
            resolution: UInt64 = 1
        ) {
            self.wrapsAt = wrapsAt
            self.fastest = fastest
            self.movesWithin = movesWithin
            self.resolution = resolution
        }
    }

    /// Undoes the wraps of a hardware counter.
    ///
    /// - Throws: `Fault.noReadings`.
    public init(readings: some Sequence<Reading>, wrapsAt: UInt64?, fastest: Double)
        throws(Fault)
    {
        try self.init(readings: readings, Traits(wrapsAt: wrapsAt, fastest: fastest))
    }

    /// Undoes the wraps of a hardware counter and finds where its course is broken.
    ///
    /// A decrease is one wrap: `(range − previous) + next`. The kernel states the range as
    /// unit × 0xffffffff (`intel_rapl_common.c`), so the true period is one unit (61 µJ) more; the
    /// difference is below the resolution.
    ///
    /// - Parameters:
    ///   - readings: of one channel, in the order in which they were taken.
    ///   - traits: of the counter.
    /// - Throws: `Fault.noReadings`; other faults break the course where they happened.
    public init(readings: some Sequence<Reading>, _ traits: Traits) throws(Fault) {
        self.init(points: [], fastestPlausible: traits.fastest)
        var previous: UInt64 = 0
        var isGap = false
        var fault: Fault?
        var wraps: [Int] = []
        for reading in readings {
            guard case .value(let value) = reading.outcome else {
                isGap = true
                continue
            }
            if let wrapsAt = traits.wrapsAt, value > wrapsAt {
                fault = .aboveRange(value)
                continue
            }
            var amount = points.last?.amount ?? 0
            if let last = points.last {
                do throws(Fault) {
                    if let fault { throw fault }
                    let step = try Self.step(from: previous, last, to: value, reading, traits)
                    let (sum, isTooMuch) = amount.addingReportingOverflow(step)
                    if isTooMuch { throw .reset(at: reading.instant) }
                    amount = sum
                    if value < previous { wraps.append(points.count) }
                } catch {
                    fault = error
                }
            }
            var point = Point(reading, amount: amount, followsGap: isGap)
            point.followsWrap = wraps.last == points.count
            if let fault, !points.isEmpty {
                breaks.append(Break(index: points.count, fault: fault))
                point.followsBreak = true
            }
            points.append(point)
            (previous, isGap, fault) = (value, false, nil)
        }
        guard !points.isEmpty else { throw fault ?? .noReadings }
        breakFalseWraps(wraps)
        removeStalls(traits)
        fastestSeen = fastestRate()
    }

    /// What was counted between two values.
    private static func step(
        from previous: UInt64,
        _ last: Point,
        to value: UInt64,
        _ reading: Reading,
        _ traits: Traits
    ) throws(Fault) -> UInt64 {
        // One refresh of the counter may fall between two reads that follow each other closely,
        // hence the allowance of 10 ms.
        let seconds = max((reading.instant - last.instant).inSeconds, 0) + 0.01
        let most = traits.fastest * seconds
        let step: UInt64
        if let range = traits.wrapsAt {
            // Only one wrap can be seen, so in a longer time there may have been more.
            guard most < Double(range) else { throw .wrapsUnknown(at: reading.instant) }
            step = value >= previous ? value - previous : (range - previous) + value
        } else {
            guard value >= previous else { throw .reset(at: reading.instant) }
            step = value - previous
        }
        guard Double(step) <= most else { throw .reset(at: reading.instant) }
        return step
    }

    /// Takes a wrap for a reset where its step is much faster than any other.
    ///
    /// A counter that was reset shortly before it would have wrapped looks like one that wrapped,
    /// but for a burst of power that was seen at no other time.
    private mutating func breakFalseWraps(_ wraps: [Int]) {
        for wrap in wraps {
            guard let usual = fastestRate(leavingOut: wrap) else { continue }
            let (left, right) = (points[wrap - 1], points[wrap])
            let step = right.amount - left.amount
            // Within the allowance of one refresh a step says nothing of the power.
            let seconds = max((right.instant - left.instant).inSeconds, 0) + 0.002
            guard Double(step) > 3 * usual * seconds else { continue }
            for index in wrap..<points.count { points[index].amount -= step }
            points[wrap].followsBreak = true
            points[wrap].followsWrap = false
            breaks.append(Break(index: wrap, fault: .reset(at: right.instant)))
        }
        breaks.sort { $0.index < $1.index }
    }

    /// Takes out the readings of a counter that stood still.
    ///
    /// What a stalled counter shows says nothing of the time in between, and when it stopped, after
    /// the reading before the first of them, is unknown, too. Where it caught up afterwards, in a
    /// step that its power elsewhere does not explain, only the readings around all of that are
    /// true. Where that cannot be told, the energy of that time may be lost.
    private mutating func removeStalls(_ traits: Traits) {
        guard let limit = longestStandstill(traits) else { return }
        let fastest = fastestRate()
        var kept: [Point] = []
        var places: [Int] = []
        var index = 0
        while index < points.count {
            let end = lastEqual(to: index)
            let stood = end > index ? points[end].instant - points[index].instant : .zero
            let isStall = stood >= limit
            let caughtUp = isStall && isCaughtUp(after: end, fastest: fastest)
            if isStall, !caughtUp { stalls.append(stall(from: index, to: end)) }
            // The first reading of all, and the first after a break, stay: nothing is before them.
            let isFirst = index == 0 || points[index].followsBreak
            for place in index...end {
                places.append(kept.count)
                if !caughtUp || (place == index && isFirst) { kept.append(points[place]) }
            }
            if caughtUp { points[end + 1].followsGap = true }
            index = end + 1
        }
        breaks = breaks.map { Break(index: places[$0.index], fault: $0.fault) }
        points = kept
    }

    /// The time of a stall between two points: it began after the point before them, and ended
    /// before the point after them.
    private func stall(from first: Int, to last: Int) -> Stall {
        Stall(
            start: points[max(first - 1, 0)].instant,
            stop: points[min(last + 1, points.count - 1)].instant
        )
    }

    /// How long the counter may show one value; `nil` where it may do so for ever.
    private func longestStandstill(_ traits: Traits) -> Duration? {
        guard let movesWithin = traits.movesWithin, let first = points.first,
            let last = points.last, last.instant > first.instant
        else { return nil }
        let span = (last.instant - first.instant).inSeconds
        let meanRate = Double(last.amount - first.amount) / span
        // A coarse counter takes a while for a step. One that never moved did not count at all.
        let steps = meanRate > 0 ? 20 * Double(traits.resolution) / meanRate : 0
        return max(movesWithin, .nanoseconds(Int64(min(steps, 1e6) * 1e9)))
    }

    /// The last of the points that follow an index with the same amount.
    private func lastEqual(to index: Int) -> Int {
        var end = index
        while end + 1 < points.count, points[end + 1].amount == points[index].amount,
            !isBroken(end, end + 1)
        {
            end += 1
        }
        return end
    }

    /// Whether the step after a stall holds what the stall kept back: it is more than the time since
    /// the last reading can explain by the fastest rate of the rest.
    private func isCaughtUp(after end: Int, fastest: Double?) -> Bool {
        guard end + 1 < points.count, !isBroken(end, end + 1) else { return false }
        let step = Double(points[end + 1].amount - points[end].amount)
        let seconds = (points[end + 1].instant - points[end].instant).inSeconds + 0.001
        var usual = fastest
        // The step itself may be the fastest of all: then the rest is looked through without it.
        if let fastest, step / max(seconds, 0.005) >= 0.9 * fastest {
            usual = fastestRate(leavingOut: end + 1)
        }
        guard let usual else { return true }
        return step > 1.5 * usual * seconds
    }
}
