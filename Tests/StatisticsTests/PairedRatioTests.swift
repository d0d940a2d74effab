import Foundation
import Randomness
import Statistics
import TestSupport
import Testing
import Units

@Suite struct PairedRatioTests {
    private static let baselines = [100.2, 101.5, 99.8, 102.3, 100.9, 103.1]
    private static let variants = [90.7, 91.2, 90.1, 92.6, 90.4, 93.5]
    private static let pairs = zip(baselines, variants).map { Pair(baseline: $0, variant: $1) }

    /// Printed by SciPy 1.17 with `d = log(b / a)`: `exp(d.mean())`,
    /// `exp(d.mean() ± t.ppf(.975, 5) * d.std(ddof=1) / 6**.5)`, `d.std(ddof=1)`,
    /// `ttest_1samp(d, 0).pvalue`.
    @Test func `the worked example agrees with SciPy`() throws {
        let energies = Self.pairs.map {
            Pair(baseline: Energy.joules($0.baseline), variant: .joules($0.variant))
        }
        let result = try PairedRatio(of: energies)
        #expect(abs(result.ratio - 0.9024116548420651) < 1e-13)
        #expect(abs(try #require(result.lower) - 0.8979008332241677) < 1e-13)
        #expect(abs(try #require(result.upper) - 0.9069451376614176) < 1e-13)
        let deviation = try #require(result.logStandardDeviation)
        #expect(abs(deviation - 0.0047751042152104515) < 1e-15)
        #expect(abs(try #require(result.pValue) / 4.6627302545203505e-08 - 1) < 1e-10)
        #expect(result.count == 6)
        #expect(result.confidence == 0.95)
        #expect(result == (try PairedRatio(of: Self.pairs)))
    }

    @Test func `one pair has a ratio and no interval`() throws {
        let result = try PairedRatio(of: [Pair(baseline: 4.0, variant: 3.0)])
        #expect(abs(result.ratio - 0.75) < 1e-15)
        #expect(result.lower == nil)
        #expect(result.upper == nil)
        #expect(result.logStandardDeviation == nil)
        #expect(result.pValue == nil)
    }

    @Test func `equal ratios give an interval of zero width and no p-value`() throws {
        let result = try PairedRatio(of: (0..<5).map { _ in Pair(baseline: 4.0, variant: 3.0) })
        #expect(result.lower == result.ratio)
        #expect(result.upper == result.ratio)
        #expect(result.logStandardDeviation == 0)
        #expect(result.pValue == nil)
    }

    @Test func `values without a ratio are named by their pair`() {
        let good = Pair(baseline: 1.0, variant: 1)
        #expect(throws: PairingFault.noPairs) { try PairedRatio(of: [Pair<Double>]()) }
        for value in [0, -1, -0.0] {
            #expect(throws: PairingFault.notPositive(pair: 1)) {
                try PairedRatio(of: [good, Pair(baseline: value, variant: 1)])
            }
            #expect(throws: PairingFault.notPositive(pair: 1)) {
                try PairedRatio(of: [good, Pair(baseline: 1, variant: value)])
            }
        }
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(throws: PairingFault.notFinite(pair: 0)) {
                try PairedRatio(of: [Pair(baseline: value, variant: 1), good])
            }
            #expect(throws: PairingFault.notFinite(pair: 0)) {
                try PairedRatio(of: [Pair(baseline: 1, variant: value), good])
            }
        }
        #expect(throws: PairingFault.outOfRange) {
            try PairedRatio(of: [Pair(baseline: 1e-300, variant: 1e300)])
        }
    }

    @Test func `the order of the pairs changes no digit`() throws {
        var generator = SplitMix64(seed: 8)
        for _ in 0..<20 {
            let shuffled = Self.pairs.shuffled(using: &generator)
            #expect(try PairedRatio(of: shuffled) == PairedRatio(of: Self.pairs))
        }
    }

    @Test func `exchanging baseline and variant inverts the ratio and its interval`() throws {
        let seed: UInt64 = 15
        var generator = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let pairs = Self.randomPairs(count: 6, using: &generator)
            let there = try PairedRatio(of: pairs)
            let back = try PairedRatio(
                of: pairs.map { Pair(baseline: $0.variant, variant: $0.baseline) }
            )
            #expect(abs(there.ratio * back.ratio - 1) < 1e-13, "seed \(seed)")
            let product = try #require(there.lower) * #require(back.upper)
            #expect(abs(product - 1) < 1e-13, "seed \(seed)")
            let p = try #require(there.pValue)
            #expect(abs(p - (try #require(back.pValue))) < 1e-9 * p, "seed \(seed)")
        }
    }

    @Test func `a factor on the variant scales the ratio and one on both changes nothing`() throws {
        let seed: UInt64 = 16
        var generator = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let pairs = Self.randomPairs(count: 5, using: &generator)
            let factor = Double.random(in: 1e-6...1e6, using: &generator)
            let plain = try PairedRatio(of: pairs)
            let scaled = try PairedRatio(
                of: pairs.map { Pair(baseline: $0.baseline, variant: $0.variant * factor) }
            )
            let both = try PairedRatio(
                of: pairs.map {
                    Pair(baseline: $0.baseline * factor, variant: $0.variant * factor)
                }
            )
            #expect(abs(scaled.ratio / (plain.ratio * factor) - 1) < 1e-12, "seed \(seed)")
            #expect(abs(both.ratio / plain.ratio - 1) < 1e-12, "seed \(seed)")
            let width = try #require(plain.upper) / #require(plain.lower)
            let scaledWidth = try #require(scaled.upper) / #require(scaled.lower)
            #expect(abs(scaledWidth / width - 1) < 1e-11, "seed \(seed)")
        }
    }

    @Test func `the interval covers the truth as often as it says`() throws {
        let seed: UInt64 = 2_026
        var generator = SplitMix64(seed: seed)
        let truth = 0.9
        var covered = 0
        for _ in 0..<2000 {
            let pairs = (0..<5).map { _ in
                // What the block shares is ten times the noise of a trial.
                let block = 100 * exp(0.1 * generator.normal())
                return Pair(
                    baseline: block * exp(0.01 * generator.normal()),
                    variant: block * truth * exp(0.01 * generator.normal())
                )
            }
            let result = try PairedRatio(of: pairs)
            let lower = try #require(result.lower)
            let upper = try #require(result.upper)
            if lower <= truth, truth <= upper { covered += 1 }
        }
        // 95 % ± four standard errors of 2000 draws.
        #expect((1861...1939).contains(covered), "seed \(seed): \(covered) of 2000")
    }

    @Test func `without a difference the p-value is uniform`() throws {
        let seed: UInt64 = 77
        var generator = SplitMix64(seed: seed)
        var below = 0
        for _ in 0..<2000 {
            let pairs = (0..<5).map { _ in
                Pair(
                    baseline: exp(generator.normal()),
                    variant: exp(generator.normal())
                )
            }
            if try #require(PairedRatio(of: pairs).pValue) < 0.2 { below += 1 }
        }
        #expect((328...472).contains(below), "seed \(seed): \(below) of 2000 below 0.2")
    }

    private static func randomPairs(
        count: Int,
        using generator: inout SplitMix64
    ) -> [Pair<Double>] {
        (0..<count).map { _ in
            Pair(
                baseline: Double.random(in: 50...150, using: &generator),
                variant: Double.random(in: 50...150, using: &generator)
            )
        }
    }
}
