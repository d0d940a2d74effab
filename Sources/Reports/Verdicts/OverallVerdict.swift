internal import Experiment
internal import Statistics

/// The verdict of a variant as a whole: that of its energy, which its quality can only take back.
struct OverallVerdict {
    /// Of the energy of a unit of work, or to the target in trainings to one.
    var energy: Judgement

    /// `nil` where the comparison asks for no quality.
    var quality: Quality?

    /// How many of how many trainings reached the target; `nil` where there is none.
    var convergence: (reached: Int, trials: Int)?

    /// Of the variant and of the baseline.
    var failures: [Failures] = []

    /// How many trials of how many gave nothing to the ratio.
    struct Failures {
        var failed: Int
        var trials: Int

        /// The name of the variant.
        var of: String
    }

    /// Above this share of failed trials the others need not be like them.
    private static let mostFailed = 0.2

    struct Quality {
        var judgement: Judgement
        var hasTolerance: Bool

        /// By the interval alone.
        var isShownLower: Bool

        /// What was stated of it does not agree with itself.
        var isContradicted = false
    }

    var judgement: Judgement {
        let failed = failures.filter { $0.failed > 0 }
        var judgement = ofTheRest
        guard !failed.isEmpty else { return judgement }
        let words = failed.map { "\($0.failed) of \($0.trials) trials of \($0.of) failed" }
            .joined(separator: ", ")
        let isMuch = failed.contains { Double($0.failed) > Self.mostFailed * Double($0.trials) }
        if isMuch, [.better, .equivalent].contains(judgement.verdict) {
            return Judgement(
                .inconclusive,
                because: "\(words): the others, which would be \(judgement.verdict.rawValue), need "
                    + "not be like them",
                remedy: "trials that complete",
                adjustedPValue: judgement.adjustedPValue
            )
        }
        judgement.reason += "; \(words)"
        // What else would settle it does not while so many fail.
        if isMuch, judgement.verdict == .inconclusive { judgement.remedy = "trials that complete" }
        return judgement
    }

    private var ofTheRest: Judgement {
        if let missed = missedTarget { return missed }
        guard let quality else { return energy }
        let own = quality.judgement
        if quality.hasTolerance, own.verdict == .worse {
            return Judgement(.worse, because: "quality: \(own.reason), whatever it saves")
        }
        switch energy.verdict {
        case .inconclusive: return energy
        case .worse:
            guard own.verdict == .better else { return energy }
            var judgement = energy
            judgement.reason +=
                "; quality is better, which the verdict does not weigh against energy"
            return judgement
        case .better, .equivalent: return gated(quality)
        }
    }

    private func gated(_ quality: Quality) -> Judgement {
        let own = quality.judgement
        if quality.hasTolerance || quality.isContradicted, own.verdict == .inconclusive {
            return Judgement(
                .inconclusive,
                because:
                    "energy is \(energy.verdict.rawValue), but quality is not shown to be kept: "
                    + own.reason,
                remedy: own.remedy,
                adjustedPValue: energy.adjustedPValue
            )
        }
        if !quality.hasTolerance, quality.isShownLower || own.verdict == .worse {
            guard energy.verdict == .better else {
                return Judgement(.worse, because: "the same energy for less quality: \(own.reason)")
            }
            return Judgement(
                .inconclusive,
                because:
                    "energy is better, but quality is lower, and the suite states no tolerance",
                remedy: "a tolerance (quality: {tolerance: …}) in the suite",
                adjustedPValue: energy.adjustedPValue
            )
        }
        var judgement = energy
        if energy.verdict == .equivalent, own.verdict == .better {
            judgement.verdict = .better
            judgement.reason = "the same energy for better quality: \(own.reason)"
        } else if quality.hasTolerance {
            judgement.reason += "; quality: \(own.reason)"
        } else if own.verdict == .inconclusive {
            judgement.reason += "; quality: \(own.reason)"
        }
        return judgement
    }

    private var missedTarget: Judgement? {
        guard let convergence, convergence.reached < convergence.trials,
            energy.verdict != .worse
        else { return nil }
        return Judgement(
            .inconclusive,
            because:
                "\(convergence.trials - convergence.reached) of \(convergence.trials) trainings "
                + "did not reach the target, and the ratio is of the others",
            remedy: "trainings that all reach it"
        )
    }
}
