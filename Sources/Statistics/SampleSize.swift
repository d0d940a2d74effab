internal import Foundation

/// How many pairs a decision takes, from the spread that some pairs have shown.
public enum SampleSize {
    /// What no run makes: above it there is no answer.
    public static let mostPairs = 1_000_000

    /// The pairs that find, with a given probability, that a difference is not 0.
    ///
    /// Exact for the t test of normal differences: the smallest n whose power
    /// P(|T| > t₍₁₋α/₂₎) under the noncentral t distribution with δ√n/s is the wanted one (that
    /// |T| on the wrong side is not counted). (Chow, Shao and Wang, Sample Size Calculations in
    /// Clinical Research, 3.1.)
    ///
    /// - Parameters:
    ///   - difference: the true mean difference, of any sign.
    ///   - deviation: of the differences, above 0.
    ///   - alpha: of the two-sided test.
    ///   - power: the probability of finding it.
    /// - Returns: at least 2; `nil` where it is 0 or takes more than `mostPairs`.
    public static func pairs(
        toFind difference: Double,
        deviation: Double,
        alpha: Double = 0.05,
        power: Double = 0.8
    ) -> Int? {
        let effect = abs(difference) / deviation
        guard effect.isFinite, effect > 0 else { return nil }
        let tail = -StandardNormal.quantile(alpha / 2)
        let z = tail + StandardNormal.quantile(power)
        return smallest(from: (z / effect) * (z / effect) + tail * tail / 2) { count in
            let t = StudentT(degreesOfFreedom: Double(count - 1))
                .twoSidedQuantile(confidence: 1 - alpha)
            let shift = effect * Double(count).squareRoot()
            return SpreadOfSpread(degreesOfFreedom: count - 1).mean { spread in
                StandardNormal.cumulative(shift - t * spread)
            } >= power
        }
    }

    /// The pairs that show, with a given probability, that a difference lies within ± a bound.
    ///
    /// Exact for two one-sided t tests of normal differences.
    ///
    /// - Parameters:
    ///   - bound: the largest difference that does not matter, above 0.
    ///   - difference: the true mean difference, of any sign.
    ///   - deviation: of the differences, above 0.
    ///   - alpha: of each of the two tests.
    ///   - power: the probability of showing it.
    /// - Returns: at least 2; `nil` where the difference is not within, or where it takes more than
    ///   `mostPairs`.
    public static func pairs(
        toShowWithin bound: Double,
        of difference: Double,
        deviation: Double,
        alpha: Double = 0.05,
        power: Double = 0.8
    ) -> Int? {
        let near = (bound - abs(difference)) / deviation
        let far = (bound + abs(difference)) / deviation
        guard near.isFinite, far.isFinite, near > 0 else { return nil }
        let tail = -StandardNormal.quantile(alpha)
        let z = tail + StandardNormal.quantile(power)
        return smallest(from: (z / near) * (z / near) + tail * tail / 2) { count in
            let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile(1 - alpha)
            let root = Double(count).squareRoot()
            return SpreadOfSpread(degreesOfFreedom: count - 1).mean { spread in
                let above = StandardNormal.cumulative(near * root - t * spread)
                let below = StandardNormal.cumulative(far * root - t * spread)
                return max(0, above + below - 1)
            } >= power
        }
    }

    /// The smallest number that does, looked for around a guess in steps that double.
    ///
    /// The guess is what the normal distribution says and half the square of its quantile, which the
    /// t distribution takes besides (Guenther, The American Statistician 35, 1981): mostly it is one
    /// off at the most.
    private static func smallest(from guess: Double, _ suffices: (Int) -> Bool) -> Int? {
        guard guess < Double(mostPairs) else { return nil }
        var high = max(Int(guess.rounded()), 2)
        var low = high
        var step = 1
        if suffices(high) {
            repeat {
                if high == 2 { return 2 }
                low = max(high - step, 2)
                step *= 2
                guard suffices(low) else { break }
                high = low
            } while true
        } else {
            repeat {
                guard high < mostPairs else { return nil }
                low = high
                high += step
                step *= 2
            } while !suffices(high)
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if suffices(middle) { high = middle } else { low = middle }
        }
        return high
    }
}

/// How a standard deviation that was estimated lies around the true one: √(χ²ν/ν).
struct SpreadOfSpread {
    private let points: [(spread: Double, weight: Double)]

    /// - Parameter degreesOfFreedom: at least 1.
    init(degreesOfFreedom: Int) {
        let freedom = Double(degreesOfFreedom)
        // The density u^(ν−1)·exp(−νu²/2) is below 1e-13 of its highest beyond eight of its standard
        // deviations 1/√(2ν); what it is divided by comes out of the same sum.
        let reach = 8 / (2 * freedom).squareRoot()
        let low = max(0, 1 - reach)
        let high = 1 + reach
        let steps = 160
        let width = (high - low) / Double(steps)
        points = (0...steps).map { step in
            let spread = low + width * Double(step)
            // Simpson's rule.
            let share: Double = step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4
            let logDensity =
                (freedom > 1 ? (freedom - 1) * log(max(spread, 1e-300)) : 0)
                - freedom * (spread * spread - 1) / 2
            return (spread, share * exp(logDensity))
        }
    }

    /// The mean of a function of the spread.
    func mean(_ value: (Double) -> Double) -> Double {
        var sum = 0.0
        var weights = 0.0
        for point in points where point.weight > 0 {
            sum += point.weight * value(point.spread)
            weights += point.weight
        }
        return sum / weights
    }
}
