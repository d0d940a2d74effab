import Experiment
import Foundation
import Randomness
import TestSupport
import Testing

@testable import joulebench

/// Which version is looked at next, and when one counts as good or bad.
@Suite struct BisectSearchTests {
    /// Looks until nothing is left.
    private func search(
        count: Int,
        _ side: (Int) -> BisectSearch.Side
    ) -> (suspects: ClosedRange<Int>, steps: Int) {
        var search = BisectSearch(count: count)
        var steps = 0
        while let next = search.next {
            search.record(side(next), of: next)
            steps += 1
        }
        return (search.suspects, steps)
    }

    @Test func `the first bad one is found in as many steps as a binary search takes`() {
        for count in 2...40 {
            for first in 1..<count {
                let most = BisectSearch(count: count).mostSteps
                let found = search(count: count) { $0 < first ? .good : .bad }
                #expect(found.suspects == first...first)
                #expect(found.steps <= most, "\(count) versions, \(first)")
            }
        }
        #expect(BisectSearch(count: 2).mostSteps == 0)
        #expect(BisectSearch(count: 13).mostSteps == 4)
    }

    @Test func `those of which nothing is known are gone around, and are named where they matter`()
        throws
    {
        try Properties.check(300) { random, seed in
            let count = Int.random(in: 2...60, using: &random)
            let first = Int.random(in: 1..<count, using: &random)
            let unknown = Set(
                (1..<count).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
            )
            let found = search(count: count) { version in
                unknown.contains(version) ? .unknown : version < first ? .good : .bad
            }
            #expect(found.suspects.contains(first), "seed \(seed)")
            // Only unknown ones lie between the last good and the first bad one.
            let between = found.suspects.dropLast()
            #expect(between.allSatisfy(unknown.contains), "seed \(seed)")
        }
    }

    @Test func `a long stretch that does not build is jumped over and not walked through`() {
        // 50 to 450 of 500 do not build.
        let found = search(count: 500) { version in
            (50...450).contains(version) ? .unknown : version < 480 ? .good : .bad
        }
        #expect(found.suspects == 480...480)
        #expect(found.steps < 20, "\(found.steps) steps")
    }

    // MARK: Deciding

    private func figure(_ ratio: Double, _ lower: Double, _ upper: Double) -> BisectRule.Figure {
        BisectRule.Figure(estimate: log(ratio), lower: log(lower), upper: log(upper))
    }

    @Test func `the whole interval has to lie on one side of half the change`() {
        let slower = BisectRule(change: log(1.21), mostBlocks: 64)
        #expect(slower.side(of: figure(1.0, 0.97, 1.09)) == .good)
        #expect(slower.side(of: figure(1.2, 1.11, 1.3)) == .bad)
        #expect(slower.side(of: figure(1.1, 1.05, 1.15)) == .unknown)
        #expect(slower.side(of: figure(1.0, 0.8, 1.2)) == .unknown)
        let faster = BisectRule(change: -log(1.21), mostBlocks: 64)
        #expect(faster.side(of: figure(1.0, 0.95, 1.03)) == .good)
        #expect(faster.side(of: figure(0.83, 0.8, 0.86)) == .bad)
        #expect(faster.side(of: figure(0.9, 0.85, 0.95)) == .unknown)
    }

    @Test func `a change between the ends is shown beyond the bound, or it is none`() {
        #expect(BisectRule.shows(figure(1.05, 1.03, 1.07), beyond: 0.02, isFirst: true))
        #expect(!BisectRule.shows(figure(1.05, 1.01, 1.09), beyond: 0.02, isFirst: true))
        #expect(BisectRule.shows(figure(1.05, 1.01, 1.09), beyond: 0.02, isFirst: false))
        #expect(BisectRule.shows(figure(0.95, 0.93, 0.97), beyond: 0.02, isFirst: true))
        #expect(!BisectRule.shows(figure(1.01, 1.005, 1.015), beyond: 0.02, isFirst: false))
        #expect(!BisectRule.shows(figure(1.05, 0.99, 1.11), beyond: 0.02, isFirst: false))
    }

    @Test func `a second run asks for an interval half as wide`() throws {
        let rule = BisectRule(change: 0.08, mostBlocks: 64)
        guard case .adaptive(let first) = rule.blocks(isSecond: false),
            case .adaptive(let second) = rule.blocks(isSecond: true)
        else {
            Issue.record("the blocks are not worked out")
            return
        }
        #expect(abs(log1p(first.halfWidth) - 0.02) < 1e-12)
        #expect(abs(log1p(second.halfWidth) - 0.01) < 1e-12)
        #expect(second.maximum == 64)
    }
}
