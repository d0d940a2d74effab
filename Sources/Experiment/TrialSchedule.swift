internal import Randomness

/// Which trial of a run comes next: a pure function of the run's design, its seed and the trials
/// that were made.
///
/// A run that was cut off goes on by folding over what it left: make the schedule of the stored run
/// (`init(of:)`), `record` every stored trial, and `next()` gives what is missing, in the planned
/// order. A trial that was interrupted is not made and is given again. Comparisons follow each
/// other; each begins with its warm-up blocks. In an adaptive run the blocks after the pilot of a
/// comparison are planned when the last trial of its pilot is recorded.
public struct TrialSchedule: Sendable, Hashable {
    public let design: RunDesign
    public let seed: UInt64

    /// All that is planned so far, the made ones included, in the order in which it is made.
    public private(set) var trials: [PlannedTrial]
    private var parts: [Part]

    /// The place in `parts` of a comparison, by its name.
    private let places: [String: Int]
    private var made: Set<Key> = []

    /// No trial before this place is missing.
    private var cursor = 0

    /// What tells planned trials of a run apart; `sequence` may shift while an earlier comparison
    /// is undecided.
    private struct Key: Hashable {
        var comparison: String
        var isWarmUp: Bool
        var block: Int
        var variant: String

        init(_ planned: PlannedTrial) {
            comparison = planned.comparison
            isWarmUp = planned.isWarmUp
            block = planned.block
            variant = planned.variant
        }
    }

    /// A comparison with what is known of it so far.
    private struct Part: Hashable, Sendable {
        var comparison: Comparison
        var number: Int
        var variants: Set<String>

        /// Measured blocks that are planned.
        var blocks: Int
        var decision: BlockDecision?

        /// The results of the pilot, as far as they are there; empty where blocks are fixed.
        var pilot: [TrialResult] = []

        init(_ comparison: Comparison, number: Int, blocks: Int) {
            self.comparison = comparison
            self.number = number
            self.blocks = blocks
            variants = Set(comparison.variants.map(\.name))
        }
    }

    /// The schedule of a run that is about to start.
    ///
    /// - Parameters:
    ///   - comparisons: each has a variant at least.
    ///   - design: how many blocks they get.
    ///   - seed: the same seed, comparisons and design give the same trials on every machine.
    public init(comparisons: [Comparison], design: RunDesign, seed: UInt64) {
        precondition(design.blocks.least > 0, "a run has at least one block")
        self.design = design
        self.seed = seed
        parts = comparisons.enumerated().map {
            Part($1, number: $0, blocks: design.blocks.least)
        }
        places = Dictionary(
            comparisons.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        trials = []
        plan()
    }

    /// A seed where nobody names one: half of the 64 bits keep it short enough to be typed.
    public static func drawnSeed() -> UInt64 { UInt64(UInt32.random(in: 1...UInt32.max)) }

    /// The schedule of a run as it was when the run began: `record` its trials to go on.
    public init(of run: Run) {
        self.init(comparisons: run.comparisons, design: run.design, seed: run.seed)
    }

    /// The first planned trial that was not made; `nil` where all were.
    ///
    /// The same until a result is recorded.
    public func next() -> PlannedTrial? { cursor < trials.count ? trials[cursor] : nil }

    /// What is planned and not made yet, in order.
    public var remaining: [PlannedTrial] {
        trials[cursor...].filter { !made.contains(Key($0)) }
    }

    /// What the pilots said so far, in the order of the comparisons; empty where blocks are fixed.
    public var decisions: [BlockDecision] { parts.compactMap(\.decision) }

    /// The comparisons whose number of blocks is not decided yet.
    public var undecided: [String] {
        guard case .adaptive = design.blocks else { return [] }
        return parts.filter { $0.decision == nil }.map(\.comparison.name)
    }

    /// The measured blocks that a comparison gets as far as is known; `nil` for one of another run.
    public func blocks(of comparison: String) -> Int? {
        places[comparison].map { parts[$0].blocks }
    }

    /// Takes in what came of a trial.
    ///
    /// A trial that was not made, that is known already, or that is not of this schedule changes
    /// nothing.
    public mutating func record(_ result: TrialResult) {
        guard result.isMade,
            let index = places[result.planned.comparison],
            parts[index].variants.contains(result.planned.variant),
            made.insert(Key(result.planned)).inserted
        else { return }
        if case .adaptive(let rule) = design.blocks, parts[index].decision == nil,
            !result.planned.isWarmUp, result.planned.block < rule.pilot
        {
            parts[index].pilot.append(result)
            decide(index, rule)
        }
        while let trial = next(), made.contains(Key(trial)) { cursor += 1 }
    }

    private mutating func decide(_ index: Int, _ rule: AdaptiveBlocks) {
        let part = parts[index]
        guard part.pilot.count == rule.pilot * part.comparison.variants.count else { return }
        let decision = BlockDecision(part.comparison, pilot: part.pilot, rule: rule)
        parts[index].decision = decision
        guard decision.blocks > part.blocks else { return }
        parts[index].blocks = decision.blocks
        plan()
    }

    /// Lays out all blocks that are known; what was laid out before keeps its order.
    private mutating func plan() {
        trials = []
        for part in parts {
            for block in PlannedBlock.blocks(
                variants: part.comparison.variants.count,
                measured: part.blocks,
                design: design,
                root: SplitMix64(seed: seed),
                comparison: part.number
            ) {
                for (position, variant) in block.order.enumerated() {
                    trials.append(
                        PlannedTrial(
                            sequence: trials.count,
                            comparison: part.comparison.name,
                            variant: part.comparison.variants[variant].name,
                            block: block.number,
                            position: position,
                            blockSeed: block.seed,
                            isWarmUp: block.isWarmUp
                        )
                    )
                }
            }
        }
    }
}

/// A block of a comparison before its variants have names.
private struct PlannedBlock {
    var number: Int
    var isWarmUp: Bool
    var seed: UInt64

    /// Indices of variants.
    var order: [Int]

    /// The blocks of a comparison, the warm-up first.
    ///
    /// Each comparison draws from streams of its own, and its warm-up from others than its measured
    /// blocks: more blocks, more warm-up or more comparisons leave the rest as it was.
    static func blocks(
        variants: Int,
        measured: Int,
        design: RunDesign,
        root: SplitMix64,
        comparison: Int
    ) -> [PlannedBlock] {
        let stream = UInt64(comparison) * 2
        var warmUp = Draw(variants, design.order, root, streams: (1 << 32) + stream)
        var measuredDraw = Draw(variants, design.order, root, streams: stream)
        return (0..<design.warmUpBlocks).map { warmUp.block($0, isWarmUp: true) }
            + (0..<measured).map { measuredDraw.block($0, isWarmUp: false) }
    }

    /// What orders and seeds are drawn from.
    private struct Draw {
        var shuffler: SplitMix64
        var balanced: BalancedOrders
        var seeds: SplitMix64
        let variants: Int
        let order: BlockOrder

        init(_ variants: Int, _ order: BlockOrder, _ root: SplitMix64, streams: UInt64) {
            shuffler = root.stream(streams + 1)
            balanced = BalancedOrders(of: variants, random: shuffler)
            seeds = root.stream(streams + 2)
            self.variants = variants
            self.order = order
        }

        mutating func block(_ number: Int, isWarmUp: Bool) -> PlannedBlock {
            let seed = seeds.next() >> 33
            let order =
                switch order {
                case .balanced: balanced.next()
                case .shuffled: (0..<variants).shuffled(using: &shuffler)
                }
            return PlannedBlock(number: number, isWarmUp: isWarmUp, seed: seed, order: order)
        }
    }
}
