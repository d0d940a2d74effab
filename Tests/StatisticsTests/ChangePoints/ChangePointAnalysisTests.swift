import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

/// Changes of level, by laws that any series has to keep.
@Suite struct ChangePointAnalysisTests {
    private static let anyChange = ChangePointAnalysis.Settings(minimumChange: 0)

    private func places(_ series: [Double], _ settings: ChangePointAnalysis.Settings) -> [Int] {
        ChangePointAnalysis(of: series, settings: settings).changes.map(\.index)
    }

    /// Levels at least 20 nights long that are 8 to 15 standard deviations apart.
    private func steps(
        _ random: inout SplitMix64,
        levels: ClosedRange<Int> = 2...4
    ) -> (series: [Double], places: [Int]) {
        var series: [Double] = []
        var places: [Int] = []
        var level = 0.0
        for number in 0..<Int.random(in: levels, using: &random) {
            if number > 0 {
                places.append(series.count)
                level += Bool.random(using: &random) ? 0.1 : -0.1
                level *= Double.random(in: 0.8...1.5, using: &random)
            }
            for _ in 0..<Int.random(in: 20...40, using: &random) {
                series.append(level + 0.008 * random.normal())
            }
        }
        return (series, places)
    }

    @Test func `an added constant, another scale and the other direction move nothing`() {
        Properties.check(30) { random, seed in
            let (series, _) = steps(&random)
            let found = places(series, Self.anyChange)
            // Powers of two and a constant of few digits: no rounding makes other ties.
            #expect(places(series.map { $0 * 1024 }, Self.anyChange) == found, "seed \(seed)")
            #expect(places(series.map { -$0 }, Self.anyChange) == found, "seed \(seed)")
            #expect(places(series.map { $0 + 64 }, Self.anyChange) == found, "seed \(seed)")
        }
    }

    @Test func `a clear step is found where it is, and backwards as well`() {
        Properties.check(30) { random, seed in
            let (series, places) = steps(&random, levels: 2...2)
            let settings = ChangePointAnalysis.Settings()
            let forwards = self.places(series, settings)
            let backwards = self.places(series.reversed(), settings).map { series.count - $0 }
                .reversed()
            // Wild noise at a step may shift it by a night, not the same both ways.
            #expect(forwards.count == places.count, "seed \(seed): \(forwards), made \(places)")
            #expect(backwards.count == places.count, "seed \(seed): \(backwards)")
            #expect(zip(forwards, places).allSatisfy { abs($0 - $1) <= 1 }, "seed \(seed)")
            #expect(zip(backwards, places).allSatisfy { abs($0 - $1) <= 1 }, "seed \(seed)")
        }
    }

    @Test func `the levels are the stretches between the changes`() throws {
        try Properties.check(20) { random, seed in
            let (series, _) = steps(&random)
            let analysis = ChangePointAnalysis(of: series)
            #expect(analysis.levels.flatMap(\.range) == Array(series.indices), "seed \(seed)")
            #expect(analysis.levels.count == analysis.changes.count + 1)
            for (number, change) in analysis.changes.enumerated() {
                let (old, new) = (analysis.levels[number], analysis.levels[number + 1])
                #expect(new.range.lowerBound == change.index)
                #expect(abs(change.change - (new.mean - old.mean)) < 1e-12)
                #expect(abs(change.change) >= log(1.02) && change.pValue < 1.5e-4)
            }
            let interval = try #require(MeanInterval(of: series[analysis.levels[0].range]))
            #expect(analysis.levels[0].mean == interval.mean)
            #expect(analysis.levels[0].standardDeviation == interval.standardDeviation)
        }
    }

    @Test(arguments: 0...8)
    func `a constant series of any length has no change`(count: Int) {
        let analysis = ChangePointAnalysis(
            of: Array(repeating: 0.1, count: count),
            settings: Self.anyChange
        )
        #expect(analysis.changes.isEmpty)
        #expect(analysis.levels.map(\.count) == (count > 0 ? [count] : []))
        #expect(analysis.levels.first?.standardDeviation == (count > 1 ? 0 : nil))
        #expect(analysis.autocorrelation == nil)
    }

    @Test func `an exact step is found on its third night and not before`() {
        let series = Array(repeating: 0.1, count: 5) + Array(repeating: 0.1 + log(1.03), count: 9)
        for nights in 1...series.count {
            let changes = ChangePointAnalysis(of: Array(series.prefix(nights))).changes
            #expect(changes.map(\.index) == (nights < 8 ? [] : [5]), "\(nights)")
            #expect(changes.allSatisfy { $0.pValue == 0 && abs($0.change - log(1.03)) < 1e-15 })
        }
    }

    @Test func `a step below the minimum change is none`() {
        let series = Array(repeating: 0.0, count: 9) + Array(repeating: log(1.019), count: 9)
        #expect(places(series, .init()).isEmpty)
        #expect(places(series, Self.anyChange) == [9])
    }

    @Test func `up to three points have no change whatever they are`() {
        for series in [[1], [1, 2], [1, 2, 9], [0, 0, 9], [0, 9, 9.0]] {
            #expect(ChangePointAnalysis(of: series, settings: Self.anyChange).changes.isEmpty)
        }
    }

    @Test func `one wild night is no change, then and later`() {
        for wild in [0.1, 1, 100] {
            var noise = SplitMix64(seed: 5)
            var series = (0..<50).map { _ in 0.01 * noise.normal() }
            series[49] += wild
            // The nights after it lie where the nights before did.
            for _ in 0..<10 {
                #expect(ChangePointAnalysis(of: series).changes.isEmpty, "\(series.count)")
                series.append(0.01 * noise.normal())
            }
        }
    }

    @Test func `a level that was left again after ten nights is found`() {
        Properties.check(20) { random, seed in
            let series = (0..<100).map {
                0.01 * random.normal() + ((40..<50).contains($0) ? 0.06 : 0)
            }
            let found = places(series, .init())
            #expect(found.count == 2, "seed \(seed): \(found)")
            #expect(zip(found, [40, 50]).allSatisfy { abs($0 - $1) <= 2 }, "seed \(seed)")
        }
    }

    @Test func `ten years of nights are judged, quiet or adrift`() {
        var random = SplitMix64(seed: 3650)
        let quiet = (0..<3650).map { _ in 0.02 * random.normal() }
        #expect(ChangePointAnalysis(of: quiet).changes.count <= 1)
        let adrift = quiet.enumerated().map { $0.element + 0.002 * Double($0.offset) }
        let analysis = ChangePointAnalysis(of: adrift)
        #expect(analysis.changes.allSatisfy { $0.change > 0 })
        #expect(analysis.levels.map(\.count).reduce(0, +) == 3650)
    }
}
