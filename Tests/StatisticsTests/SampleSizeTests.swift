import Randomness
import Statistics
import TestSupport
import Testing
import Units

@Suite struct SampleSizeTests {
    /// By SciPy 1.17, the smallest n from 2 on with
    /// `nct.sf(t.ppf(1 - alpha/2, n - 1), n - 1, difference*sqrt(n)/deviation) >= power`.
    @Test(arguments: [
        (1, 1, 0.05, 0.8, 10), (0.5, 1, 0.05, 0.8, 34), (-0.5, 1, 0.05, 0.8, 34),
        (0.03, 0.014, 0.05, 0.8, 4), (3, 1, 0.05, 0.8, 4), (10, 1, 0.05, 0.8, 3),
        (0.1, 1, 0.05, 0.8, 787), (0.5, 1, 0.005, 0.9, 71),
    ])
    func `the pairs that find a difference are those of SciPy`(
        difference: Double,
        deviation: Double,
        alpha: Double,
        power: Double,
        wanted: Int
    ) {
        let found = SampleSize.pairs(
            toFind: difference,
            deviation: deviation,
            alpha: alpha,
            power: power
        )
        #expect(found == wanted)
    }

    /// By SciPy 1.17, the smallest n from 2 on in which `quad` of
    /// `max(0, norm.cdf((b - d)*r - tc*u) + norm.cdf((b + d)*r - tc*u) - 1)` times the density of
    /// `u = chi(n - 1)/sqrt(n - 1)` is at least 0.8, with `r = sqrt(n)/s`, `tc = t.ppf(0.95, n - 1)`.
    @Test(arguments: [
        (0.01, 0, 0.01, 11), (0.01, 0.005, 0.01, 27), (0.01, -0.005, 0.01, 27),
        (0.01, 0, 0.002, 3), (0.01, 0.009, 0.01, 620), (0.01, 0, 0.001, 2),
    ])
    func `the pairs that show equivalence are those of SciPy`(
        bound: Double,
        difference: Double,
        deviation: Double,
        wanted: Int
    ) {
        let found = SampleSize.pairs(
            toShowWithin: bound,
            of: difference,
            deviation: deviation
        )
        #expect(found == wanted)
    }

    @Test func `what no number of pairs shows has no answer`() {
        #expect(SampleSize.pairs(toFind: 0, deviation: 1) == nil)
        #expect(SampleSize.pairs(toFind: 1e-9, deviation: 1) == nil)
        #expect(SampleSize.pairs(toFind: .nan, deviation: 1) == nil)
        #expect(SampleSize.pairs(toShowWithin: 0.01, of: 0.01, deviation: 1) == nil)
        #expect(SampleSize.pairs(toShowWithin: 0.01, of: 0, deviation: 1e3) == nil)
    }

    @Test func `the planned pairs find a difference as often as they are planned to`() throws {
        let seed: UInt64 = 20_261_127
        var random = SplitMix64(seed: seed)
        let count = try #require(SampleSize.pairs(toFind: 0.02, deviation: 0.02))
        let runs = 4000
        let found = try (0..<runs).count { _ in
            let pairs = (0..<count).map { _ in
                Pair(baseline: 0, variant: 0.02 + 0.02 * random.normal())
            }
            let result = try PairedDifference(of: pairs)
            return result.difference > 0 && (result.pValue ?? 1) < 0.05
        }
        let share = Double(found) / Double(runs)
        #expect((0.78...0.825).contains(share), "\(share) with seed \(seed)")
    }

    @Test func `quantities give what their magnitudes give`() throws {
        let plain = (1...24).map { Pair(baseline: Double($0), variant: Double($0 * 2 % 7 + 1)) }
        let energies = plain.map {
            Pair(baseline: Energy.joules($0.baseline), variant: Energy.joules($0.variant))
        }
        #expect(try RatioOfMeans(of: energies) == RatioOfMeans(of: plain))
        #expect(try HodgesLehmann(of: energies) == HodgesLehmann(of: plain))
        #expect(BootstrapRatio(of: energies) == BootstrapRatio(of: plain))
        #expect(
            EffectSize(of: energies, usesLogarithms: true)
                == EffectSize(of: plain, usesLogarithms: true)
        )
    }
}
