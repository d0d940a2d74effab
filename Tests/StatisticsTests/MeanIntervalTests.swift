import Randomness
import Statistics
import Testing
import Units

@Suite struct MeanIntervalTests {
    private let energies = [100.2, 101.5, 99.8, 102.3, 100.9, 103.1].map(Energy.joules)

    /// Printed by SciPy 1.17: `a.mean()`, `t.ppf(.95, 5) * a.std(ddof=1) / 6**.5`,
    /// `a.std(ddof=1)`.
    @Test func `mean, half-width and deviation agree with SciPy`() throws {
        let interval = try #require(MeanInterval(of: energies, confidence: 0.9))
        #expect(abs(interval.mean.joules - 101.3) < 1e-12)
        #expect(abs(try #require(interval.halfWidth).joules - 1.0340425133150826) < 1e-12)
        #expect(abs(try #require(interval.standardDeviation).joules - 1.2569805089976511) < 1e-12)
        #expect(interval.count == 6)
        #expect(interval.confidence == 0.9)
        let lower = try #require(interval.lower)
        let upper = try #require(interval.upper)
        #expect(abs((upper - lower).joules - 2 * 1.0340425133150826) < 1e-12)
    }

    @Test func `one sample has a mean and no spread`() throws {
        let interval = try #require(MeanInterval(of: [Energy.joules(7)]))
        #expect(interval.mean == .joules(7))
        #expect(interval.standardDeviation == nil)
        #expect(interval.halfWidth == nil)
        #expect(interval.lower == nil)
        #expect(interval.upper == nil)
    }

    @Test func `no samples and numbers that are not finite have no mean`() {
        #expect(MeanInterval(of: [Energy]()) == nil)
        #expect(MeanInterval(of: [Energy.joules(1), .joules(.nan)]) == nil)
        #expect(MeanInterval(of: [1, .infinity]) == nil)
        #expect(MeanInterval(of: [1.7e308, -1.7e308]) == nil)
    }

    @Test func `equal samples have exactly that mean and an interval of zero width`() throws {
        let interval = try #require(MeanInterval(of: Array(repeating: 0.1, count: 7)))
        #expect(interval.mean == 0.1)
        #expect(interval.standardDeviation == 0)
        #expect(interval.lower == 0.1)
        #expect(interval.upper == 0.1)
    }

    @Test func `the order of the samples changes no digit`() {
        let seed: UInt64 = 4
        var generator = SplitMix64(seed: seed)
        for _ in 0..<50 {
            let samples = (0..<9).map { _ in Double.random(in: 0...1e6, using: &generator) }
            let shuffled = samples.shuffled(using: &generator)
            #expect(MeanInterval(of: samples) == MeanInterval(of: shuffled), "seed \(seed)")
        }
    }

    @Test func `a large offset and tiny or huge samples cost no digits of the deviation`() throws {
        let offset = try #require(MeanInterval(of: [1e9 + 1, 1e9 + 2, 1e9 + 3]))
        #expect(offset.standardDeviation == 1)
        let tiny = try #require(MeanInterval(of: [1e-200, 2e-200, 3e-200]))
        #expect(abs(try #require(tiny.standardDeviation) / 1e-200 - 1) < 1e-12)
        let huge = try #require(MeanInterval(of: [1e200, 2e200, 3e200]))
        #expect(abs(try #require(huge.standardDeviation) / 1e200 - 1) < 1e-12)
    }
}
