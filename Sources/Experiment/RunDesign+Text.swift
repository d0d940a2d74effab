internal import Foundation

extension RunDesign {
    /// The number of blocks in words, for plans and reports.
    public var text: String {
        let warmUp =
            warmUpBlocks == 0
            ? "" : " after \(warmUpBlocks) warm-up \(warmUpBlocks == 1 ? "block" : "blocks")"
        return blocks.text + warmUp
    }
}

extension BlockRule {
    fileprivate var text: String {
        switch self {
        case .fixed(1): "1 block"
        case .fixed(let count): "\(count) blocks"
        case .adaptive(let rule):
            "adaptive: \(rule.pilot) pilot blocks, then as many as ± \(rule.percent) % of the ratio "
                + "needs, at most \(rule.maximum) in all"
        }
    }
}

extension AdaptiveBlocks {
    /// The half-width in percent, without zeros at its end.
    public var percent: String { String(format: "%.4g", halfWidth * 100) }
}

extension BlockDecision {
    /// What was decided, and why, in a sentence.
    public var explanation: String {
        guard let needed, let variant, let logStandardDeviation else {
            return "The pilot gave no variant two ratios, so that it says nothing of the spread: "
                + "there are no blocks beyond it."
        }
        let spread = String(format: "%.3g", (exp(logStandardDeviation) - 1) * 100)
        let reason =
            "the \(metric.rawValue) ratio of \(variant) spread by \(spread) % over \(pilotPairs) "
            + "pilot blocks, which asks for \(needed)"
        return isCut
            ? "\(blocks) blocks, the maximum: \(reason). The interval is wider than wanted."
            : "\(blocks) blocks: \(reason)."
    }
}
