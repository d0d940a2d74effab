internal import Experiment
public import Statistics
internal import Units

/// The energy ratio of a variant as power ratio × time ratio, paired by block.
///
/// All three are geometric means over the same blocks, those in which energy, power and time of both
/// trials are known. The energy of a unit of work is the mean power × its time in every trial, so
/// that the product of the two is the energy ratio but for rounding.
public struct RatioSplit: Sendable, Hashable {
    public let energy: PairedRatio
    public let power: PairedRatio
    public let time: PairedRatio

    /// - Parameters:
    ///   - pairs: trials whose energies may be set in ratio, in the order of their blocks.
    ///   - pilot: the blocks of the pilot of an adaptive run.
    /// - Throws: `PairingFault` where no block has all three, or one is not above 0.
    init(of pairs: [Pair<TrialSummary>], pilot: Int?) throws(PairingFault) {
        let known = pairs.compactMap(Parts.init)
        let count = pilot.map { limit in known.count { $0.block < limit } }
        energy = try PairedRatio(of: known.map(\.energy), pilot: count)
        power = try PairedRatio(of: known.map(\.power), pilot: count)
        time = try PairedRatio(of: known.map(\.time), pilot: count)
        assert(
            abs(power.logRatio + time.logRatio - energy.logRatio) < 1e-9,
            "energy is power × time in every trial, so that the ratios multiply"
        )
    }

    /// What both trials of a block drew and took for a unit of work.
    private struct Parts {
        var block: Int
        var energy: Pair<Energy>
        var power: Pair<Power>
        var time: Pair<TimeSpan>

        init?(_ pair: Pair<TrialSummary>) {
            guard let energy = pair.both(\.energyPerUnit.figure?.value),
                let power = pair.both(\.averagePower), let time = pair.both(\.timePerUnit)
            else { return nil }
            block = pair.variant.planned.block
            self.energy = energy
            self.power = power
            self.time = time
        }
    }
}
