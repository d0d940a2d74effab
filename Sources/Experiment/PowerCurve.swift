public import Units

/// The power of a trial over its window: the mean from each point to the next.
///
/// The points follow each other without a hole, so that watts × time, added up, is the energy of
/// the trial.
public struct PowerCurve: Sendable, Hashable {
    /// The mean power of a stretch of time.
    public struct Point: Sendable, Hashable {
        public var start: MonotonicInstant
        public var end: MonotonicInstant
        public var watts: Double

        /// The expanded uncertainty (k = 2) of `watts`; `nil` where it is not known.
        public var uncertaintyWatts: Double?

        /// The lowest and the highest mean power of the points that were merged into it; `watts`
        /// where it is none of several.
        public var lowestWatts: Double
        public var highestWatts: Double

        public init(
            start: MonotonicInstant,
            end: MonotonicInstant,
            watts: Double,
            uncertaintyWatts: Double?
        ) {
            self.start = start
            self.end = end
            self.watts = watts
            self.uncertaintyWatts = uncertaintyWatts
            lowestWatts = watts
            highestWatts = watts
        }
    }

    /// In order, each beginning where the one before ends; empty where the power is missing.
    public var points: [Point]
    public var provenance: Provenance?

    /// What the power covers, in words: "package + DRAM".
    public var scope: String?

    /// Why there are no points.
    public var missingReason: String?

    /// A curve without points.
    public init(missingReason: String) {
        points = []
        self.missingReason = missingReason
    }

    /// A curve of points that follow each other.
    public init(points: [Point], provenance: Provenance, scope: String) {
        self.points = points
        self.provenance = provenance
        self.scope = scope
    }

    /// The energy of all points together.
    public var energy: Energy {
        points.reduce(.zero) { $0 + .watts($1.watts) * ($1.end - $1.start) }
    }

    /// The curve with no more than so many points, each the mean of neighbours.
    ///
    /// The energy stays the same. What the errors of neighbours cancel is not taken off: the
    /// uncertainty of a merged point is the mean of theirs, which is no less than its own.
    ///
    /// - Parameter most: above 0.
    /// - Returns: the curve itself where it has no more.
    public func thinned(to most: Int) -> PowerCurve {
        precondition(most > 0, "a curve has a point")
        guard points.count > most else { return self }
        var thinned = self
        thinned.points = (0..<most).map { place in
            Point(merging: points[points.count * place / most..<points.count * (place + 1) / most])
        }
        return thinned
    }
}

extension PowerCurve.Point {
    /// The mean of neighbours, at least one of them.
    fileprivate init(merging points: ArraySlice<Self>) {
        self = points[points.startIndex]
        end = points[points.endIndex - 1].end
        let seconds = (end - start).inSeconds
        var joules = 0.0
        var doubt: Double? = 0
        for point in points {
            let length = (point.end - point.start).inSeconds
            joules += point.watts * length
            doubt = doubt.flatMap { sum in point.uncertaintyWatts.map { sum + $0 * length } }
            lowestWatts = min(lowestWatts, point.lowestWatts)
            highestWatts = max(highestWatts, point.highestWatts)
        }
        watts = joules / seconds
        uncertaintyWatts = doubt.map { $0 / seconds }
    }
}
