internal import Experiment
internal import Statistics
internal import Units

/// After how much work a variant has earned back what it cost to make, against the baseline.
public enum BreakEven: Sendable, Hashable {
    /// Nothing had to be made for it, and it saves energy.
    case atOnce

    /// The one-time energy ÷ the saving for each unit of work.
    ///
    /// The interval goes from (energy − its uncertainty) ÷ the largest saving to (energy + its
    /// uncertainty) ÷ the smallest.
    case after(units: Double, lower: Double, upper: Double)

    /// It saves nothing.
    case never

    /// Whether it saves is not known.
    case undecided(reason: String)

    /// The one-time energy or the saving is missing, or the two are not of one kind.
    case missing(reason: String)

    /// - Parameters:
    ///   - cost: of the variant beyond the baseline.
    ///   - saving: baseline − variant in joules for each unit of work.
    ///   - provenance: of the energies that the saving was made of.
    ///   - scope: of the same.
    init(
        cost: OneTimeCost,
        saving: ComparedDifference?,
        provenance: Provenance?,
        scope: String?
    ) {
        guard let saving, let provenance, let scope else {
            self = .missing(reason: "the energies of the trials give no saving")
            return
        }
        var energy: (joules: Double, uncertainty: Double)?
        switch cost.energy {
        case .missing(let reason):
            self = .missing(reason: reason)
            return
        case .known(let figure):
            guard figure.provenance == provenance, figure.scope == scope else {
                self = .missing(
                    reason: "what it cost to make is \(figure.provenance.rawValue) "
                        + "(\(figure.scope)), what it saves \(provenance.rawValue) (\(scope))"
                        + (cost.remedy.map { "; \($0)" } ?? "")
                )
                return
            }
            guard let uncertainty = figure.uncertainty else {
                self = .missing(reason: "how far what it cost to make may be off is not known")
                return
            }
            energy = (figure.value.joules, uncertainty.joules)
        case nil: break
        }
        guard let lower = saving.lower, let upper = saving.upper else {
            self = .undecided(reason: "one block gives no interval")
            return
        }
        if upper <= 0 {
            self = .never
        } else if lower <= 0 {
            self = .undecided(reason: "the interval of the saving holds 0")
        } else if let energy {
            self = Self.found(energy, savingFrom: lower, to: upper, mean: saving.difference)
        } else {
            self = .atOnce
        }
    }

    /// With a saving that is above 0 in all of its interval.
    private static func found(
        _ energy: (joules: Double, uncertainty: Double),
        savingFrom lower: Double,
        to upper: Double,
        mean: Double
    ) -> BreakEven {
        let latest = (energy.joules + energy.uncertainty) / lower
        guard latest.isFinite else {
            return .undecided(reason: "the interval of the saving comes too close to 0")
        }
        return .after(
            units: energy.joules / mean,
            lower: max(0, energy.joules - energy.uncertainty) / upper,
            upper: latest
        )
    }

    /// Why there is no number, where there is none.
    var reason: String? {
        switch self {
        case .undecided(let reason), .missing(let reason): reason
        case .atOnce, .after, .never: nil
        }
    }

    /// A word for files.
    var word: String {
        switch self {
        case .atOnce: "at_once"
        case .after: "after"
        case .never: "never"
        case .undecided: "undecided"
        case .missing: "missing"
        }
    }
}
