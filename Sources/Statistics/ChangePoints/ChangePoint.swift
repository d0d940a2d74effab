/// A point of a series from which on its values lie on another level.
public struct ChangePoint: Sendable, Hashable {
    /// The first point of the new level, counted from 0.
    public let index: Int

    /// The mean of the new level less that of the old one, in the units of the series.
    public let change: Double

    /// How likely so clear a difference is without a change: Student's t under autocorrelated noise
    /// (`ChangePointAnalysis`), times the number of nights on which the new level was judged.
    ///
    /// It does not know that the clearest of all places was looked for, so it is no rate of false
    /// alarms: METHODOLOGY.md has those. 0 where the levels have no spread at all.
    public let pValue: Double

    public init(index: Int, change: Double, pValue: Double) {
        self.index = index
        self.change = change
        self.pValue = pValue
    }
}

/// A stretch of a series between two changes.
public struct SeriesLevel: Sendable, Hashable {
    /// The points of the level, counted from 0; at least one.
    public let range: Range<Int>
    public let mean: Double

    /// With n − 1; `nil` for one point.
    public let standardDeviation: Double?

    public var count: Int { range.count }

    public init(range: Range<Int>, mean: Double, standardDeviation: Double?) {
        precondition(!range.isEmpty, "a level has a point")
        self.range = range
        self.mean = mean
        self.standardDeviation = standardDeviation
    }
}
