internal import Experiment
internal import Foundation
internal import Statistics

/// How far a variant's quality is from the baseline's, and what that was seen from.
///
/// Differences are variant − baseline in the metric's own unit and direction.
public struct QualityEvidence: Sendable, Hashable {
    /// What the interval is over.
    public enum Basis: String, Sendable, Hashable {
        /// Blocks, by the paired t interval.
        case blocks
        /// Trials of which nothing is paired, by Welch's t interval.
        case apart
        /// Blocks that all gave the same difference, so that the interval has no width.
        case sameInEveryBlock = "same_in_every_block"
        /// The examples that both answered, by McNemar's test.
        case examples
        /// The examples' means over blocks that differ, by the paired t interval.
        case exampleMeans = "example_means"
    }

    public var basis: Basis
    public var difference: Double

    /// `nil` for one block.
    public var lower: Double?
    public var upper: Double?

    /// Of the interval: 95 %, or more where it is one of several that hold together.
    public var confidence: Double
    public var pValue: Double?

    /// How many blocks, or how many examples.
    public var count: Int

    /// The standard deviation of the difference of one block, or of one trial of each side, for
    /// planning.
    public var deviation: Double?

    /// The examples that only one of both got right.
    public var onlyBaseline: Int?
    public var onlyVariant: Int?

    /// Why outcomes that were stated are not used.
    public var outcomesProblem: OutcomesProblem?

    /// What is wrong with outcomes that were stated.
    public struct OutcomesProblem: Sendable, Hashable {
        public var reason: String

        /// What would settle it where they contradict the stated quality, so that neither can be
        /// relied on; `nil` where that stands without them.
        public var remedy: String?
    }

    /// Whether the interval is over the examples of the test set.
    var isOfExamples: Bool { [.examples, .exampleMeans].contains(basis) }

    /// Whether what was stated of the quality does not agree with itself, so that it shows nothing.
    public var isContradicted: Bool { outcomesProblem?.remedy != nil }

    /// A stated accuracy may be rounded to four decimals.
    private static let rounding = 0.000_051

    /// Works it out from outcomes where both variants state them, else from the stated qualities.
    ///
    /// - Parameters:
    ///   - pairs: of completed trials, in the order of the blocks.
    ///   - quality: which asks for it.
    ///   - confidence: of the interval.
    /// - Returns: `nil` where no pair has the quality.
    static func find(
        in pairs: [Pair<TrialSummary>],
        of quality: QualityMetric,
        confidence: Double
    ) -> QualityEvidence? {
        let stated = pairs.compactMap { $0.both(\.quality) }
        guard let difference = try? PairedDifference(of: stated, confidence: confidence)
        else { return nil }
        return QualityEvidence(difference)
            .refined(by: pairs.map(\.variant), beside: pairs.map(\.baseline), of: quality)
    }

    /// That of the outcomes where all of these trials state them; else the same, with what is wrong
    /// with those that are stated.
    func refined(
        by own: [TrialSummary],
        beside other: [TrialSummary],
        of quality: QualityMetric
    ) -> QualityEvidence {
        let trials = own + other
        guard trials.contains(where: { $0.outcomes != nil }) else { return self }
        if let problem = Self.problem(ofOutcomesIn: trials, of: quality) {
            var found = self
            found.outcomesProblem = problem
            return found
        }
        return QualityEvidence(
            of: own.compactMap(\.outcomes),
            beside: other.compactMap(\.outcomes),
            confidence: confidence
        ) ?? self
    }

    init(_ difference: PairedDifference) {
        basis = difference.halfWidth == 0 ? .sameInEveryBlock : .blocks
        self.difference = difference.difference
        lower = difference.lower
        upper = difference.upper
        confidence = difference.confidence
        pValue = difference.pValue
        count = difference.count
        deviation = difference.standardDeviation
    }

    /// Why outcomes cannot stand for the quality.
    private static func problem(
        ofOutcomesIn trials: [TrialSummary],
        of quality: QualityMetric
    ) -> OutcomesProblem? {
        let key = ExampleOutcomes.event
        let counts = Set(trials.compactMap { $0.outcomes?.count }).sorted()
        if let fewest = counts.first, let most = counts.last, fewest != most {
            return OutcomesProblem(
                reason:
                    "\(key) is of different numbers of examples (\(fewest) and \(most)), so that "
                    + "the qualities are not of the same test set",
                remedy: "the same examples in every trial"
            )
        }
        for trial in trials {
            guard let share = trial.outcomes?.shareOfRight, let stated = trial.quality,
                abs(share - stated) > rounding
            else { continue }
            let (right, said) = (
                NumberText.significant(share, digits: 4), NumberText.significant(stated, digits: 4)
            )
            return OutcomesProblem(
                reason: "\(key) does not give the \(quality.event) that was stated (\(right) and "
                    + "\(said) for \(trial.planned.variant))",
                // Beside another metric they may be right and of something else.
                remedy: quality.isShare
                    ? "workloads whose \(key) and \(quality.event) are of the same answers" : nil
            )
        }
        let areWhole = trials.allSatisfy { $0.outcomes != nil && $0.quality != nil }
        return areWhole ? nil : OutcomesProblem(reason: "\(key) is missing in some trials")
    }

    /// Of the same examples in all trials: what pairs them is the example and not the block.
    init?(
        of variants: [ExampleOutcomes],
        beside baselines: [ExampleOutcomes],
        confidence: Double
    ) {
        guard let variant = variants.first, let baseline = baselines.first else { return nil }
        self.confidence = confidence
        if variants.allSatisfy({ $0 == variant }), baselines.allSatisfy({ $0 == baseline }) {
            guard
                let test = McNemar(
                    baseline: baseline.right,
                    variant: variant.right,
                    confidence: confidence
                )
            else { return nil }
            basis = .examples
            difference = test.difference
            (lower, upper) = (test.lower, test.upper)
            pValue = test.pValue
            count = test.count
            (onlyBaseline, onlyVariant) = (test.onlyBaseline, test.onlyVariant)
            return
        }
        guard
            let test = try? PairedDifference(
                of: zip(Self.means(baselines), Self.means(variants)).map {
                    Pair(baseline: $0, variant: $1)
                },
                confidence: confidence
            )
        else { return nil }
        basis = .exampleMeans
        difference = test.difference
        (lower, upper) = (test.lower, test.upper)
        pValue = test.pValue
        count = test.count
    }

    /// How often each example was right, as a share of the blocks.
    private static func means(_ blocks: [ExampleOutcomes]) -> [Double] {
        var sums = [Double](repeating: 0, count: blocks.first?.count ?? 0)
        for block in blocks {
            for (place, isRight) in block.right.enumerated() where isRight { sums[place] += 1 }
        }
        return sums.map { $0 / Double(blocks.count) }
    }
}

extension QualityMetric {
    /// That of the interval of each of several variants, held against the tolerance together.
    ///
    /// Bonferroni's: with 95 % each, one of twenty would lie on the wrong side in every other table.
    /// Without a tolerance Holm's correction is what holds them together.
    func confidence(ofEachOf variants: Int) -> Double {
        tolerance == nil ? 0.95 : 1 - 0.05 / Double(max(variants, 1))
    }
}
