import Experiment
import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Reports

/// The rules, on ratios and differences that are made up.
@Suite struct VerdictTests {
    private let judge = RatioJudge(bound: 0.01, questionCount: 1)

    private func ratio(_ logarithms: [Double]) throws -> PairedRatio {
        try PairedRatio(of: logarithms.map { Pair(baseline: 1.0, variant: exp($0)) })
    }

    private func verdict(
        _ logarithms: [Double],
        questions: Int = 1,
        isCounted: Bool = false
    ) throws -> Judgement {
        let ratio = try ratio(logarithms)
        return RatioJudge(bound: 0.01, questionCount: questions).judge(
            RatioJudge.Question(
                ratio: .paired(ratio),
                isCounted: isCounted,
                adjustedPValue: ratio.pValue.map { min(1, Double(questions) * $0) },
                holmFactor: questions
            )
        )
    }

    @Test func `clear differences are better or worse, and exchanging the two turns them round`()
        throws
    {
        let less = [-0.1, -0.11, -0.09, -0.1, -0.105]
        let better = try verdict(less)
        #expect(better.verdict == .better && better.remedy == nil)
        #expect(better.reason.contains("below 1"))
        let worse = try verdict(less.map { -$0 })
        #expect(worse.verdict == .worse && worse.reason.contains("above 1"))
        #expect(abs((worse.adjustedPValue ?? 1) - (better.adjustedPValue ?? 0)) < 1e-12)
    }

    @Test func `a difference that is found and does not matter is equivalent, and says both`()
        throws
    {
        let small = try verdict([0.0021, 0.0019, 0.002, 0.0022, 0.0018])
        #expect(small.verdict == .equivalent)
        #expect(small.reason.contains("there is a difference"))
        #expect(small.reason.contains("within ± 1 %"))
        let none = try verdict([0.001, -0.001, 0.0012, -0.0011, 0])
        #expect(none.verdict == .equivalent && !none.reason.contains("there is a difference"))
    }

    @Test func `a wide interval is inconclusive and says how many blocks it takes`() throws {
        let spread = [0.06, -0.02, 0.05, -0.03, 0.07, -0.01, 0.02, -0.04]
        let open = try verdict(spread)
        #expect(open.verdict == .inconclusive)
        let deviation = try #require(ratio(spread).logStandardDeviation)
        let mean = try ratio(spread).logRatio
        let needed = try #require(SampleSize.pairs(toFind: mean, deviation: deviation))
        #expect(open.remedy == "\(needed - 8) more blocks")
        let hopeless = try verdict([2, -2, 2.0001, -2.0001])
        #expect(hopeless.remedy == "longer windows or a quieter machine")
    }

    @Test func `one block settles nothing, unless what it gives is counted`() throws {
        let one = try verdict([-0.5])
        #expect(one.verdict == .inconclusive && one.reason.contains("one block"))
        #expect(try verdict([-0.5], isCounted: true).verdict == .better)
        #expect(try verdict([-0.5, -0.5]).verdict == .better)
        #expect(try verdict([0, 0, 0]).verdict == .equivalent)
        #expect(try verdict([0.2, 0.2]).verdict == .worse)
    }

    @Test func `what was measured apart says so, and names no blocks that a file does not have`()
        throws
    {
        func verdict(_ second: [Double], _ design: JudgedDesign) throws -> Judgement {
            let first = [1.0, 1.02, 0.98, 1.01, 0.99]
            let ratio = try #require(WelchRatio(of: second, to: first))
            let judge = RatioJudge(bound: 0.01, questionCount: 1, design: design)
            return judge.judge(
                RatioJudge.Question(ratio: .apart(ratio), adjustedPValue: ratio.pValue)
            )
        }
        let less = [0.8, 0.81, 0.79]
        #expect(try verdict(less, .twoRuns).verdict == .better)
        let recorded = try verdict(less, .recordings)
        #expect(recorded.verdict == .better)
        #expect(recorded.reason.hasSuffix("; they were measured apart, so drift is in it"))
        let open = [1.03, 0.99, 1.02, 1.0, 1.04]
        #expect(try verdict(open, .recordings).remedy == "both measured in turn")
        let runs = try verdict(open, .twoRuns)
        #expect(runs.verdict == .inconclusive)
        // n of each so that a t test with n − 1 degrees of freedom finds it in 80 % of tries.
        let ratio = try #require(WelchRatio(of: open, to: [1.0, 1.02, 0.98, 1.01, 0.99]))
        let deviation = try #require(ratio.logarithms.deviation)
        let needed = try #require(
            SampleSize.pairs(toFind: ratio.logarithms.difference, deviation: deviation)
        )
        #expect(runs.remedy == "\(needed) blocks in each run")
        let one = try verdict([0.5], .recordings)
        #expect(one.reason == "a single recording says nothing of the spread")
        #expect(one.remedy == "at least 5 recordings of each")
    }

    @Test func `what holds alone may not hold among many questions`() throws {
        let values = [-0.03, -0.01, -0.04, -0.005, -0.02, -0.035, 0.005]
        #expect(try verdict(values).verdict == .better)
        let among = try verdict(values, questions: 20)
        #expect(among.verdict == .inconclusive)
        #expect(among.reason.contains("20 questions (Holm)"))
        #expect(among.remedy?.hasSuffix("more blocks") == true)
    }

    @Test func `a check that sees something else is named, and one that agrees is not`() throws {
        let steady = [-0.05, -0.052, -0.048, -0.051, -0.049, -0.05, -0.053, -0.047, -0.05]
        func disagreements(_ logarithms: [Double]) throws -> [String] {
            let pairs = logarithms.map { Pair(baseline: 1.0, variant: exp($0)) }
            return RatioChecks(of: pairs, resamples: nil)
                .disagreements(with: .paired(try PairedRatio(of: pairs)))
        }
        #expect(try disagreements(steady).isEmpty)
        // One wild block hides what the others show.
        let wild = try disagreements(steady + steady + [0.6])
        #expect(wild.count == 1)
        #expect(wild.first?.contains("Hodges–Lehmann") == true)
    }

    @Test func `a quality just at the tolerance is kept, and one beyond it is not`() throws {
        func verdict(_ variant: Double, higher: Bool = true) throws -> Verdict {
            let judge = QualityJudge(
                metric: QualityMetric(event: "q", higherIsBetter: higher, tolerance: 0.005),
                questionCount: 1
            )
            let pairs = Array(repeating: Pair(baseline: 0.9, variant: variant), count: 3)
            let evidence = QualityEvidence(try PairedDifference(of: pairs))
            return judge.judge(evidence, adjustedPValue: nil).verdict
        }
        // 0.895 − 0.9 is −0.0050000000000000044.
        #expect(try verdict(0.895) == .equivalent)
        #expect(try verdict(0.8949) == .worse)
        #expect(try verdict(0.905, higher: false) == .equivalent)
        #expect(try verdict(0.9051, higher: false) == .worse)
    }

    @Test func `quality only takes a verdict back`() {
        let better = Judgement(.better, because: "x")
        let same = Judgement(.equivalent, because: "x")
        let open = Judgement(.inconclusive, because: "x", remedy: "8 more blocks")
        let worse = Judgement(.worse, because: "x")
        func overall(_ energy: Judgement, _ quality: Judgement, _ tolerance: Bool, lower: Bool)
            -> Verdict
        {
            OverallVerdict(
                energy: energy,
                quality: OverallVerdict.Quality(
                    judgement: quality,
                    hasTolerance: tolerance,
                    isShownLower: lower
                )
            ).judgement.verdict
        }
        // Outside of the tolerance, or not shown to be inside: never better, whatever it saves.
        for energy in [better, same, open, worse] {
            #expect(overall(energy, worse, true, lower: true) == .worse)
            #expect(overall(energy, open, true, lower: false) != .better)
            #expect(overall(energy, worse, false, lower: true) != .better)
        }
        #expect(overall(better, open, true, lower: true) == .inconclusive)
        #expect(overall(better, same, true, lower: true) == .better)
        #expect(overall(better, open, false, lower: false) == .better)
        #expect(overall(better, open, false, lower: true) == .inconclusive)
        #expect(overall(same, better, true, lower: false) == .better)
        #expect(overall(worse, better, true, lower: false) == .worse)
        #expect(OverallVerdict(energy: better).judgement.verdict == .better)
        func failing(_ failed: Int, _ energy: Judgement) -> Judgement {
            OverallVerdict(
                energy: energy,
                failures: [
                    OverallVerdict.Failures(failed: 0, trials: 10, of: "dense"),
                    OverallVerdict.Failures(failed: failed, trials: 10, of: "pruned"),
                ]
            ).judgement
        }
        #expect(failing(0, better) == better)
        #expect(failing(2, better).verdict == .better)
        #expect(failing(2, better).reason == "x; 2 of 10 trials of pruned failed")
        #expect(failing(3, better).verdict == .inconclusive)
        #expect(failing(3, same).verdict == .inconclusive)
        #expect(failing(3, worse).verdict == .worse)
        // What is open has its own reason and the failures beside it.
        #expect(failing(2, open).reason == "x; 2 of 10 trials of pruned failed")
        #expect(failing(2, open).remedy == "8 more blocks")
        #expect(failing(3, open).reason == "x; 3 of 10 trials of pruned failed")
        #expect(failing(3, open).remedy == "trials that complete")
        #expect(
            OverallVerdict(energy: better, convergence: (4, 5)).judgement.verdict == .inconclusive
        )
    }

    /// A run's verdict from the energy, the time and the power of each block, with noise of `noise`
    /// in each trial.
    private func simulated(
        difference: Double,
        noise: Double,
        blocks: Int,
        using random: inout SplitMix64
    ) throws -> Verdict {
        func trial(_ mean: Double) -> (time: Double, power: Double) {
            (exp(noise / 2 * random.normal()), exp(mean + noise * 0.866_025 * random.normal()))
        }
        let pairs = (0..<blocks).map { _ in (base: trial(0), own: trial(log1p(difference))) }
        let ratios = [
            try PairedRatio(
                of: pairs.map {
                    Pair(
                        baseline: $0.base.time * $0.base.power,
                        variant: $0.own.time * $0.own.power
                    )
                }
            ),
            try PairedRatio(of: pairs.map { Pair(baseline: $0.base.time, variant: $0.own.time) }),
            try PairedRatio(
                of: pairs.map { Pair(baseline: $0.base.power, variant: $0.own.power) }
            ),
        ]
        let adjusted = Holm.adjusted(ratios.map(\.pValue))
        let judge = RatioJudge(bound: 0.01, questionCount: 3, plans: false)
        let energy = judge.judge(
            RatioJudge.Question(ratio: .paired(ratios[0]), adjustedPValue: adjusted[0])
        )
        return OverallVerdict(energy: energy).judgement.verdict
    }

    /// The verdict of two runs, with energy and time in the family and noise in each trial.
    private func simulatedRuns(
        difference: Double,
        noise: Double,
        blocks: Int,
        using random: inout SplitMix64
    ) throws -> Verdict {
        func trials(_ mean: Double) -> [(time: Double, energy: Double)] {
            (0..<blocks).map { _ in
                let time = exp(mean + noise / 2 * random.normal())
                return (time, time * exp(noise * 0.866_025 * random.normal()))
            }
        }
        let (first, second) = (trials(0), trials(log1p(difference)))
        let ratios = [
            try #require(WelchRatio(of: second.map(\.energy), to: first.map(\.energy))),
            try #require(WelchRatio(of: second.map(\.time), to: first.map(\.time))),
        ]
        let pValues = ratios.map(\.pValue)
        let judge = RatioJudge(bound: 0.01, questionCount: 2, design: .twoRuns, plans: false)
        return judge.judge(
            RatioJudge.Question(
                ratio: .apart(ratios[0]),
                adjustedPValue: Holm.adjusted(pValues)[0],
                holmFactor: Holm.factors(pValues)[0]
            )
        ).verdict
    }

    @Test func `of 2,000 pairs of runs of the same thing at most 5 % are called different`() throws
    {
        let seed: UInt64 = 20_261_128
        var random = SplitMix64(seed: seed)
        var counts: [Verdict: Int] = [:]
        for _ in 0..<2000 {
            let verdict = try simulatedRuns(
                difference: 0,
                noise: 0.01,
                blocks: 10,
                using: &random
            )
            counts[verdict, default: 0] += 1
        }
        let different = counts[.better, default: 0] + counts[.worse, default: 0]
        print("A/A runs: \(different) of 2000 called different, seed \(seed)")
        #expect(different <= 100, "\(counts) with seed \(seed)")
        let found = try (0..<2000).count { _ in
            try simulatedRuns(difference: -0.03, noise: 0.01, blocks: 10, using: &random)
                == .better
        }
        print("3 % between runs: \(found) of 2000 found, seed \(seed)")
        #expect(found >= 1980, "\(found) with seed \(seed)")
    }

    @Test func `of 2,000 runs of the same thing twice at most 5 % are called different`() throws {
        let seed: UInt64 = 20_261_126
        var random = SplitMix64(seed: seed)
        var counts: [Verdict: Int] = [:]
        for _ in 0..<2000 {
            let verdict = try simulated(
                difference: 0,
                noise: 0.01,
                blocks: 10,
                using: &random
            )
            counts[verdict, default: 0] += 1
        }
        let different = counts[.better, default: 0] + counts[.worse, default: 0]
        print("A/A: \(different) of 2000 called different, seed \(seed)")
        #expect(different <= 100, "\(counts) with seed \(seed)")
        // The rule is not one that never finds anything equivalent either.
        #expect(counts[.equivalent, default: 0] > 200, "\(counts) with seed \(seed)")
    }

    @Test func `a difference of 3 % with noise of 1 % is found in 99 % of runs of 10 blocks`()
        throws
    {
        let seed: UInt64 = 20_261_127
        var random = SplitMix64(seed: seed)
        let found = try (0..<2000).count { number in
            let isMore = number.isMultiple(of: 2)
            let verdict = try simulated(
                difference: isMore ? 0.03 : -0.03,
                noise: 0.01,
                blocks: 10,
                using: &random
            )
            return verdict == (isMore ? .worse : .better)
        }
        print("3 %: \(found) of 2000 found, seed \(seed)")
        #expect(found >= 1980, "\(found) with seed \(seed)")
    }
}
