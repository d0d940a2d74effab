internal import Experiment
public import Statistics
internal import Units

/// The energy ratio of a variant as power ratio × time ratio, paired by block where they ran in turn.
///
/// All three are geometric means over the same trials, those whose energy, power and time are known,
/// of both in a block. The energy of a unit of work is the mean power × its time in every trial, so
/// that the product of the two is the energy ratio but for rounding.
public struct RatioSplit: Sendable, Hashable {
    public let energy: ComparedRatio
    public let power: ComparedRatio
    public let time: ComparedRatio

    /// - Parameters:
    ///   - all: trials whose energies may be set in ratio.
    ///   - pilot: the blocks of the pilot of an adaptive run.
    /// - Throws: `Absence` where nothing has all three, or one is not above 0.
    init(of all: TrialSides, pilot: Int?) throws(Absence) {
        let sides = TrialSides(
            all.variant.filter(Self.hasAll),
            all.baseline.filter(Self.hasAll),
            ranInTurn: all.ranInTurn
        )
        energy = try sides.ratio({ $0.energyPerUnit.figure?.value.joules }, pilot: pilot)
        power = try sides.ratio({ $0.averagePower?.watts }, pilot: pilot)
        time = try sides.ratio({ $0.timePerUnit?.seconds }, pilot: pilot)
        assert(
            abs(power.logRatio + time.logRatio - energy.logRatio) < 1e-9,
            "energy is power × time in every trial, so that the ratios multiply"
        )
    }

    private static func hasAll(_ trial: TrialSummary) -> Bool {
        trial.energyPerUnit.figure != nil && trial.averagePower != nil && trial.timePerUnit != nil
    }
}
