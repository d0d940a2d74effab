public import Experiment
internal import Foundation
internal import Statistics

/// What a ratio's distance from 1 is set against: the noise floor for its number of blocks.
public struct NoiseLimit: Sendable, Hashable {
    /// What a calibration found.
    public var floor: NoiseFloor

    /// For the logarithm of the ratio.
    public var logLimit: Double

    /// Whether noise alone may make such a ratio.
    public var holdsRatio: Bool

    /// The limit relative to the ratio: 0.008 is ± 0.8 %.
    public var relative: Double { expm1(logLimit) }

    /// Finds the newest floor of the same source; `nil` where no floor is of it.
    ///
    /// That of times is from a calibration which read energy from the same source, since what is
    /// read is part of what a trial does; one of a calibration without any energy does as well.
    ///
    /// - Parameters:
    ///   - ratio: that it is for.
    ///   - metric: what it is a ratio of.
    ///   - source: of its energies.
    ///   - among: the floors that are known, the newest first.
    ///   - ratios: how many ratios of a pair the ratio holds the noise of: 2 for one of two of them.
    init?(
        of ratio: ComparedRatio,
        metric: RatioMetric,
        source: EnergySource?,
        among: [NoiseFloor],
        ratios: Int = 1
    ) {
        func isOfSource(_ floor: NoiseFloor) -> Bool {
            let energies = among.filter { $0.runID == floor.runID && $0.metric == .energy }
            return metric == .time && (energies.isEmpty || source == nil)
                || source != nil && energies.contains { $0.source == source }
        }
        let own = among.first { $0.metric == metric && isOfSource($0) }
        guard let own, let single = own.floor(pairs: ratio.count) else { return nil }
        let limit = single * Double(ratios).squareRoot()
        floor = own
        logLimit = limit
        holdsRatio = abs(ratio.logRatio) <= limit
    }

    /// "within 0.8 %" where the ratio may be noise, else "0.8 %".
    var text: String {
        (holdsRatio ? "within " : "") + NumberText.significant(relative * 100, digits: 2) + " %"
    }
}
