internal import Foundation
internal import Statistics

/// What the pilot of an adaptive run said of one comparison.
public struct BlockDecision: Sendable, Hashable {
    public var comparison: String
    /// What the ratio that decides is made of.
    public var metric: RatioMetric

    /// The variant that needs the most blocks; `nil` where no variant has a spread.
    public var variant: String?

    /// How many blocks of the pilot gave a ratio for that variant.
    public var pilotPairs: Int

    /// The standard deviation of the logarithms of that variant's ratios in the pilot.
    public var logStandardDeviation: Double?

    /// How many blocks the wanted half-width needs; `nil` where the pilot does not tell.
    public var needed: Int?

    /// How many blocks the comparison gets, the pilot included.
    public var blocks: Int

    /// Whether the maximum gives fewer blocks than are needed.
    public var isCut: Bool { needed.map { $0 > blocks } ?? false }

    public init(
        comparison: String,
        metric: RatioMetric,
        variant: String?,
        pilotPairs: Int,
        logStandardDeviation: Double?,
        needed: Int?,
        blocks: Int
    ) {
        self.comparison = comparison
        self.metric = metric
        self.variant = variant
        self.pilotPairs = pilotPairs
        self.logStandardDeviation = logStandardDeviation
        self.needed = needed
        self.blocks = blocks
    }
}

extension BlockDecision {
    /// Decides from the results of a pilot.
    ///
    /// Energy decides where every pair of completed trials has it, of one origin and scope; else
    /// time. A block that failed gives no pair: it is made up for; work of different kinds gives none. Where no variant has two pairs,
    /// nothing can be said, and the pilot is all that is made.
    ///
    /// - Parameters:
    ///   - comparison: has the baseline and the variants.
    ///   - pilot: the results of the pilot's trials.
    ///   - rule: what is wanted.
    init(_ comparison: Comparison, pilot: [TrialResult], rule: AdaptiveBlocks) {
        let paired = Dictionary(grouping: pilot.filter(\.isCompleted), by: \.planned.block)
            .sorted { $0.key < $1.key }.map(\.value)
        func pairs(_ variant: String) -> [Pair<TrialResult>] {
            paired.compactMap { block in
                guard let base = block.first(where: { $0.planned.variant == comparison.baseline }),
                    let other = block.first(where: { $0.planned.variant == variant }),
                    base.workKind == other.workKind
                else { return nil }
                return Pair(baseline: base, variant: other)
            }
        }
        let variants = comparison.variants.map(\.name).filter { $0 != comparison.baseline }
        let all = variants.map { (name: $0, pairs: pairs($0)) }
        let sources = Set(all.flatMap(\.pairs).flatMap { [$0.baseline, $0.variant] }.map(\.source))
        let metric: RatioMetric =
            sources.count == 1 && sources.first != .some(nil) ? .energy : .time
        let needs = all.compactMap { Need($0.name, $0.pairs, metric: metric, rule: rule) }
        // Of equal needs the first, so that the decision does not depend on the order of a set.
        let most = needs.reduce(nil as Need?) { best, need in
            guard let best, best.blocks >= need.blocks else { return need }
            return best
        }
        self.init(
            comparison: comparison.name,
            metric: metric,
            variant: most?.variant,
            pilotPairs: most?.pairs ?? 0,
            logStandardDeviation: most?.deviation,
            needed: most?.blocks,
            blocks: min(max(most?.blocks ?? rule.pilot, rule.pilot), rule.maximum)
        )
    }

    /// What one variant's ratio needs.
    private struct Need {
        var variant: String
        var pairs: Int
        var deviation: Double
        var blocks: Int

        /// `nil` where the pilot has fewer than two ratios.
        init?(
            _ variant: String,
            _ pairs: [Pair<TrialResult>],
            metric: RatioMetric,
            rule: AdaptiveBlocks
        ) {
            let values = pairs.compactMap { pair -> Pair<Double>? in
                guard let base = pair.baseline.perUnit(metric),
                    let other = pair.variant.perUnit(metric)
                else { return nil }
                return Pair(baseline: base, variant: other)
            }
            guard let ratio = try? PairedRatio(of: values),
                let deviation = ratio.logStandardDeviation,
                let needed = ratio.pairs(forHalfWidth: rule.halfWidth)
            else { return nil }
            self.variant = variant
            self.pairs = values.count
            self.deviation = deviation
            blocks = needed + (rule.pilot - values.count)
        }
    }
}
