/// How many blocks each comparison of a run gets, and how they are made.
///
/// With the comparisons and the seed it determines every trial of a run: see `TrialSchedule`.
public struct RunDesign: Sendable, Hashable {
    public var blocks: BlockRule

    /// Blocks of each comparison before its first measured one; their trials are kept, marked and
    /// in no mean and no ratio.
    public var warmUpBlocks: Int

    public var order: BlockOrder

    /// Whether the baseline of each comparison runs against itself, for the noise floor.
    public var isCalibration: Bool

    public init(
        blocks: BlockRule = .fixed(5),
        warmUpBlocks: Int = 1,
        order: BlockOrder = .balanced,
        isCalibration: Bool = false
    ) {
        precondition(warmUpBlocks >= 0, "warm-up blocks count from 0")
        self.blocks = blocks
        self.warmUpBlocks = warmUpBlocks
        self.order = order
        self.isCalibration = isCalibration
    }
}

/// How the number of measured blocks comes about.
public enum BlockRule: Sendable, Hashable {
    /// As many as stated; at least 1.
    case fixed(Int)
    /// As many as a pilot says that the wanted precision needs.
    case adaptive(AdaptiveBlocks)

    /// The blocks that are made in any case.
    public var least: Int {
        switch self {
        case .fixed(let count): count
        case .adaptive(let rule): rule.pilot
        }
    }

    /// The blocks that are made at the most.
    public var most: Int {
        switch self {
        case .fixed(let count): count
        case .adaptive(let rule): rule.maximum
        }
    }
}

/// Stein's two-stage rule: a pilot, then the number of blocks that its spread asks for, worked out
/// once and from the pilot only.
///
/// To look after each block and to stop when the interval is narrow enough would cover less often
/// than stated, because such runs stop where the spread happens to look small. (C. Stein, "A
/// two-sample test for a linear hypothesis whose power is independent of the variance", Annals of
/// Mathematical Statistics 16, 1945.)
public struct AdaptiveBlocks: Sendable, Hashable {
    /// The blocks of the pilot, at least `leastPilot`.
    public var pilot: Int

    /// The wanted half-width of the interval of the ratio, relative: 0.01 is ± 1 %.
    public var halfWidth: Double

    /// No comparison gets more blocks than this, whatever the pilot says.
    public var maximum: Int

    /// With fewer, the spread of the pilot says too little.
    public static let leastPilot = 8

    public init(pilot: Int = 8, halfWidth: Double, maximum: Int) {
        precondition(pilot >= Self.leastPilot, "a pilot has at least \(Self.leastPilot) blocks")
        precondition(halfWidth > 0 && halfWidth.isFinite, "a half-width is above 0")
        precondition(maximum >= pilot, "the maximum holds the pilot")
        self.pilot = pilot
        self.halfWidth = halfWidth
        self.maximum = maximum
    }
}

/// How the variants of a block follow each other.
public enum BlockOrder: String, Sendable, Hashable, CaseIterable {
    /// Balanced over places and neighbours, see `BalancedOrders`.
    case balanced
    /// Each block shuffled for itself, as versions before 0.2 did.
    case shuffled
}
