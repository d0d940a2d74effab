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

    /// The standard deviation of one block's difference, for planning.
    public var deviation: Double?

    /// The examples that only one of both got right.
    public var onlyBaseline: Int?
    public var onlyVariant: Int?

    /// Why outcomes that were stated are not used.
    public var outcomesProblem: String?

    /// Works it out from outcomes where both variants state them, else from the stated qualities.
    ///
    /// - Parameters:
    ///   - pairs: of completed trials, in the order of the blocks.
    ///   - quality: which asks for it.
    ///   - variants: whose quality is asked for beside the baseline's. All of them are held against
    ///     a stated tolerance, so their intervals hold together (Bonferroni): with 95 % each, one of
    ///     twenty would lie on the wrong side in every other table.
    /// - Returns: `nil` where no pair has the quality.
    static func find(
        in pairs: [Pair<TrialSummary>],
        of quality: QualityMetric,
        variants: Int
    ) -> QualityEvidence? {
        let stated = pairs.compactMap { $0.both(\.quality) }
        let confidence = quality.tolerance == nil ? 0.95 : 1 - 0.05 / Double(max(variants, 1))
        guard let difference = try? PairedDifference(of: stated, confidence: confidence)
        else { return nil }
        var evidence = QualityEvidence(difference)
        let outcomes = pairs.compactMap { $0.both(\.outcomes) }
        guard !outcomes.isEmpty else { return evidence }
        if let problem = problem(of: outcomes, in: pairs, of: quality) {
            evidence.outcomesProblem = problem
            return evidence
        }
        return QualityEvidence(outcomes, confidence: confidence) ?? evidence
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
        of outcomes: [Pair<ExampleOutcomes>],
        in pairs: [Pair<TrialSummary>],
        of quality: QualityMetric
    ) -> String? {
        let key = ExampleOutcomes.event
        guard outcomes.count == pairs.count else {
            return "\(key) is missing in some trials"
        }
        let counts = Set(outcomes.flatMap { [$0.baseline.count, $0.variant.count] })
        guard counts.count == 1 else { return "\(key) is of different numbers of examples" }
        let fits = pairs.allSatisfy { pair in
            [pair.baseline, pair.variant].allSatisfy { trial in
                guard let share = trial.outcomes?.shareOfRight, let stated = trial.quality
                else { return false }
                return abs(share - stated) <= 1e-6
            }
        }
        return fits ? nil : "\(key) does not give the \(quality.event) that was stated"
    }

    private init?(_ outcomes: [Pair<ExampleOutcomes>], confidence: Double) {
        guard let first = outcomes.first else { return nil }
        self.confidence = confidence
        if outcomes.allSatisfy({ $0 == first }) {
            guard
                let test = McNemar(
                    baseline: first.baseline.right,
                    variant: first.variant.right,
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
        let baselines = Self.means(outcomes.map(\.baseline))
        let variants = Self.means(outcomes.map(\.variant))
        guard
            let test = try? PairedDifference(
                of: zip(baselines, variants).map { Pair(baseline: $0, variant: $1) },
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
