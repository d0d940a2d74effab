import Experiment
import Foundation

/// When a version counts as good or as bad.
///
/// The measure is the logarithm of its ratio to the good version, so the good one is at 0 and the bad
/// one at the change that was found between the two. A version belongs to the side of the middle
/// that its whole 95 % interval lies on.
struct BisectRule {
    /// Of bad to good, as a logarithm; not 0.
    let change: Double

    /// The most blocks of one run.
    let mostBlocks: Int

    /// A ratio with its interval, as logarithms.
    struct Figure: Hashable {
        var estimate: Double
        var lower: Double
        var upper: Double
        var ratio: Double { exp(estimate) }
    }

    func side(of figure: Figure) -> BisectSearch.Side {
        let middle = change / 2
        if figure.upper < middle { return change > 0 ? .good : .bad }
        if figure.lower > middle { return change > 0 ? .bad : .good }
        return .unknown
    }

    /// The blocks that decide: a pilot, then as many as an interval of half the distance between a
    /// level and the middle needs; for a second run, of a quarter of it.
    func blocks(isSecond: Bool) -> BlockRule {
        Self.blocks(halfWidth: abs(change) / (isSecond ? 8 : 4), most: mostBlocks)
    }

    /// As many blocks as an interval takes, worked out from a pilot.
    ///
    /// - Parameters:
    ///   - halfWidth: of the interval, as a logarithm.
    ///   - most: no more blocks than that.
    /// - Returns: the rule of a run.
    static func blocks(halfWidth: Double, most: Int) -> BlockRule {
        .adaptive(
            AdaptiveBlocks(
                pilot: AdaptiveBlocks.leastPilot,
                halfWidth: expm1(halfWidth),
                maximum: most
            )
        )
    }

    /// Whether an interval shows a change beyond a bound, a relative one.
    ///
    /// - Parameters:
    ///   - figure: of bad to good.
    ///   - bound: relative, above 0.
    ///   - isFirst: whether more blocks can be made: the whole interval is then to lie beyond the
    ///     bound. Else it is to exclude 0, and its middle to lie beyond.
    /// - Returns: `false` where nothing is shown, which is not that there is none.
    static func shows(_ figure: Figure, beyond bound: Double, isFirst: Bool) -> Bool {
        let limit = log1p(bound)
        if isFirst { return figure.lower > limit || figure.upper < -limit }
        return (figure.lower > 0 || figure.upper < 0) && abs(figure.estimate) >= limit
    }
}
