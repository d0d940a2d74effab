internal import Randomness

/// The trials of a run in the order in which they are made.
///
/// Each block of a comparison holds every variant once, in an order drawn from the seed, so that
/// drift of the machine falls on all variants alike and pairs inside a block are close in time.
public struct Plan: Sendable, Hashable {
    public var seed: UInt64
    public var trials: [PlannedTrial]

    /// Draws the plan of a suite.
    ///
    /// - Parameters:
    ///   - suite: the comparisons to make.
    ///   - blocks: how many blocks each comparison gets; at least 1.
    ///   - seed: the same seed and suite give the same plan on every machine.
    public init(suite: BenchmarkSuite, blocks: Int, seed: UInt64) {
        precondition(blocks > 0, "a plan has at least one block")
        self.seed = seed
        let root = SplitMix64(seed: seed)
        var trials: [PlannedTrial] = []
        for (number, comparison) in suite.comparisons.enumerated() {
            var order = root.stream(UInt64(2 * number + 1))
            var seeds = root.stream(UInt64(2 * number + 2))
            for block in 0..<blocks {
                let blockSeed = seeds.next() >> 33
                let shuffled = comparison.variants.shuffled(using: &order)
                for (position, variant) in shuffled.enumerated() {
                    trials.append(
                        PlannedTrial(
                            sequence: trials.count,
                            comparison: comparison.name,
                            variant: variant.name,
                            block: block,
                            position: position,
                            blockSeed: blockSeed
                        )
                    )
                }
            }
        }
        self.trials = trials
    }
}

/// A trial that is to be made: one variant in one block.
public struct PlannedTrial: Sendable, Hashable {
    /// The place in the whole run, from 0.
    public var sequence: Int
    public var comparison: String
    public var variant: String
    public var block: Int

    /// The place inside the block, from 0.
    public var position: Int

    /// A seed for the workload, shared by the variants of a block; below 2³¹.
    public var blockSeed: UInt64

    public init(
        sequence: Int,
        comparison: String,
        variant: String,
        block: Int,
        position: Int,
        blockSeed: UInt64
    ) {
        self.sequence = sequence
        self.comparison = comparison
        self.variant = variant
        self.block = block
        self.position = position
        self.blockSeed = blockSeed
    }
}
