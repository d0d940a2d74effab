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

    /// - Returns: `nil` where no floor is of the same source as the ratio.
    init?(of ratio: PairedRatio, metric: RatioMetric, source: EnergySource?, among: [NoiseFloor]) {
        let own = among.first {
            $0.metric == metric && (metric == .time || $0.source == source && source != nil)
        }
        guard let own, let limit = own.floor(pairs: ratio.count) else { return nil }
        floor = own
        logLimit = limit
        holdsRatio = abs(ratio.logRatio) <= limit
    }

    /// "within 0.8 %" where the ratio may be noise, else "0.8 %".
    var text: String {
        (holdsRatio ? "within " : "") + NumberText.significant(relative * 100, digits: 2) + " %"
    }
}
