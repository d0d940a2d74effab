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
    private var pending: ArraySlice<[Int]> = []

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

    /// The order of the next block, as indices of variants.
    mutating func next() -> [Int] {
        if pending.isEmpty { pending = cycle()[...] }
        return pending.removeFirst()
    }

    private mutating func cycle() -> [[Int]] {
        guard count > 1 else { return [[0]] }
        let parts = (0..<count).shuffled(using: &random)
        // Of an even design the second half of the rows are the reverses of the first.
        let starts = (0..<(count.isMultiple(of: 2) ? count / 2 : count)).shuffled(using: &random)
        return starts.flatMap { start -> [[Int]] in
            let row = Self.firstRow(count).map { parts[($0 + start) % count] }
            let reversed = Array(row.reversed())
            return Bool.random(using: &random) ? [row, reversed] : [reversed, row]
        }
    }

    /// 0, 1, n−1, 2, n−2, …: the distances of neighbours are all different.
    private static func firstRow(_ count: Int) -> [Int] {
        (0..<count).map { place in
            place.isMultiple(of: 2) ? (count - place / 2) % count : (place + 1) / 2
        }
    }
}
