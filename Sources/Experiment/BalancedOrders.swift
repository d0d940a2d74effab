internal import Randomness

/// Orders for the blocks of a comparison, drawn at random and balanced.
///
/// The orders come in cycles of Williams' designs (E. J. Williams, "Experimental designs balanced
/// for the estimation of residual effects of treatments", Australian Journal of Scientific Research
/// A 2, 1949). Over a cycle of `cycleLength` blocks each variant is in each place equally often,
/// comes equally often directly after each other variant, and before each other one in half of the
/// blocks; for two variants that is AB BA or BA AB. An order and its reverse stand beside each
/// other, so that also after any even number of blocks each variant was before each other one in
/// half of them. Which variant plays which part and which pair comes when is drawn anew for each
/// cycle.
struct BalancedOrders {
    private let count: Int
    private var random: SplitMix64
    private var cycle = Cycle()

    /// - Parameters:
    ///   - count: of the variants, at least 1.
    ///   - random: the same generator gives the same orders on every machine.
    init(of count: Int, random: SplitMix64) {
        precondition(count > 0, "a block holds a variant at least")
        self.count = count
        self.random = random
    }

    /// The number of blocks after which the balance is complete.
    static func cycleLength(of count: Int) -> Int {
        count == 1 ? 1 : count.isMultiple(of: 2) ? count : 2 * count
    }

    /// What a cycle draws; its orders are made of that one by one, for together they are as many
    /// numbers as the square of the variants.
    private struct Cycle {
        /// Which variant plays which part.
        var parts: [Int] = []

        /// Which pair of orders comes when, and whether its second one is first.
        var pairs: [(start: Int, isReversedFirst: Bool)] = []

        /// How many orders were given.
        var given = 0
    }

    /// The order of the next block, as indices of variants.
    mutating func next() -> [Int] {
        guard count > 1 else { return [0] }
        if cycle.given == 2 * cycle.pairs.count { draw() }
        let pair = cycle.pairs[cycle.given / 2]
        let isReversed = pair.isReversedFirst == cycle.given.isMultiple(of: 2)
        cycle.given += 1
        let row = Self.firstRow(count).map { cycle.parts[($0 + pair.start) % count] }
        return isReversed ? row.reversed() : row
    }

    private mutating func draw() {
        let parts = (0..<count).shuffled(using: &random)
        // Of an even design the second half of the rows are the reverses of the first.
        let starts = (0..<(count.isMultiple(of: 2) ? count / 2 : count)).shuffled(using: &random)
        let pairs = starts.map { (start: $0, isReversedFirst: !Bool.random(using: &random)) }
        cycle = Cycle(parts: parts, pairs: pairs)
    }

    /// 0, 1, n−1, 2, n−2, …: the distances of neighbours are all different.
    private static func firstRow(_ count: Int) -> [Int] {
        (0..<count).map { place in
            place.isMultiple(of: 2) ? (count - place / 2) % count : (place + 1) / 2
        }
    }
}
