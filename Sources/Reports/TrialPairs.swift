internal import Experiment
internal import Statistics

extension Pair where Value == TrialSummary {
    /// The trials of a variant beside those of the baseline in the same block, in the order of the
    /// blocks.
    static func byBlock(_ trials: [TrialSummary], _ baseline: [TrialSummary]) -> [Self] {
        let byBlock = Dictionary(
            baseline.map { ($0.planned.block, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        // A run that was resumed made some blocks later than their place.
        return trials.sorted { $0.planned.block < $1.planned.block }.compactMap { trial in
            byBlock[trial.planned.block].map { Pair(baseline: $0, variant: trial) }
        }
    }

    /// A figure of both trials, where both have it.
    func both<Figure>(_ figure: (TrialSummary) -> Figure?) -> Pair<Figure>? {
        guard let left = figure(baseline), let right = figure(variant) else { return nil }
        return Pair<Figure>(baseline: left, variant: right)
    }
}
