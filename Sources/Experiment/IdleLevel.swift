public import Units

/// The power of an idle machine, from several windows.
public struct IdleLevel: Sendable, Hashable {
    /// The mean power of each window that has one.
    public var windows: [Power]

    /// How many windows were measured.
    public var attempted: Int

    /// The length of one window.
    public var length: Duration

    /// The median absolute deviation from the median of the windows.
    public var medianDeviation: Power

    /// The median of the windows, with the uncertainty of the instrument and of the spread.
    public var power: Figure<Power>

    /// How many CPUs were busy meanwhile; `nil` where that was not read.
    public var busyCPUs: Double?

    /// What was not as it should be when it was measured, in sentences.
    public var warnings: [String]
}

extension IdleMeasurement {
    /// What the windows say.
    public var level: Result<IdleLevel, Absence> {
        if let missingReason { return .failure(Absence(missingReason)) }
        let found = windows.map { window in
            trial(over: window).energy(estimateModel: nil).power(over: window.duration)
        }
        let known = found.compactMap(\.figure)
        guard let first = known.first, let window = windows.first else {
            let reason = found.lazy.compactMap(\.missingReason).first
            return .failure(Absence(reason ?? "no window was measured"))
        }
        guard known.allSatisfy({ $0.provenance == first.provenance && $0.scope == first.scope })
        else { return .failure(Absence("its windows cover different parts of the machine")) }
        let powers = known.map(\.value)
        let median = Self.median(powers)
        let deviation = Self.median(powers.map { .watts(($0 - median).watts.magnitude) })
        return .success(
            IdleLevel(
                windows: powers,
                attempted: windows.count,
                length: window.duration,
                medianDeviation: deviation,
                power: Figure(
                    value: median,
                    budget: budget(of: known),
                    provenance: first.provenance,
                    scope: first.scope
                ),
                busyCPUs: busyCPUs,
                warnings: warnings.map(\.explanation)
            )
        )
    }

    /// The largest parts of any window, and the spread over the windows among the sampling.
    private func budget(of figures: [Figure<Power>]) -> UncertaintyBudget<Power> {
        let budgets = figures.map { $0.budget ?? UncertaintyBudget() }
        func largest(_ part: (UncertaintyBudget<Power>) -> Power) -> Power {
            budgets.map(part).max() ?? .zero
        }
        let spread = Self.spreadBound(figures.map(\.value))
        let sampling = largest(\.sampling)
        return UncertaintyBudget(
            edges: largest(\.edges),
            resolution: largest(\.resolution),
            sampling: .inQuadrature(sampling, spread),
            accuracy: largest(\.accuracy),
            isAccuracyStated: budgets.allSatisfy(\.isAccuracyStated)
        )
    }

    /// A bound of a rectangular distribution that covers how far the median may be from the truth.
    ///
    /// Of 2 to 4 windows the range from the lowest to the highest, of 5 and more half of it: with
    /// normal values the expanded uncertainty then covers the truth in 74, 93 and 99 % (2, 3, 4
    /// windows), 96 % (5) and more (simulated, 20,000 times each). The median absolute deviation
    /// is too small for that with so few windows (66 % with 3). One window shows no spread.
    private static func spreadBound(_ powers: [Power]) -> Power {
        guard let least = powers.min(), let most = powers.max() else { return .zero }
        return powers.count < 5 ? most - least : (most - least) / 2
    }

    private static func median(_ values: [Power]) -> Power {
        let sorted = values.sorted()
        guard let high = sorted[safe: sorted.count / 2] else { return .zero }
        guard sorted.count.isMultiple(of: 2) else { return high }
        return (sorted[sorted.count / 2 - 1] + high) / 2
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}

extension Finding where Value == Energy {
    /// The mean power that gives an energy over a time.
    func power(over time: Duration) -> Finding<Power> {
        switch self {
        case .missing(let reason): return .missing(reason: reason)
        case .known(let figure):
            func mean(_ energy: Energy) -> Power { energy / time }
            return .known(
                Figure(
                    value: mean(figure.value),
                    budget: figure.budget.map { budget in
                        UncertaintyBudget(
                            edges: mean(budget.edges),
                            resolution: mean(budget.resolution),
                            sampling: mean(budget.sampling),
                            accuracy: mean(budget.accuracy),
                            isAccuracyStated: budget.isAccuracyStated
                        )
                    },
                    provenance: figure.provenance,
                    scope: figure.scope
                )
            )
        }
    }
}

extension Quantity {
    /// Bounds that do not depend on each other, as one.
    static func inQuadrature(_ left: Self, _ right: Self) -> Self {
        Self(
            magnitude: (left.magnitude * left.magnitude + right.magnitude * right.magnitude)
                .squareRoot()
        )
    }
}
