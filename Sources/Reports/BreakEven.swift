internal import Experiment
internal import Statistics
internal import Units

/// After how much work a variant has earned back what it cost to make, against the baseline.
public enum BreakEven: Sendable, Hashable {
    /// Nothing had to be made for it, and it saves energy.
    case atOnce

    /// The one-time energy ÷ the saving for each unit of work, with the interval that the saving's
    /// interval gives.
    case after(units: Double, lower: Double, upper: Double)

    /// It saves nothing.
    case never

    /// Whether it saves is not known.
    case undecided(reason: String)

    /// The one-time energy or the saving is missing, or the two are not of one kind.
    case missing(reason: String)

    /// - Parameters:
    ///   - cost: of the variant beyond the baseline.
    ///   - saving: baseline − variant in joules for each unit of work, paired by block.
    ///   - provenance: of the energies that the saving was made of.
    ///   - scope: of the same.
    init(
        cost: OneTimeCost,
        saving: PairedDifference?,
        provenance: Provenance?,
        scope: String?
    ) {
        guard let saving, let provenance, let scope else {
            self = .missing(reason: "the energies of the trials give no saving")
            return
        }
        var joules = 0.0
        switch cost.energy {
        case .missing(let reason):
            self = .missing(reason: reason)
            return
        case .known(let figure):
            guard figure.provenance == provenance, figure.scope == scope else {
                self = .missing(
                    reason: "what it cost to make is \(figure.provenance.rawValue) "
                        + "(\(figure.scope)), what it saves \(provenance.rawValue) (\(scope))"
                )
                return
            }
            joules = figure.value.joules
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
        } else if cost.energy == nil {
            self = .atOnce
        } else {
            self = .after(
                units: joules / saving.difference,
                lower: joules / upper,
                upper: joules / lower
            )
        }
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
