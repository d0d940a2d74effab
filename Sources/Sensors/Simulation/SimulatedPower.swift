package import Units

/// The energy that a simulated domain has used since the simulation began.
package struct SimulatedPower: Sendable {
    /// Given a time since the beginning; never falls.
    package var energy: @Sendable (Duration) -> Energy

    package init(energy: @escaping @Sendable (Duration) -> Energy) { self.energy = energy }

    /// The same course with a share of the power.
    package func scaled(by share: Double) -> SimulatedPower {
        let whole = energy
        return SimulatedPower { whole($0) * share }
    }

    package static func constant(_ power: Power) -> SimulatedPower { SimulatedPower { power * $0 } }

    /// A power that jumps between two values again and again, the lower one first.
    ///
    /// - Parameters:
    ///   - low: in the first part of each period.
    ///   - high: in the rest of it.
    ///   - period: of both together, above zero.
    ///   - lowShare: the part of the period with the low power, from 0 to 1.
    /// - Returns: the curve, exact but for the rounding of floating point.
    package static func squareWave(
        low: Power,
        high: Power,
        period: Duration,
        lowShare: Double = 0.5
    ) -> SimulatedPower {
        precondition(period > .zero && (0...1).contains(lowShare))
        let length = period.inNanoseconds
        let lowLength = Int64(Double(length) * lowShare)
        return SimulatedPower { time in
            let (periods, rest) = max(time.inNanoseconds, 0).quotientAndRemainder(
                dividingBy: length
            )
            let timeLow = periods * lowLength + min(rest, lowLength)
            let timeHigh = periods * (length - lowLength) + max(rest - lowLength, 0)
            return low * .nanoseconds(timeLow) + high * .nanoseconds(timeHigh)
        }
    }

    /// Powers that each last equally long; the last one goes on.
    ///
    /// - Parameters:
    ///   - powers: at least one, none below zero.
    ///   - length: of each, above zero.
    /// - Returns: the curve, exact but for the rounding of floating point.
    package static func steps(_ powers: [Power], each length: Duration) -> SimulatedPower {
        precondition(length > .zero && powers.allSatisfy { $0 >= .zero })
        guard let last = powers.last else { preconditionFailure("a curve has a power") }
        // Where each step begins: the steps before it added up once and not at every reading.
        var sums = [Energy.zero]
        for power in powers { sums.append((sums.last ?? .zero) + power * length) }
        let before = sums
        let nanoseconds = length.inNanoseconds
        return SimulatedPower { time in
            let (step, rest) = max(time.inNanoseconds, 0)
                .quotientAndRemainder(dividingBy: nanoseconds)
            guard step < powers.count else {
                return before[powers.count] + last * (time - length * powers.count)
            }
            return before[Int(step)] + powers[Int(step)] * .nanoseconds(rest)
        }
    }

    /// A power that takes a random step up or down again and again, between two bounds.
    ///
    /// - Parameters:
    ///   - bounds: which it never leaves.
    ///   - largestStep: up or down.
    ///   - length: of each step.
    ///   - count: how many steps; the last power goes on.
    ///   - random: is drawn from when the curve is made.
    /// - Returns: the curve; the same one for the same seed.
    package static func randomWalk(
        within bounds: ClosedRange<Power>,
        largestStep: Power,
        every length: Duration,
        count: Int,
        using random: inout some RandomNumberGenerator
    ) -> SimulatedPower {
        var watts = Double.random(
            in: bounds.lowerBound.watts...bounds.upperBound.watts,
            using: &random
        )
        var powers = [Power.watts(watts)]
        for _ in 1..<max(count, 1) {
            watts += Double.random(in: -largestStep.watts...largestStep.watts, using: &random)
            watts = min(max(watts, bounds.lowerBound.watts), bounds.upperBound.watts)
            powers.append(.watts(watts))
        }
        return steps(powers, each: length)
    }
}
