import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

/// Runs whose truth is known, drawn thousands of times: what intervals promise has to hold.
@Suite struct SimulatedRunsTests {
    // Drift between the blocks of a run with a standard deviation of 3 % and none inside them, as
    // where blocks lie far apart, and noise of 1 %. `SimulatedDriftTests` has runs whose blocks
    // follow each other, through a counter.
    //
    // np.random.default_rng(1), 20,000 runs of 10 blocks: SciPy's t and Welch intervals cover in
    // 94.85 %, mean widths have the ratio 0.338.
    //
    // 94 to 96 % is what is asked for, and what the fixed seed gives. For other seeds ± 1.5 % are
    // three standard deviations of the count: a right interval is outside in one of 500.
    @Test(arguments: [
        (20_261_126, 0.94...0.96), (UInt64.random(in: 0...UInt64.max), 0.935...0.965),
    ])
    func `pairing narrows the interval under drift, and it covers as often as it says`(
        seed: UInt64,
        expected: ClosedRange<Double>
    ) throws {
        var random = SplitMix64(seed: seed)
        let truth = 0.9
        var covered = 0
        var paired = 0.0
        var welch = 0.0
        for _ in 0..<2000 {
            let pairs = (0..<10).map { _ in
                let drift = 100 * exp(0.03 * random.normal())
                return Pair(
                    baseline: drift * exp(0.01 * random.normal()),
                    variant: truth * drift * exp(0.01 * random.normal())
                )
            }
            let ratio = try PairedRatio(of: pairs)
            let lower = try #require(ratio.lower)
            let upper = try #require(ratio.upper)
            if (lower...upper).contains(truth) { covered += 1 }
            paired += log(upper / lower) / 2
            welch += try #require(
                WelchDifference(
                    of: pairs.map { log($0.variant) },
                    from: pairs.map { log($0.baseline) }
                )?.halfWidth
            )
        }
        #expect(paired <= 0.4 * welch, "seed \(seed): \(paired / welch)")
        let share = Double(covered) / 2000
        #expect(expected.contains(share), "seed \(seed): \(share)")
    }

    @Test(arguments: [(0.0141, 0.01), (0.0141, 0.005), (0.03, 0.01)])
    func `a number of blocks from a pilot keeps the coverage, and looking again would not`(
        deviation: Double,
        halfWidth: Double
    ) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        var covered = 0
        var widest = 0.0
        for _ in 0..<1000 {
            func pair() -> Pair<Double> {
                Pair(baseline: 1, variant: exp(deviation * random.normal()))
            }
            var pairs = (0..<8).map { _ in pair() }
            let needed = try #require(try PairedRatio(of: pairs).pairs(forHalfWidth: halfWidth))
            while pairs.count < needed { pairs.append(pair()) }
            let ratio = try PairedRatio(of: pairs, pilot: 8)
            #expect(ratio.pilotCount == 8 && ratio.count == max(needed, 8))
            let lower = try #require(ratio.lower)
            let upper = try #require(ratio.upper)
            if (lower...upper).contains(1) { covered += 1 }
            widest = max(widest, (upper / lower).squareRoot() - 1)
        }
        // SciPy, 20,000 runs each: 95.1, 95.1 and 95.3 %; the t interval of all blocks 94.1, 93.9
        // and 94.2 %.
        let share = Double(covered) / 1000
        #expect((0.93...0.975).contains(share), "seed \(seed): \(share)")
        #expect(widest <= halfWidth * (1 + 1e-9), "seed \(seed): never wider than wanted")
    }

    // numpy, 3,000 calibrations each: 94.5, 95.7, 96.2, 97.2 and 95.0 %.
    @Test(arguments: [(10, 3), (10, 5), (10, 10), (10, 20), (20, 5)])
    func `noise stays below its floor about as often as it should`(blocks: Int, pairs: Int) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        var below = 0
        for _ in 0..<1000 {
            let measured = (0..<blocks).map { _ in 0.0141 * random.normal() }
            let floor = try #require(
                NoiseResampling.floor(
                    of: measured,
                    pairs: pairs,
                    resamples: 200,
                    seed: random.next()
                )
            )
            let later = (0..<pairs).map { _ in 0.0141 * random.normal() }.reduce(0, +)
            if abs(later / Double(pairs)) <= floor { below += 1 }
        }
        let share = Double(below) / 1000
        #expect((0.91...0.995).contains(share), "seed \(seed): \(share)")
    }

    // python3 -c "
    // import numpy as np; rng=np.random.default_rng(0)
    // d=np.array([.01,-.004,.002,.008,-.012,.003,.001,-.006,.005,.009])
    // e=d.mean()+(d-d.mean())*(10/9)**.5
    // for n in (5,10,20): print(n,np.quantile(abs(e[rng.integers(0,10,(2000000,n))].mean(1)),.95))"
    @Test(arguments: [(5, 0.006660), (10, 0.005184), (20, 0.004130)])
    func `a floor is the quantile that NumPy draws`(pairs: Int, expected: Double) throws {
        let measured = [0.01, -0.004, 0.002, 0.008, -0.012, 0.003, 0.001, -0.006, 0.005, 0.009]
        let floor = try #require(
            NoiseResampling.floor(of: measured, pairs: pairs, resamples: 20_000)
        )
        #expect(abs(floor - expected) < 0.02 * expected)
        #expect(
            NoiseResampling.floor(of: measured, pairs: pairs, resamples: 20_000) == floor,
            "the same each time"
        )
        let mirrored = try #require(
            NoiseResampling.floor(of: measured.map(-), pairs: pairs, resamples: 20_000)
        )
        #expect(abs(mirrored - floor) < 0.02 * expected)
        #expect(NoiseResampling.floor(of: [0.01], pairs: pairs) == nil)
        #expect(NoiseResampling.floor(of: [0, 0, 0], pairs: pairs) == 0)
    }
}
