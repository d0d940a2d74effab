/// A trial that is to be made: one variant in one block.
public struct PlannedTrial: Sendable, Hashable {
    /// The place in the whole run, from 0.
    public var sequence: Int
    public var comparison: String
    public var variant: String

    /// From 0; warm-up blocks and measured ones are counted apart.
    public var block: Int

    /// The place inside the block, from 0.
    public var position: Int

    /// A seed for the workload, shared by the variants of a block; below 2³¹.
    public var blockSeed: UInt64

    /// Whether it belongs to a warm-up block: kept, and in no mean and no ratio.
    public var isWarmUp: Bool

    public init(
        sequence: Int,
        comparison: String,
        variant: String,
        block: Int,
        position: Int,
        blockSeed: UInt64,
        isWarmUp: Bool = false
    ) {
        self.sequence = sequence
        self.comparison = comparison
        self.variant = variant
        self.block = block
        self.position = position
        self.blockSeed = blockSeed
        self.isWarmUp = isWarmUp
    }
}

extension PlannedTrial {
    /// The place of readings that are no trial of a plan and are worked out by the rules of one.
    package static func ofNoRun(_ variant: String = "") -> PlannedTrial {
        PlannedTrial(
            sequence: 0,
            comparison: "",
            variant: variant,
            block: 0,
            position: 0,
            blockSeed: 0
        )
    }
}
