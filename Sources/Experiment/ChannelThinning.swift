internal import Units

/// The readings of one channel that its figures hang on, as far as they can be foreseen.
struct ChannelThinning {
    let channel: Channel

    /// Of this channel, in the order in which they were taken.
    let readings: [Reading]

    /// Ascending.
    let edges: [MonotonicInstant]

    /// How far apart the readings of an energy counter may be: its curve stays a curve.
    let spacing: Duration

    private var isKept: [Bool]

    /// The values of the readings that worked, `nil` for the others and those above the range.
    private let values: [UInt64?]

    init(
        channel: Channel,
        readings: [Reading],
        edges: [MonotonicInstant],
        spacing: Duration
    ) {
        self.channel = channel
        self.readings = readings
        self.edges = edges
        self.spacing = spacing
        isKept = [Bool](repeating: false, count: readings.count)
        var range: UInt64?
        if case .counter(let wrapsAt) = channel.behaviour { range = wrapsAt }
        values = readings.map { reading in
            guard let value = reading.outcome.number, value <= range ?? .max else { return nil }
            return value
        }
    }

    /// Places in `readings`, ascending.
    func kept() -> [Int] {
        // An integral over samples changes with each of them.
        guard channel.quantity != .powerMilliwatts else { return Array(readings.indices) }
        var thinning = self
        thinning.keep(0...1)
        thinning.keep(readings.count - 2...readings.count - 1)
        thinning.keepFailures()
        for edge in edges { thinning.keep(around: edge) }
        switch channel.behaviour {
        case .counter:
            thinning.keepFalls()
            thinning.keepStandstills()
            thinning.keepFastest()
        case .gauge: thinning.keepExtremes()
        }
        if channel.quantity.joulesPerUnit != nil { thinning.keepCurve() }
        return readings.indices.filter { thinning.isKept[$0] }
    }

    private mutating func keep(_ range: ClosedRange<Int>) {
        for place in range.clamped(to: -1...readings.count) where readings.indices.contains(place) {
            isKept[place] = true
        }
    }

    /// Failures are counted, and a course goes on across them.
    private mutating func keepFailures() {
        for place in values.indices where values[place] == nil { keep(place - 1...place + 1) }
    }

    /// The readings beside an instant, and those that show the counter's next refreshes.
    private mutating func keep(around edge: MonotonicInstant) {
        let first = place(of: edge)
        keep(first - 2...first + 1)
        var place = first
        let farthest = channel.refreshPeriod * 4
        while place < readings.count, readings[place].instant - edge <= farthest { place += 1 }
        keep(first...max(first, place))
    }

    /// The first reading at an instant or after it.
    private func place(of instant: MonotonicInstant) -> Int {
        var (low, high) = (0, readings.count)
        while low < high {
            let middle = (low + high) / 2
            if readings[middle].instant < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A wrap or a reset, with the rates on either side of it.
    private mutating func keepFalls() {
        for place in values.indices.dropFirst() {
            guard let value = values[place], let previous = values[place - 1], value < previous
            else { continue }
            keep(place - 3...place + 2)
            let (before, after) = (readings[place - 1].instant, readings[place].instant)
            var left = place - 1
            while left >= 0, before - readings[left].instant < .milliseconds(10) { left -= 1 }
            var right = place
            while right < readings.count, readings[right].instant - after < .milliseconds(10) {
                right += 1
            }
            keep(left...right)
        }
    }

    /// Both ends of each time in which the counter stood still for long.
    private mutating func keepStandstills() {
        let long = max(channel.refreshPeriod * 10, .milliseconds(10))
        var first = 0
        while first < values.count {
            var last = first
            while last + 1 < values.count, values[last + 1] == values[first] { last += 1 }
            if readings[last].instant - readings[first].instant >= long {
                keep(first - 1...first)
                keep(last...last + 1)
            }
            first = last + 1
        }
    }

    /// The fastest steps of 5 ms or more: they bound what may have happened at an edge.
    private mutating func keepFastest() {
        var steps: [(rate: Double, from: Int, to: Int)] = []
        var anchor = 0
        for next in readings.indices.dropFirst() {
            guard let here = values[anchor], let there = values[next], there >= here else {
                anchor = next
                continue
            }
            let span = (readings[next].instant - readings[anchor].instant).inSeconds
            guard span >= 0.005 else { continue }
            steps.append((Double(there - here) / span, anchor, next))
            anchor = next
        }
        for step in steps.sorted(by: { $0.rate > $1.rate }).prefix(4) {
            keep(step.from...step.from)
            keep(step.to...step.to)
        }
    }

    /// The lowest and the highest value.
    private mutating func keepExtremes() {
        let known = values.indices.filter { values[$0] != nil }
        for place in [
            known.min { (values[$0] ?? 0) < (values[$1] ?? 0) },
            known.max { (values[$0] ?? 0) < (values[$1] ?? 0) },
        ].compactMap(\.self) {
            keep(place...place)
        }
    }

    /// A reading at least each so often.
    private mutating func keepCurve() {
        var last = readings.first?.instant
        for place in readings.indices {
            if let last, place + 1 < readings.count, readings[place + 1].instant - last > spacing {
                isKept[place] = true
            }
            if isKept[place] { last = readings[place].instant }
        }
    }
}
