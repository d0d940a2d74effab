import Experiment
import Randomness
import TestSupport
import Testing

/// The orders of blocks, as schedules show them.
@Suite struct BalancedOrderTests {
    /// The names of the variants of each measured block in their order.
    private func orders(_ count: Int, blocks: Int, seed: UInt64) -> [[Int]] {
        let names = (0..<count).map { "v\($0)" }
        let schedule = Made.schedule(names, blocks: .fixed(blocks), seed: seed)
        return (0..<blocks).map { block in
            schedule.trials.filter { $0.block == block }.sorted { $0.position < $1.position }
                .compactMap { Int($0.variant.dropFirst()) }
        }
    }

    private func cycleLength(_ count: Int) -> Int {
        count == 1 ? 1 : count.isMultiple(of: 2) ? count : 2 * count
    }

    @Test func `orders are those of earlier versions`() {
        let wanted = [
            [2, 1, 4, 3, 0], [0, 3, 4, 1, 2], [4, 0, 2, 3, 1], [1, 3, 2, 0, 4], [4, 2, 0, 1, 3],
        ]
        #expect(orders(5, blocks: 5, seed: 77) == wanted)
    }

    /// All orders of a cycle would be a hundred million numbers.
    @Test func `many variants are planned and found without the orders of all blocks`() {
        let names = (0..<10_000).map { "v\($0)" }
        var schedule = Made.schedule(names, blocks: .fixed(1), seed: 7)
        #expect(Set(schedule.trials.map(\.variant)) == Set(names))
        for trial in schedule.trials { schedule.record(TrialResult(planned: trial)) }
        #expect(schedule.next() == nil)
    }

    @Test func `each variant is in each place and after each other one equally often`() {
        Properties.check(60) { random, seed in
            let count = Int.random(in: 1...9, using: &random)
            let cycles = Int.random(in: 1...3, using: &random)
            let orders = orders(count, blocks: cycles * cycleLength(count), seed: seed)
            var places: [[Int]: Int] = [:]
            var neighbours: [[Int]: Int] = [:]
            for order in orders {
                #expect(order.sorted() == Array(0..<count), "seed \(seed)")
                for (place, variant) in order.enumerated() {
                    places[[place, variant], default: 0] += 1
                }
                for (first, second) in zip(order, order.dropFirst()) {
                    neighbours[[first, second], default: 0] += 1
                }
            }
            #expect(places.count == count * count, "seed \(seed), \(count) variants")
            #expect(Set(places.values).count == 1, "seed \(seed), \(count) variants")
            #expect(neighbours.count == count * (count - 1), "seed \(seed), \(count) variants")
            #expect(Set(neighbours.values).count <= 1, "seed \(seed), \(count) variants")
        }
    }

    @Test func `after each even number of blocks every variant was before each other in half`() {
        Properties.check(60) { random, seed in
            let count = Int.random(in: 2...9, using: &random)
            let blocks = 2 * Int.random(in: 1...12, using: &random)
            let orders = orders(count, blocks: blocks, seed: seed)
            for first in 0..<count {
                for second in 0..<count where second != first {
                    let before = orders.filter { order in
                        (order.firstIndex(of: first) ?? 0) < (order.firstIndex(of: second) ?? 0)
                    }
                    #expect(
                        before.count * 2 == blocks,
                        "seed \(seed), \(count) variants, \(blocks) blocks"
                    )
                }
            }
        }
    }

    @Test func `seeds decide which order comes first`() {
        // Two variants: the chance that 64 seeds all begin alike is 2⁻⁶³.
        #expect(Set((0..<64).map { orders(2, blocks: 1, seed: $0) }).count == 2)
        // Of four variants all 24 orders come first for some seed.
        #expect(Set((0..<2000).map { orders(4, blocks: 1, seed: $0) }).count == 24)
    }
}
