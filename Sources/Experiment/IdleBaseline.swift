public import Units

/// The idle power that a run's energies are set against.
public struct IdleBaseline: Sendable, Hashable {
    public var before: Result<IdleLevel, Absence>
    public var after: Result<IdleLevel, Absence>

    public init(of measurements: IdleMeasurements) {
        before = measurements.before?.level ?? .failure(Self.notStored)
        after = measurements.after?.level ?? .failure(Self.notStored)
    }

    private static let notStored = Absence("none was stored")

    /// The power for the time of the run.
    ///
    /// The mean of before and after where there are both, and half their difference is among its
    /// uncertainty: the truth of a moment lies between them. Else the one that there is.
    public var power: Finding<Power> {
        switch (before, after) {
        case (.success(let first), .success(let last)): return Self.mean(first.power, last.power)
        case (.success(let only), .failure), (.failure, .success(let only)):
            return .known(only.power)
        case (.failure(let absence), .failure): return .missing(reason: absence.reason)
        }
    }

    private static func mean(_ first: Figure<Power>, _ last: Figure<Power>) -> Finding<Power> {
        guard first.provenance == last.provenance, first.scope == last.scope else {
            return .missing(reason: "before and after it covers different parts of the machine")
        }
        let (left, right) = (
            first.budget ?? UncertaintyBudget(), last.budget ?? UncertaintyBudget()
        )
        let drift = Power.watts((last.value - first.value).watts.magnitude / 2)
        let budget = UncertaintyBudget(
            edges: max(left.edges, right.edges),
            resolution: max(left.resolution, right.resolution),
            sampling: .inQuadrature(max(left.sampling, right.sampling), drift),
            accuracy: (left.accuracy + right.accuracy) / 2,
            isAccuracyStated: left.isAccuracyStated && right.isAccuracyStated
        )
        return .known(
            Figure(
                value: (first.value + last.value) / 2,
                budget: budget,
                provenance: first.provenance,
                scope: first.scope
            )
        )
    }

    /// How much more power the machine drew after the run than before, with the expanded
    /// uncertainty of that (without the sensor's own scale, which is the same in both).
    ///
    /// `nil` where one of the two is missing.
    public var change: (power: Power, uncertainty: Power)? {
        guard let first = try? before.get().power, let last = try? after.get().power else {
            return nil
        }
        let parts = [first, last].map { $0.budget?.expandedWithoutAccuracy ?? .zero }
        return (last.value - first.value, .inQuadrature(parts[0], parts[1]))
    }

    /// Whether before and after differ by more than their uncertainty.
    public var isUnsteady: Bool {
        change.map { $0.power.watts.magnitude > $0.uncertainty.watts } ?? false
    }
}

extension TrialSummary {
    /// The energy of the window less that of an idle machine over the same time.
    ///
    /// It can be 0 or below it, which says that the work cannot be told from idling.
    ///
    /// - Parameter idle: the power of the idle machine, of the same sensors.
    /// - Returns: the difference with the uncertainties of both. The scale of the sensor is the same
    ///   in both, so that its part is that of the difference.
    public func energy(above idle: Finding<Power>) -> Finding<Energy> {
        guard case .known(let gross) = energy else { return energy }
        if gross.provenance == .estimated {
            return .missing(reason: "the idle power of an estimate is a constant of its model")
        }
        switch idle {
        case .missing(let reason): return .missing(reason: "no idle power: \(reason)")
        case .known(let idle):
            guard idle.provenance == gross.provenance, idle.scope == gross.scope else {
                return .missing(
                    reason:
                        "the idle power covers \(idle.scope) (\(idle.provenance.rawValue)), the "
                        + "energy \(gross.scope) (\(gross.provenance.rawValue))"
                )
            }
            guard let window else { return .missing(reason: "there is no window") }
            return .known(Self.difference(gross, idle, over: window))
        }
    }

    private static func difference(
        _ gross: Figure<Energy>,
        _ idle: Figure<Power>,
        over window: Duration
    ) -> Figure<Energy> {
        let own = gross.budget ?? UncertaintyBudget()
        let base = idle.budget ?? UncertaintyBudget()
        return Figure(
            value: gross.value - idle.value * window,
            budget: UncertaintyBudget(
                edges: .inQuadrature(own.edges, base.edges * window),
                resolution: .inQuadrature(own.resolution, base.resolution * window),
                sampling: .inQuadrature(own.sampling, base.sampling * window),
                accuracy: .joules((own.accuracy - base.accuracy * window).joules.magnitude),
                isAccuracyStated: own.isAccuracyStated && base.isAccuracyStated
            ),
            provenance: gross.provenance,
            scope: gross.scope
        )
    }
}
