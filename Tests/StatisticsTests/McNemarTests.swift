import Randomness
import Statistics
import Testing

@Suite struct McNemarTests {
    /// Printed by SciPy 1.17 as `float(scipy.stats.binomtest(b, b + c).pvalue)`.
    @Test(arguments: [
        (3, 9, 0.14599609375), (20, 41, 0.009853448195259268), (120, 80, 0.005685155996750306),
        (1, 0, 1), (7, 7, 1), (0, 0, 1),
    ])
    func `the p-value is the exact binomial one`(lost: Int, gained: Int, wanted: Double) {
        let test = McNemar(count: 1000, onlyBaseline: lost, onlyVariant: gained)
        #expect(abs(test.pValue - wanted) < 1e-12)
        let exchanged = McNemar(count: 1000, onlyBaseline: gained, onlyVariant: lost)
        #expect(exchanged.pValue == test.pValue)
        #expect(exchanged.difference == -test.difference)
        #expect(abs(exchanged.lower + test.upper) < 1e-15)
    }

    /// By NumPy: p = (c + 1)/(n + 2), q = (b + 1)/(n + 2),
    /// p − q ± norm.ppf(0.975)·sqrt((p + q − (p − q)²)/(n + 2)).
    @Test(arguments: [
        (100, 3, 9, -0.012161611864590388, 0.1298086706881198),
        (10_000, 120, 80, -0.006783172358501805, -0.0012152279614342093),
        (50, 0, 0, -0.053303993244218376, 0.053303993244218376),
    ])
    func `the interval is Bonett and Price's`(
        count: Int,
        lost: Int,
        gained: Int,
        lower: Double,
        upper: Double
    ) {
        let test = McNemar(count: count, onlyBaseline: lost, onlyVariant: gained)
        #expect(abs(test.lower - lower) < 1e-12 && abs(test.upper - upper) < 1e-12)
    }

    @Test func `answers are counted in pairs`() throws {
        let test = try #require(
            McNemar(
                baseline: [true, true, false, false, true],
                variant: [true, false, true, false, false]
            )
        )
        #expect(test.onlyBaseline == 2 && test.onlyVariant == 1 && test.count == 5)
        #expect(abs(test.difference + 0.2) < 1e-15)
        #expect(McNemar(baseline: [], variant: []) == nil)
        #expect(McNemar(baseline: [true], variant: [true, false]) == nil)
    }

    @Test func `the interval covers the true difference as often as it says`() {
        let seed: UInt64 = 20_261_126
        var random = SplitMix64(seed: seed)
        var covered = 0
        let runs = 4000
        for _ in 0..<runs {
            var (lost, gained) = (0, 0)
            for _ in 0..<400 {
                let draw = Double.random(in: 0..<1, using: &random)
                if draw < 0.03 { lost += 1 } else if draw < 0.05 { gained += 1 }
            }
            let test = McNemar(count: 400, onlyBaseline: lost, onlyVariant: gained)
            if (test.lower...test.upper).contains(-0.01) { covered += 1 }
        }
        let share = Double(covered) / Double(runs)
        #expect((0.94...0.97).contains(share), "\(share) with seed \(seed)")
    }
}
