import Randomness
import Statistics
import Testing

@Suite struct PairedDifferenceTests {
    private static let baselines = [100.2, 101.5, 99.8, 102.3, 100.9, 103.1]
    private static let variants = [90.7, 91.2, 90.1, 92.6, 90.4, 93.5]
    private static let pairs = zip(baselines, variants).map { Pair(baseline: $0, variant: $1) }

    /// Printed by SciPy 1.17 with `e = b - a`: `e.mean()`,
    /// `t.ppf(.975, 5) * e.std(ddof=1) / 6**.5`, `e.std(ddof=1)`, `ttest_rel(b, a).pvalue`.
    @Test func `the worked example agrees with SciPy`() throws {
        let result = try PairedDifference(of: Self.pairs)
        #expect(abs(result.difference - -9.883333333333333) < 1e-12)
        #expect(abs(try #require(result.halfWidth) - 0.43226898169330535) < 1e-12)
        #expect(abs(try #require(result.standardDeviation) - 0.41190613817551497) < 1e-12)
        #expect(abs(try #require(result.pValue) / 2.6980731877291292e-08 - 1) < 1e-9)
        #expect(try #require(result.lower) < result.difference)
        #expect(try #require(result.upper) > result.difference)
        #expect(result.count == 6)
    }

    @Test func `equal differences are exact, with an interval of zero width`() throws {
        let result = try PairedDifference(
            of: (0..<7).map { _ in Pair(baseline: 0.7, variant: 0.8) }
        )
        #expect(result.difference == 0.8 - 0.7)
        #expect(result.lower == result.difference)
        #expect(result.upper == result.difference)
        #expect(result.pValue == nil)
    }

    @Test func `one pair has a difference and no interval`() throws {
        let result = try PairedDifference(of: [Pair(baseline: 0.0, variant: -0.25)])
        #expect(result.difference == -0.25)
        #expect(result.halfWidth == nil)
        #expect(result.lower == nil)
        #expect(result.upper == nil)
        #expect(result.standardDeviation == nil)
        #expect(result.pValue == nil)
    }

    @Test func `no pairs and values that are not finite are named`() {
        #expect(throws: PairingFault.noPairs) { try PairedDifference(of: [Pair<Double>]()) }
        for value in [Double.nan, .infinity] {
            #expect(throws: PairingFault.notFinite(pair: 1)) {
                try PairedDifference(
                    of: [Pair(baseline: 1, variant: 1), Pair(baseline: 1, variant: value)]
                )
            }
        }
        #expect(throws: PairingFault.outOfRange) {
            try PairedDifference(of: [Pair(baseline: -1.7e308, variant: 1.7e308)])
        }
    }

    @Test func `order changes no digit and exchange changes only the sign`() throws {
        let seed: UInt64 = 21
        var generator = SplitMix64(seed: seed)
        let result = try PairedDifference(of: Self.pairs)
        for _ in 0..<20 {
            let shuffled = Self.pairs.shuffled(using: &generator)
            #expect(try PairedDifference(of: shuffled) == result, "seed \(seed)")
        }
        let back = try PairedDifference(
            of: Self.pairs.map { Pair(baseline: $0.variant, variant: $0.baseline) }
        )
        #expect(abs(back.difference + result.difference) < 1e-13)
    }
}
