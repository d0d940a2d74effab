import Experiment
import Foundation
import Randomness
import Reports
import Statistics
import TestSupport
import Testing

/// How often a whole table, with all its variants and metrics, says something that is not so.
@Suite struct WholeTableTests {
    private static let tables = 120
    private static let names = ["base", "one", "two", "three", "four"]

    /// What chance alone lets 5 % of the tables be, in all but 1 of 100 tries.
    private static let allowed: Int = {
        let mean = 0.05 * Double(tables)
        return Int((mean + 2.33 * (mean * 0.95).squareRoot()).rounded())
    }()

    /// A table of variants that differ from the baseline by noise and by `loss` of quality.
    private func rows(loss: Double, using random: inout SplitMix64) -> [VariantRow] {
        var run = SampleRun.run()
        run.state = .finished
        run.comparisons[0].baseline = Self.names[0]
        run.comparisons[0].variants = Self.names.map {
            Variant(name: $0, command: Command(arguments: [[.text($0)]]), parameters: [:])
        }
        run.comparisons[0].quality?.tolerance = 0.002
        let trials = (0..<8).flatMap { block in
            Self.names.indices.map { place -> Trial in
                var trial = SampleRun.trial(
                    sequence: block * Self.names.count + place,
                    variant: Self.names[place]
                )
                trial.planned.block = block
                trial.planned.position = place
                let joules = 100 * exp(0.01 * random.normal())
                for index in trial.readings.indices where trial.readings[index].channel == 0 {
                    let share = Double(index) / Double(trial.readings.count - 1)
                    trial.readings[index].outcome = .value(UInt64(joules * share * 1e6))
                }
                trial.events[1].number = 2000 * exp(0.005 * random.normal())
                trial.events[3].number =
                    0.9 + 0.001 * random.normal() - (place > 0 ? loss : 0)
                return trial
            }
        }
        return Report(run: run, trials: trials).comparisons.first?.rows ?? []
    }

    @Test func `of tables without a difference at most 5 % call any variant or metric different`()
        throws
    {
        let seed: UInt64 = 20_261_128
        var random = SplitMix64(seed: seed)
        var different = 0
        for _ in 0..<Self.tables {
            let judged = rows(loss: 0, using: &random).flatMap(\.judgements)
            // Energy, time, power, memory and quality of four variants.
            #expect(judged.count == 20)
            if judged.contains(where: { [.better, .worse].contains($0.judgement.verdict) }) {
                different += 1
            }
        }
        print("whole A/A tables: \(different) of \(Self.tables) with a difference, seed \(seed)")
        #expect(different <= Self.allowed, "\(different) with seed \(seed)")
    }

    @Test func `of tables at the edge of the tolerance at most 5 % call any variant kept`() throws {
        let seed: UInt64 = 20_261_129
        var random = SplitMix64(seed: seed)
        var kept = 0
        for _ in 0..<Self.tables {
            let qualities = rows(loss: 0.002, using: &random)
                .compactMap { $0.judgement(of: .quality)?.judgement.verdict }
            #expect(qualities.count == 4)
            if qualities.contains(where: { [.better, .equivalent].contains($0) }) { kept += 1 }
        }
        print("tables at the tolerance: \(kept) of \(Self.tables) called kept, seed \(seed)")
        #expect(kept <= Self.allowed, "\(kept) with seed \(seed)")
    }
}
