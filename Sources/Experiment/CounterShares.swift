internal import Units

/// A counter's energy shared out over phases.
///
/// Between two readings (a *cell*) the energy is shared out by time. What is known of the truth:
/// in a cell the phases together used at least nothing and at most what their time allows at the
/// highest power, and so did the rest of the cell; and the cell's energy is the difference of its
/// readings, each late by up to a refresh. From that follow two ways to bound the error of what the
/// phases of one name used:
///
/// - In a cell that they fill by less than half, their own time bounds it: the readings need not be
///   believed.
/// - In a cell that they fill by more, the time of the rest bounds it. Over neighbouring cells of this
///   kind the readings in between cancel, so that the lag counts only where such a run of cells begins
///   and ends.
///
/// A long phase thus has the error of two edges; thousands of phases that touch each other have that
/// of the two edges of all of them; and phases much shorter than a cell have an error of the order
/// of their own energy, which no number of them makes smaller: if one kind of phase draws more than
/// another, the line errs in every cell to the same side, so the cells are added up, not averaged.
struct CounterShares: PhaseSource {
    private let instants: [MonotonicInstant]

    /// By each instant, in joules.
    private let amounts: [Double]

    /// The cell that begins at or before each instant.
    private let places: [Int]
    private let cells: [Cell]

    /// The instants between the cells, one more than there are cells.
    private let knots: [MonotonicInstant]
    private let bounds: Bounds

    private struct Cell {
        var energy: Double
        var seconds: Double

        /// Whether readings failed in it, so that nothing is said of how fast the counter went.
        var isGap: Bool
    }

    /// What the error is worked out from; joules and watts.
    private struct Bounds {
        /// The highest power of a part of a cell.
        var fastest: Double

        /// What a reading may be late by.
        var lag: Double

        /// The errors of the window's own edges.
        var start: Double
        var stop: Double
        var resolution: Double
        var sampling: Double
        var relativeAccuracy: Double?
    }

    /// The energy of the window.
    var whole: Energy { .joules(amounts[amounts.count - 1] - amounts[0]) }

    /// `nil` where the readings do not cover the window.
    ///
    /// - Parameters:
    ///   - course: of the counter.
    ///   - instants: of the timeline: the window's ends are the first and the last of them.
    ///   - joulesPerUnit: of the counter.
    ///   - channel: that was read.
    ///   - sampling: what stalls and doubtful wraps leave open in the window, in joules.
    init?(
        _ course: CounterCourse,
        at instants: [MonotonicInstant],
        joulesPerUnit: Double,
        channel: Channel,
        sampling: Double
    ) {
        let refresh = channel.refreshPeriod
        guard let start = instants.first, let stop = instants.last,
            let first = course.edge(at: start, refreshPeriod: refresh),
            let last = course.edge(at: stop, refreshPeriod: refresh)
        else { return nil }
        self.instants = instants
        let low = first.amount
        let high = max(last.amount, low)
        var knots = [start]
        var values = [low]
        var gaps: [Bool] = []
        var isGap = false
        for point in course.points {
            // A reading shows what was counted half a refresh before it, in the mean.
            let instant = point.instant + (.zero - refresh / 2)
            isGap = isGap || point.followsGap
            guard instant > knots[knots.count - 1], instant < stop else { continue }
            knots.append(instant)
            values.append(min(max(Double(point.amount), values[values.count - 1]), high))
            gaps.append(isGap)
            isGap = false
        }
        let after = course.points.first { $0.instant >= stop }
        gaps.append(isGap || (after?.followsGap ?? false))
        knots.append(stop)
        values.append(high)
        let cells = gaps.indices.map { place in
            Cell(
                energy: (values[place + 1] - values[place]) * joulesPerUnit,
                seconds: (knots[place + 1] - knots[place]).inSeconds,
                isGap: gaps[place]
            )
        }
        let lookups = Self.lookups(instants, knots: knots)
        places = lookups.map(\.place)
        amounts = lookups.map { lookup in
            let cell = cells[min(lookup.place, cells.count - 1)]
            return values[lookup.place] * joulesPerUnit + cell.energy * lookup.share
        }
        let fastest = Self.fastest(course, cells, refresh: refresh.inSeconds, joulesPerUnit)
        bounds = Bounds(
            fastest: fastest,
            lag: fastest * refresh.inSeconds / 2,
            start: first.error * joulesPerUnit,
            stop: last.error * joulesPerUnit,
            resolution: Double(channel.resolution) * joulesPerUnit,
            sampling: sampling,
            relativeAccuracy: channel.relativeAccuracy
        )
        self.cells = cells
        self.knots = knots
    }

    /// The cell of each instant and how far into it the instant is; one pass over both.
    private static func lookups(
        _ instants: [MonotonicInstant],
        knots: [MonotonicInstant]
    ) -> [(place: Int, share: Double)] {
        var place = 0
        return instants.map { instant in
            while place + 1 < knots.count, knots[place + 1] <= instant { place += 1 }
            guard place + 1 < knots.count else { return (place, 0) }
            let into = (instant - knots[place]).inSeconds
            return (place, into / (knots[place + 1] - knots[place]).inSeconds)
        }
    }

    /// Twice the highest mean power that was seen over 5 ms, or over a cell of 2 ms or more.
    ///
    /// What was counted between two readings may have taken a refresh longer than the time between
    /// them.
    private static func fastest(
        _ course: CounterCourse,
        _ cells: [Cell],
        refresh: Double,
        _ joulesPerUnit: Double
    ) -> Double {
        let means = cells.filter { $0.seconds >= 0.002 && !$0.isGap }
            .map { $0.energy / ($0.seconds + refresh) }
        let plausible = course.fastestPlausible * joulesPerUnit
        guard let seen = course.fastestSeen.map({ $0 * joulesPerUnit }) else { return plausible }
        return min(2 * max(seen, means.max() ?? 0), plausible)
    }

    func share(of stretches: [PhaseTimeline.Stretch]) -> PhaseShare {
        let value = stretches.reduce(0) { $0 + amounts[$1.to] - amounts[$1.from] }
        var tally = Tally(shares: self)
        for stretch in stretches { tally.add(stretch) }
        tally.finish()
        return PhaseShare(
            value: .joules(value),
            budget: UncertaintyBudget(
                edges: .joules(tally.error),
                resolution: .joules(Double(tally.partial) * bounds.resolution),
                sampling: .joules(stretches.isEmpty ? 0 : bounds.sampling),
                accuracy: .joules(value * (bounds.relativeAccuracy ?? 0)),
                isAccuracyStated: bounds.relativeAccuracy != nil
            )
        )
    }
}

extension CounterShares {
    /// Goes through the cells that the phases of one name touch, and adds up what may be wrong.
    private struct Tally {
        let shares: CounterShares
        var error = 0.0

        /// How many steps of the counter count: one for each place where readings begin or cease to
        /// be believed, and for each cell that is filled in part.
        var partial = 0

        /// The cell that is being filled, and how much of it, in seconds.
        private var cell: Int?
        private var filled = 0.0

        /// The last cell that is done with; −1 before the first.
        private var done = -1

        /// Whether it was bounded by its readings; `nil` before the first.
        private var isByReadings: Bool?

        init(shares: CounterShares) { self.shares = shares }

        mutating func add(_ stretch: PhaseTimeline.Stretch) {
            let (start, stop) = (shares.instants[stretch.from], shares.instants[stretch.to])
            let first = shares.places[stretch.from]
            var last = shares.places[stretch.to]
            // An end right between two cells belongs to the first of them.
            if shares.knots[last] == stop { last -= 1 }
            guard first < last else {
                fill(first, (stop - start).inSeconds)
                return
            }
            fill(first, (shares.knots[first + 1] - start).inSeconds)
            if last > first + 1 {
                flush()
                turn(isByReadings: true)
                done = last - 1
            }
            fill(last, (stop - shares.knots[last]).inSeconds)
        }

        mutating func finish() {
            flush()
            let end = shares.cells.count - 1
            if done < end { turn(isByReadings: false) }
            if done == end, isByReadings == true { cross(shares.bounds.stop) }
        }

        private mutating func fill(_ place: Int, _ seconds: Double) {
            if cell != place {
                flush()
                if place > done + 1 { turn(isByReadings: false) }
                cell = place
                filled = 0
            }
            filled += seconds
        }

        private mutating func flush() {
            guard let place = cell else { return }
            cell = nil
            done = place
            let cell = shares.cells[place]
            let rest = max(cell.seconds - filled, 0)
            // Instants are whole nanoseconds.
            if rest < 0.5e-9 { return turn(isByReadings: true) }
            turn(isByReadings: filled > rest)
            partial += 1
            error += doubt(min(filled, rest), beside: max(filled, rest), in: cell, place)
        }

        /// The largest error of the energy of a part of a cell.
        ///
        /// - Parameters:
        ///   - part: the smaller part of the cell, in seconds.
        ///   - rest: the other.
        ///   - cell: that both make up.
        ///   - place: of the cell.
        /// - Returns: in joules.
        private func doubt(_ part: Double, beside rest: Double, in cell: Cell, _ place: Int)
            -> Double
        {
            let bounds = shares.bounds
            let isFirst = place == 0
            let isLast = place == shares.cells.count - 1
            let slack =
                (isFirst ? bounds.start : bounds.lag) + (isLast ? bounds.stop : bounds.lag)
            let value = cell.energy * part / (part + rest)
            var least = 0.0
            var most = cell.energy + slack
            if !cell.isGap {
                least = max(cell.energy - slack - bounds.fastest * rest, 0)
                most = min(most, bounds.fastest * part)
            }
            return max(value - least, most - value, 0)
        }

        /// Says how the next cell is bounded: where that changes, a reading's lag counts.
        private mutating func turn(isByReadings next: Bool) {
            if isByReadings == nil {
                // Before the first cell lies the edge of the window.
                if next { cross(shares.bounds.start) }
            } else if isByReadings != next {
                cross(shares.bounds.lag)
            }
            isByReadings = next
        }

        private mutating func cross(_ doubt: Double) {
            error += doubt
            partial += 1
        }
    }
}
