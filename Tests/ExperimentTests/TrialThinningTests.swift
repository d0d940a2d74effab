import Experiment
import Randomness
import TestSupport
import Testing
import Units

/// What thinning keeps; that the figures stay is checked whole, for each trial.
@Suite struct TrialThinningTests {
    private static let counted = {
        var run = SampleRun.run()
        run.estimateModel = nil
        return run
    }()

    @Test func `readings of a minute go, and everything worked out from them stays`() throws {
        try Properties.check(6) { random, seed in
            let trial = SampleRun.longTrial(using: &random)
            let before = try #require(TrialConclusions(of: trial, in: Self.counted))
            #expect(before.summary.energy.figure != nil, "seed \(seed)")
            #expect(before.summary.phases?.phases.count == 2, "seed \(seed)")
            let kept = trial.readingsToKeep(in: Self.counted)
            let after = TrialConclusions(of: trial.keeping(kept), in: Self.counted)
            #expect(after == before, "seed \(seed)")
            #expect(kept.count < trial.readings.count, "seed \(seed)")
            #expect(kept == kept.sorted() && Set(kept).count == kept.count)
        }
    }

    @Test func `the sample has what makes single readings matter`() throws {
        var random = SplitMix64(seed: 3)
        let trial = SampleRun.longTrial(using: &random)
        let conclusions = try #require(TrialConclusions(of: trial, in: Self.counted))
        let wraps = zip(trial.readings(ofChannel: 0), trial.readings(ofChannel: 0).dropFirst())
            .count { $0.value ?? 0 > $1.value ?? .max }
        #expect(wraps > 2)
        let words = conclusions.warnings.map(\.explanation).joined(separator: "\n")
        #expect(words.contains("stood still"), "\(words)")
        #expect(words.contains("errno 5"), "\(words)")
        #expect(words.contains("CPU time"), "\(words)")
    }

    @Test func `samples of power all stay, whatever goes beside them`() {
        Properties.check(3) { random, seed in
            let trial = SampleRun.longTrial(hasPower: true, using: &random)
            let kept = trial.readingsToKeep(in: Self.counted)
            let power = trial.channels.count - 1
            let thinned = trial.keeping(kept)
            #expect(thinned.readings(ofChannel: power) == trial.readings(ofChannel: power))
            #expect(kept.count < trial.readings.count, "seed \(seed)")
            #expect(
                TrialConclusions(of: thinned, in: Self.counted)
                    == TrialConclusions(of: trial, in: Self.counted)
            )
        }
    }

    @Test func `an estimate stays as it is, too`() {
        var random = SplitMix64(seed: 1)
        var run = SampleRun.run()
        var trial = SampleRun.longTrial(using: &random)
        trial.channels.removeFirst(2)
        trial.readings = trial.readings.filter { $0.channel >= 2 }.map { reading in
            var reading = reading
            reading.channel -= 2
            return reading
        }
        run.estimateModel?.method = .packagePower(
            PackagePower(thermalDesignPower: .watts(100), packages: 1, logicalCPUs: 2)
        )
        let thinned = trial.keeping(trial.readingsToKeep(in: run))
        #expect(thinned.readings.count < trial.readings.count)
        #expect(TrialConclusions(of: thinned, in: run) == TrialConclusions(of: trial, in: run))
    }

    @Test func `a thinned trial that is thinned again still says the same`() {
        var random = SplitMix64(seed: 9)
        let trial = SampleRun.longTrial(using: &random)
        let once = trial.keeping(trial.readingsToKeep(in: Self.counted))
        let twice = once.keeping(once.readingsToKeep(in: Self.counted))
        #expect(
            TrialConclusions(of: twice, in: Self.counted)
                == TrialConclusions(of: trial, in: Self.counted)
        )
    }

    @Test func `a stall of the harness stays as long as it was`() throws {
        var random = SplitMix64(seed: 4)
        var trial = SampleRun.longTrial(using: &random)
        let start = trial.started
        trial.readings.removeAll {
            (.seconds(20) ..< .seconds(23.5)).contains($0.before - start)
        }
        let before = try #require(TrialConclusions(of: trial, in: Self.counted))
        #expect(
            before.warnings.contains { if case .samplingStalled = $0 { true } else { false } }
        )
        let thinned = trial.keeping(trial.readingsToKeep(in: Self.counted))
        #expect(TrialConclusions(of: thinned, in: Self.counted) == before)
        #expect(thinned.readings.count * 2 < trial.readings.count)
    }

    @Test func `trials without readings, with one, or of another run lose nothing`() {
        var trial = SampleRun.trial()
        trial.readings = []
        #expect(trial.readingsToKeep(in: Self.counted) == [])
        trial.readings = [SampleRun.trial().readings[0]]
        #expect(trial.readingsToKeep(in: Self.counted) == [0])
        var foreign = SampleRun.trial()
        foreign.planned.comparison = "of no run"
        #expect(foreign.readingsToKeep(in: Self.counted) == Array(foreign.readings.indices))
    }

    @Test func `a trial that failed, and one without a window, are thinned alike`() {
        var random = SplitMix64(seed: 5)
        var failed = SampleRun.longTrial(using: &random)
        failed.outcome = .exited(status: 3)
        var open = SampleRun.longTrial(using: &random)
        open.events.removeAll { $0.key == "run_stop" }
        open.outcome = .windowNotClosed
        for trial in [failed, open] {
            let thinned = trial.keeping(trial.readingsToKeep(in: Self.counted))
            #expect(thinned.readings.count < trial.readings.count)
            #expect(
                TrialConclusions(of: thinned, in: Self.counted)
                    == TrialConclusions(of: trial, in: Self.counted)
            )
        }
    }
}

extension Reading {
    fileprivate var value: UInt64? { if case .value(let value) = outcome { value } else { nil } }
}
