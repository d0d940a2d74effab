/// What a re-run says of a change that the history made suspect.
///
/// The history tells that nights lie elsewhere than before, the machine's changes included. A re-run
/// of the variant and the pinned reference in paired blocks, by turns, tells where the ratio is now,
/// with an interval that drift of the machine does not reach.
public enum ChangeConfirmation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The level is another one, by at least the bound.
    case confirmed

    /// The level is not beyond the bound: the history was wrong.
    case refuted

    /// The interval is too wide for either: the re-run is made again the next night.
    case open

    /// Judges a re-run by logarithms of ratios, or by differences, in the units of the series.
    ///
    /// *Confirmed*: the interval excludes the old level on the side of the change, and its estimate
    /// is at least the bound away. *Refuted*: the whole interval is less than the bound away from the
    /// old level, or on its other side. Else *open*.
    ///
    /// - Parameters:
    ///   - change: what is suspected; only its sign counts, and it is not 0.
    ///   - oldLevel: the mean of the level before.
    ///   - bound: the least change that matters; not below 0.
    ///   - estimate: the mean of the re-run, inside its interval.
    ///   - interval: the confidence interval of the re-run.
    public init(
        of change: Double,
        from oldLevel: Double,
        bound: Double,
        estimate: Double,
        interval: ClosedRange<Double>
    ) {
        precondition(change != 0 && change.isFinite, "a change has a direction")
        precondition(bound >= 0 && bound.isFinite, "a bound is not below 0")
        precondition(interval.contains(estimate), "an estimate lies in its interval")
        let isRise = change > 0
        // Distances from the old level towards the change.
        let nearest = isRise ? interval.lowerBound - oldLevel : oldLevel - interval.upperBound
        let farthest = isRise ? interval.upperBound - oldLevel : oldLevel - interval.lowerBound
        let middle = isRise ? estimate - oldLevel : oldLevel - estimate
        if nearest > 0, middle >= bound {
            self = .confirmed
        } else if farthest < bound {
            self = .refuted
        } else {
            self = .open
        }
    }
}
