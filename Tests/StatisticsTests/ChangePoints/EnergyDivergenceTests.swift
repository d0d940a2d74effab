import Foundation
import Randomness
import TestSupport
import Testing

@testable import Statistics

/// The E-divisive statistic beside NumPy.
@Suite struct EnergyDivergenceTests {
    /// The example of the documents: a rise by 6.5 % at index 10.
    static let example: [Double] = [
        100, 101, 99, 100, 102, 98, 101, 100, 99, 101, 107, 106, 108, 107, 105, 107, 106, 108, 107,
        106,
    ]

    /// One of Apache Otava's own tests.
    static let short = [1.02, 0.95, 0.99, 1, 1.12, 0.9, 0.5, 0.51, 0.48, 0.48, 0.55]

    // Expected values by NumPy 2.2, over all 0 < t < k <= n:
    //
    //     def q(x, y):
    //         n, m = len(x), len(y)
    //         within = lambda v: np.abs(v[:, None] - v).sum() / 2
    //         inside = lambda v, k, l: l * within(v) / (k - 1) if k > 1 else 0
    //         between = np.abs(x[:, None] - y).sum()
    //         return 2 / (n + m) * (between - inside(x, n, m) - inside(y, m, n))
    //     max((q(z[:t], z[t:k]), -t, -k) for k in range(2, n + 1) for t in range(1, k))
    @Test(arguments: [
        (example, 10, 20, 53.55555555555556), (short, 6, 11, 2.354545454545455),
        (example.map { -$0 }, 10, 20, 53.55555555555556),
    ])
    func `Q and its place are NumPy's`(series: [Double], index: Int, end: Int, q: Double) throws {
        let best = try #require(
            EnergyDivergence(in: series, series.indices, leastBefore: 1, leastAfter: 1)
        )
        #expect(best.index == index)
        #expect(best.end == end)
        #expect(abs(best.divergence - q) < 1e-12 * q)
    }

    @Test func `Q is the definition's in any range with any least lengths`() {
        Properties.check(20) { random, seed in
            let series = (0..<30).map { _ in random.normal().rounded() + random.normal() / 8 }
            let start = Int.random(in: 0..<10, using: &random)
            let range = start..<Int.random(in: start + 4...30, using: &random)
            let (before, after) = (
                Int.random(in: 1...3, using: &random), Int.random(in: 1...3, using: &random)
            )
            for isOpen in [true, false] {
                let best = EnergyDivergence(
                    in: series,
                    range,
                    leastBefore: before,
                    leastAfter: after,
                    isOpen: isOpen
                )
                var most: Double?
                for end in range.lowerBound + 1...range.upperBound
                where isOpen || end == range.upperBound {
                    for place in range where place - start >= before && end - place >= after {
                        let q = Self.definition(series[start..<place], series[place..<end])
                        most = max(most ?? 0, q)
                    }
                }
                #expect(
                    abs((best?.divergence ?? 0) - (most ?? 0)) < 1e-9,
                    "seed \(seed): \(range) \(before) \(after)"
                )
            }
        }
    }

    private static func definition(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
        func pairs(_ values: ArraySlice<Double>) -> Double {
            values.reduce(0) { sum, one in sum + values.reduce(0) { $0 + abs($1 - one) } } / 2
        }
        let (n, m) = (Double(x.count), Double(y.count))
        let between = x.reduce(0) { sum, one in sum + y.reduce(0) { $0 + abs($1 - one) } }
        let inX = x.count > 1 ? 2 * m / ((m + n) * (n - 1)) * pairs(x) : 0
        let inY = y.count > 1 ? 2 * n / ((m + n) * (m - 1)) * pairs(y) : 0
        return 2 / (m + n) * between - inX - inY
    }

    @Test func `equal points and too few have no place`() {
        for count in 0...8 {
            let series = [Double](repeating: 0.1, count: count)
            #expect(
                EnergyDivergence(in: series, 0..<count, leastBefore: 1, leastAfter: 1) == nil
            )
        }
        #expect(EnergyDivergence(in: [1, 2, 3], 0..<3, leastBefore: 2, leastAfter: 2) == nil)
    }
}
