internal import Foundation

/// What a night found of one metric of one variant: a point of a series.
public struct NightFigure: Sendable, Hashable {
    public var comparison: String
    public var variant: String
    public var metric: FigureMetric
    public var reference: SeriesKey.Reference

    /// In `unit`; against the pinned reference a ratio above 0, of quality a difference.
    public var value: Double

    /// The ends of its 95 % interval; `nil` where there is no spread to take it from.
    public var lower: Double?
    public var upper: Double?

    /// How many trials or pairs it is from, at least 1.
    public var count: Int

    /// "J/sample", "s/sample", "W", "B", "1/sample" or the metric of the quality; "1" for a ratio.
    public var unit: String

    /// Of an energy or a power; `nil` for all else.
    public var provenance: Provenance?

    /// What of the suite and the sensors it depends on: the definition of the variant, the interface,
    /// the scope, the pinned reference.
    public var circumstances: Circumstances

    public init(
        comparison: String,
        variant: String,
        metric: FigureMetric,
        reference: SeriesKey.Reference,
        value: Double,
        lower: Double?,
        upper: Double?,
        count: Int,
        unit: String,
        provenance: Provenance?,
        circumstances: Circumstances = Circumstances()
    ) {
        self.comparison = comparison
        self.variant = variant
        self.metric = metric
        self.reference = reference
        self.value = value
        self.lower = lower
        self.upper = upper
        self.count = count
        self.unit = unit
        self.provenance = provenance
        self.circumstances = circumstances
    }

    /// The value on the scale on which changes are judged: its logarithm, or itself for a quality;
    /// `nil` where it has none.
    public var scaled: Double? { Self.scaled(value, metric) }

    public static func scaled(_ value: Double, _ metric: FigureMetric) -> Double? {
        // A loss that has diverged is no level; squares of larger ones leave the range.
        guard value.isFinite, value.magnitude <= 1e100 else { return nil }
        if metric.isDifference { return value }
        return value > 0 ? log(value) : nil
    }

    /// The other way round.
    public static func unscaled(_ value: Double, _ metric: FigureMetric) -> Double {
        metric.isDifference ? value : exp(value)
    }
}
