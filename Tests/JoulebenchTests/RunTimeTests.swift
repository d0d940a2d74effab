import Experiment
import Foundation
import Store
import TestSupport
import Testing
import Units

@testable import joulebench

/// How long a run will take and goes on, part by part.
@Suite struct RunTimeTests {
    private static let conditions = TrialConditions(
        cooldown: .seconds(3),
        idleWindows: 2,
        idleWindow: .seconds(5)
    )

    /// A trial of an earlier run that took 4 s.
    private static func earlier(
        _ variant: String,
        waited: Double,
        conditions: TrialConditions = RunTimeTests.conditions
    ) -> EarlierTrial {
        EarlierTrial(
            comparison: "inference",
            variant: variant,
            command: ["run", variant],
            seconds: 4,
            waitedSeconds: waited,
            conditions: conditions
        )
    }

    private static func lines(
        _ trials: [EarlierTrial],
        _ conditions: TrialConditions = RunTimeTests.conditions
    ) -> [String] {
        let comparisons = [SampleProgress.comparison]
        let suite = BenchmarkSuite(
            name: "s",
            timeout: .seconds(1),
            samplingInterval: .seconds(1),
            conditions: conditions,
            comparisons: comparisons
        )
        return PlanTimeText.lines(
            RunOutlook(
                suite: suite,
                schedule: TrialSchedule(
                    comparisons: comparisons,
                    design: RunDesign(blocks: .fixed(2), warmUpBlocks: 0),
                    seed: 1
                ),
                steps: [],
                durations: TrialDurations(
                    trials,
                    comparisons: comparisons,
                    conditions: conditions
                )
            )
        )
    }

    @Test func `a plan adds what earlier trials waited for the same, and says the limit`() {
        var other = Self.conditions
        other.loadLimit = 7
        let all = ["dense", "pruned", "int8"]
        let trials =
            all.map { Self.earlier($0, waited: $0 == "int8" ? 6 : 0) }
            + [Self.earlier("dense", waited: 50, conditions: other)]
        // Six trials of 4 s, with as many rests and 2 s at the gate each, and four windows.
        #expect(
            Self.lines(trials) == [
                "trials: 0:24, from the median of earlier trials on this machine",
                "cool-down: 0:18, 3 s after each trial",
                "idle windows: 0:20, 2 of 5 s before the trials and as many after; none where no "
                    + "counter of energy or power can be read",
                "gates: 0:12, 2 s a trial on average, as before 3 earlier trials here; at most 10 s "
                    + "a trial for the load and 60 s for the temperature",
                "in all: 1:14",
            ]
        )
        // Without idle windows nothing rests after the last trial, and without gates nothing waits.
        let plain = TrialConditions(gates: false, cooldown: .seconds(3), idleWindows: 0)
        #expect(
            Self.lines(trials, plain).dropFirst() == [
                "cool-down: 0:15, 3 s after each trial", "in all: 0:39",
            ]
        )
    }

    @Test func `a plan of which parts are unknown says so in its sum`() {
        let lines = Self.lines([Self.earlier("dense", waited: 0, conditions: .none)])
        #expect(
            lines[0] == "trials: more than 0:08, from the median of earlier trials on this machine"
        )
        #expect(lines[1].contains("not known: inference/"))
        #expect(lines[4].hasPrefix("gates: waits cannot be foreseen; at most 10 s"))
        #expect(lines[5] == "in all: more than 0:46, and the waits at the gates")
    }

    @Test func `rests and idle windows are shown and are part of the time that is left`() throws {
        let conditions = TrialConditions(
            gates: false,
            cooldown: .seconds(10),
            idleWindows: 2,
            idleWindow: .seconds(5)
        )
        var alone = SampleProgress.comparison
        alone.variants.removeLast()
        let design = RunDesign(blocks: .fixed(2), warmUpBlocks: 0)
        var state = SampleProgress.state(design, comparison: alone, conditions: conditions)
        func left(_ second: Double) -> String? {
            state.timeLeft(now: SampleProgress.instant(second)).text
        }
        func frame(_ second: Double) -> [String] {
            ProgressText.frame(state, now: SampleProgress.instant(second), columns: 100, rows: 9)
        }
        state.expectIdle()
        state.beginIdle(.before, at: SampleProgress.instant(0))
        // 6 s of these windows, 10 s of those after the trials, three rests between the trials and
        // one after them; of the trials themselves nothing is known.
        #expect(left(4) == "more than 0:56")
        #expect(frame(4)[0].hasPrefix("idle power before the trials  "))
        #expect(frame(4)[1] == "  4.0 of 10.0 s, nothing is run meanwhile")
        for number in 0..<2 {
            state.begin(try #require(state.schedule.next()), at: SampleProgress.instant(10))
            _ = try SampleProgress.make(&state, at: 14 + Double(number) * 14)
        }
        // Two trials of 4 s, three rests and the windows.
        #expect(left(28) == "0:48")
        #expect(left(35) == "0:41")
        #expect(
            frame(35)[1]
                == "  cool-down for 0:03 more; ended: 80 J simulated, 2.00 s, 40.0 W simulated on average"
        )
        #expect(left(100) == "0:38", "a rest that lasts longer is no rest of later trials")
        state.begin(try #require(state.schedule.next()), at: SampleProgress.instant(38))
        #expect(left(40) == "0:36")
        _ = try SampleProgress.make(&state, at: 42)
        _ = try SampleProgress.make(&state, at: 56)
        #expect(left(56) == "0:20")
        #expect(frame(56)[1].hasPrefix("  cool-down for 0:10 more; ended: "))
        state.beginIdle(.after, at: SampleProgress.instant(66))
        #expect(left(69) == "0:07")
        #expect(frame(69)[0].hasPrefix("idle power after the trials  "))
        #expect(frame(69)[2].hasPrefix("  ratio to dense so far"))
    }

    @Test func `waits at the gates are no part of a trial's time and are expected of later ones`()
        throws
    {
        var state = SampleProgress.state(
            RunDesign(blocks: .fixed(2), warmUpBlocks: 0),
            conditions: TrialConditions(idleWindows: 0)
        )
        for _ in 0..<3 {
            var time = TrialTime(own: 4)
            time.waited = 2
            time.besides = 0.5
            _ = try SampleProgress.make(&state, time: time)
        }
        // Three trials of 4 s, with 2.5 s more each.
        #expect(state.timeLeft(now: SampleProgress.instant(0)).text == "0:20")
        state.begin(try #require(state.schedule.next()), at: SampleProgress.instant(9))
        #expect(state.timeLeft(now: SampleProgress.instant(9)).text == "0:18", "its wait is over")
        let frame = ProgressText.frame(state, now: SampleProgress.instant(10), columns: 80, rows: 9)
        #expect(frame[1].hasPrefix("  1.0 of about 4.0 s, "))
    }

    @Test func `of a trial the gate's time is told from its own and from the rest`() {
        var trial = SampleRun.trial()
        trial.gate = GateRecord(rested: .seconds(3), took: .seconds(5))
        // It began at 5 s and ended at 9 s.
        let time = TrialTime(
            of: trial,
            from: SampleProgress.instant(-0.5),
            to: SampleProgress.instant(9.25)
        )
        #expect(time.own == 4)
        #expect(time.waited == 2)
        #expect(abs(time.besides - 0.75) < 1e-9)
    }

    @Test func `the time of an adaptive run is a range`() throws {
        let design = RunDesign(
            blocks: .adaptive(AdaptiveBlocks(pilot: 8, halfWidth: 0.01, maximum: 20)),
            warmUpBlocks: 1
        )
        var state = SampleProgress.state(design)
        #expect(state.timeLeft(now: SampleProgress.instant(0)).text == nil)
        for _ in 0..<2 { _ = try SampleProgress.make(&state, samples: 1000) }
        #expect(state.timeLeft(now: SampleProgress.instant(0)).text == "more than 1:04")
        _ = try SampleProgress.make(&state, samples: 1000)
        // 24 trials of 4 s for the pilot, and at most 36 more.
        #expect(state.timeLeft(now: SampleProgress.instant(0)).text == "1:36 to 4:00")
    }
}
