internal import Foundation

/// The changes of level of a series, such as the log ratio of a variant's energy to a pinned
/// reference over the nights.
///
/// *Split and merge* as in Hunter (Fleming and others, ICPE 2023), which Apache Otava goes on with:
/// E-divisive (`EnergyDivergence`) proposes places in windows that overlap by half, those that are
/// weakly significant (ten times the significance) split the window; then, with all of them in
/// place, the weakest is taken back until all are significant, and the smallest until all are at
/// least of the minimum change.
///
/// *What is not like Hunter.* Its p-value is that of independent nights; of quiet series whose
/// nights are correlated by 0.6 it alarms in four of five. Here p takes into account how correlated
/// the nights may be (`AutocorrelatedLevels`); it is multiplied by the number of nights on which the
/// new level has been judged, because a series is judged anew each night and slow wandering gets a
/// new chance on each; a new level counts when it has lasted for some nights, and when most
/// of its points lie nearer to it than to the old one, so that a single wild night makes none; and the first
/// and last points of the series are never levels of one or two. Nights that are missing are left out
/// and never filled in.
///
/// The same series gives the same changes. They depend on the units only through the minimum change.
public struct ChangePointAnalysis: Sendable, Hashable {
    /// The changes in the order of the series.
    public let changes: [ChangePoint]

    /// The stretches between them; one more than there are changes, none of an empty series.
    public let levels: [SeriesLevel]

    /// The correlation of a night's deviation from its level with that of the night before, from 0
    /// to 0.95, as the mean over what the series leaves plausible: of a short series, which says
    /// little, not far from the middle of that.
    ///
    /// `nil` where nothing can be said: fewer points than levels and one, or no spread at all.
    public let autocorrelation: Double?

    /// Judges a series of finite values, each at most 10¹⁰⁰ in magnitude, in the order of time.
    ///
    /// The time grows with the length of the series times the window. A value that is not a finite
    /// number is a programmer's mistake: missing nights are left out beforehand.
    public init(of series: [Double], settings: Settings = Settings()) {
        precondition(
            series.allSatisfy { abs($0) <= 1e100 },
            "a series has finite numbers only, and none for nights that are missing"
        )
        var search = ChangeSearch(series: series, settings: settings)
        search.split()
        changes = search.merged()
        let bounds = [0] + changes.map(\.index) + [series.count]
        levels = zip(bounds, bounds.dropFirst()).compactMap { start, end in
            Moments(of: series[start..<end])
                .map {
                    SeriesLevel(
                        range: start..<end,
                        mean: $0.mean,
                        standardDeviation: $0.standardDeviation
                    )
                }
        }
        autocorrelation =
            series.isEmpty
            ? nil : AutocorrelatedLevels(of: series, bounds: bounds).autocorrelation
    }
}

extension ChangePointAnalysis {
    /// What counts as a change.
    ///
    /// The defaults were found with simulated series that were judged on each of 100 nights; what
    /// they reach is in METHODOLOGY.md, and `scripts/benchmark regression` measures it.
    public struct Settings: Sendable, Hashable {
        /// ln 1.02: the usual bound of 2 % in log ratios.
        public static let usualMinimumChange = log(1.02)

        /// A change has a p-value below this; above 0 and below 1.
        public var significance: Double

        /// The least difference of two levels that matters, in the units of the series.
        public var minimumChange: Double

        /// The points that a level has at least before it can be left, and at least before it is
        /// one: a change is told on the third night of the new level at the earliest.
        public var leastBefore: Int
        public var leastAfter: Int

        /// How many points the windows have in which places are looked for.
        ///
        /// A change is tested with the points of two windows on either side.
        public var window: Int

        public init(
            significance: Double = 1.5e-4,
            minimumChange: Double = Self.usualMinimumChange,
            leastBefore: Int = 3,
            leastAfter: Int = 3,
            window: Int = 50
        ) {
            precondition(significance > 0 && significance < 1, "a significance is between 0 and 1")
            precondition(minimumChange >= 0 && minimumChange.isFinite, "no change is below 0")
            precondition(leastBefore > 0 && leastAfter > 0, "a level has a point")
            precondition(window >= leastBefore + leastAfter, "a window has room for two levels")
            self.significance = significance
            self.minimumChange = minimumChange
            self.leastBefore = leastBefore
            self.leastAfter = leastAfter
            self.window = window
        }
    }
}
