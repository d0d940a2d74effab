import Experiment
import Foundation
import Sensors
import TestSupport
import Testing
import Units

@testable import joulebench

@Suite struct ProgressTests {
    private static let comparison = Comparison(
        name: "inference",
        unitOfWork: "samples",
        quality: nil,
        baseline: "dense",
        variants: ["dense", "pruned", "int8"].map {
            Variant(
                name: $0,
                command: Command(template: ["run", $0], environment: [:]),
                parameters: [:]
            )
        }
    )

    private static func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(seconds * 1e9))
    }

    private static func state(
        _ design: RunDesign = RunDesign(blocks: .fixed(2), warmUpBlocks: 1),
        comparison: Comparison = ProgressTests.comparison,
        conditions: TrialConditions = .none
    ) -> ProgressState {
        var run = SampleRun.run()
        run.comparisons = [comparison]
        run.design = design
        run.conditions = RunConditions(trials: conditions)
        return ProgressState(
            run: run,
            schedule: TrialSchedule(comparisons: [comparison], design: design, seed: 1),
            channels: SampleRun.trial().channels
        )
    }

    /// Makes the next trial of the state's schedule: 80 J and `samples` in its window of 2 s; 4 s
    /// long.
    private static func make(
        _ state: inout ProgressState,
        samples: Double = 1000,
        time: TrialTime = TrialTime(own: 4),
        at end: Double = 0
    ) throws -> TrialSummary {
        let planned = try #require(state.schedule.next())
        var trial = SampleRun.trial()
        trial.planned = planned
        for index in trial.events.indices where trial.events[index].key == "samples" {
            trial.events[index].number = samples
        }
        let summary = TrialSummary(of: trial, in: state.run.comparisons[0], estimateModel: nil)
        var schedule = state.schedule
        schedule.record(TrialResult(of: summary))
        state.take(summary, time: time, schedule: schedule, at: instant(end))
        return summary
    }

    /// A state after a warm-up block, a block and a trial more, whose power is 40 W.
    private static func middle() throws -> ProgressState {
        let samples: [String: Double] = ["dense": 1000, "pruned": 2000, "int8": 4000]
        var state = Self.state()
        for number in 0..<7 {
            let variant = try #require(state.schedule.next()).variant
            _ = try make(&state, samples: (samples[variant] ?? 1) + Double(number))
        }
        state.begin(try #require(state.schedule.next()), at: instant(100))
        for step in 0...2 {
            let time = instant(100 + Double(step) / 2)
            state.take([
                Reading(
                    channel: 0,
                    before: time,
                    after: time,
                    outcome: .value(UInt64(step) * 20_000_000)
                )
            ])
        }
        return state
    }

    @Test func `the frame shows trial, power, ratios and the time that is left`() throws {
        let frame = ProgressText.frame(
            try Self.middle(),
            now: Self.instant(101.5),
            columns: 80,
            rows: 12
        )
        #expect(frame.count == 5)
        #expect(frame[0].hasPrefix("[8/9] inference, block 2/2, "))
        // Two trials of 4 s are left; 1.5 s of them have passed.
        #expect(frame[0].hasSuffix("  0:07 left"))
        #expect(frame[0].count == 80)
        #expect(frame[1] == "  1.5 of about 4.0 s, 40.0 W now SIMULATED")
        #expect(frame[2] == "  ratio to dense so far, with its 95 % interval")
        #expect(frame[3].hasPrefix("  pruned  energy × 0.5"), "\(frame[3])")
        #expect(frame[3].contains(" sim."))
        #expect(frame[4].hasPrefix("  int8    energy × 0.25"), "\(frame[4])")
    }

    @Test(arguments: [1, 5, 20, 40, 79, 200], [1, 2, 3, 5, 40])
    func `a frame fits into any terminal`(columns: Int, rows: Int) throws {
        var many = Self.comparison
        many.variants += (0..<30).map {
            Variant(
                name: "variant-\($0)-" + String(repeating: "x", count: 80),
                command: Command(template: ["run"], environment: [:]),
                parameters: [:]
            )
        }
        for state in [try Self.middle(), Self.state(comparison: many)] {
            let frame = ProgressText.frame(
                state,
                now: Self.instant(101),
                columns: columns,
                rows: rows
            )
            #expect(!frame.isEmpty && frame.count <= rows)
            #expect(frame.allSatisfy { $0.count <= columns }, "\(frame)")
        }
        let frame = ProgressText.frame(
            Self.state(comparison: many),
            now: Self.instant(0),
            columns: 80,
            rows: 10
        )
        #expect(frame.last == "  and 26 more")
    }

    @Test func `waiting says for what and for how long`() throws {
        var state = try Self.middle()
        state.wait(for: "some load", at: Self.instant(90))
        state.wait(for: "CPU load 40 % is above 20 %", at: Self.instant(99))
        let frame = ProgressText.frame(state, now: Self.instant(101), columns: 80, rows: 9)
        #expect(frame[1] == "  waiting for 0:11: CPU load 40 % is above 20 %")
    }

    @Test func `a trial that has ended is shown with its result and power until the next begins`()
        throws
    {
        var state = Self.state()
        _ = try Self.make(&state, at: 50)
        func frame(_ second: Double) -> [String] {
            ProgressText.frame(state, now: Self.instant(second), columns: 100, rows: 9)
        }
        #expect(frame(51)[0].hasPrefix("[1/9] inference, warm-up block 1/1, "))
        #expect(frame(51)[1] == "  ended: 80 J simulated, 2.00 s, 40.0 W simulated on average")
        state.begin(try #require(state.schedule.next()), at: Self.instant(52))
        #expect(frame(52)[0].hasPrefix("[2/9] "))
        #expect(frame(52)[1].hasSuffix(" s, power in a moment SIMULATED"), "\(frame(52)[1])")
        // The first readings that come are enough: all of a trial that is shorter than the display's
        // interval is in one handful of them.
        let readings = [0, 50, 100].map { milliseconds in
            let time = Self.instant(52 + Double(milliseconds) / 1000)
            return Reading(
                channel: 0,
                before: time,
                after: time,
                outcome: .value(UInt64(milliseconds) * 40_000)
            )
        }
        state.take(readings)
        #expect(frame(52.1)[1].hasSuffix(", 40.0 W now SIMULATED"), "\(frame(52.1)[1])")
    }

    @Test func `a trial that failed says so until the next begins`() throws {
        var state = Self.state()
        let planned = try #require(state.schedule.next())
        var trial = SampleRun.trial(outcome: .exited(status: 3))
        trial.planned = planned
        let summary = TrialSummary(of: trial, in: Self.comparison, estimateModel: nil)
        var schedule = state.schedule
        schedule.record(TrialResult(of: summary))
        state.take(summary, time: TrialTime(own: 1), schedule: schedule, at: Self.instant(1))
        let frame = ProgressText.frame(state, now: Self.instant(2), columns: 100, rows: 9)
        #expect(frame[1] == "  ended: " + summary.explanation)
    }

    @Test func `rests and idle windows are shown and are part of the time that is left`() throws {
        let conditions = TrialConditions(
            gates: false,
            cooldown: .seconds(10),
            idleWindows: 2,
            idleWindow: .seconds(5)
        )
        var alone = Self.comparison
        alone.variants.removeLast()
        let design = RunDesign(blocks: .fixed(2), warmUpBlocks: 0)
        var state = Self.state(design, comparison: alone, conditions: conditions)
        func left(_ second: Double) -> String? { state.timeLeft(now: Self.instant(second)).text }
        func frame(_ second: Double) -> [String] {
            ProgressText.frame(state, now: Self.instant(second), columns: 100, rows: 9)
        }
        state.expectIdle()
        state.beginIdle(.before, at: Self.instant(0))
        // 6 s of these windows, 10 s of those after the trials, three rests between the trials and
        // one after them; of the trials themselves nothing is known.
        #expect(left(4) == "more than 0:56")
        #expect(frame(4)[0].hasPrefix("idle power before the trials  "))
        #expect(frame(4)[1] == "  4.0 of 10.0 s, nothing is run meanwhile")
        for number in 0..<2 {
            state.begin(try #require(state.schedule.next()), at: Self.instant(10))
            _ = try Self.make(&state, at: 14 + Double(number) * 14)
        }
        // Two trials of 4 s, three rests and the windows.
        #expect(left(28) == "0:48")
        #expect(left(35) == "0:41")
        #expect(
            frame(35)[1]
                == "  cool-down for 0:03 more; ended: 80 J simulated, 2.00 s, 40.0 W simulated on average"
        )
        #expect(left(100) == "0:38", "a rest that lasts longer is no rest of later trials")
        state.begin(try #require(state.schedule.next()), at: Self.instant(38))
        #expect(left(40) == "0:36")
        _ = try Self.make(&state, at: 42)
        _ = try Self.make(&state, at: 56)
        #expect(left(56) == "0:20")
        #expect(frame(56)[1].hasPrefix("  cool-down for 0:10 more; ended: "))
        state.beginIdle(.after, at: Self.instant(66))
        #expect(left(69) == "0:07")
        #expect(frame(69)[0].hasPrefix("idle power after the trials  "))
        #expect(frame(69)[2].hasPrefix("  ratio to dense so far"))
    }

    @Test func `waits at the gates are no part of a trial's time and are expected of later ones`()
        throws
    {
        var state = Self.state(
            RunDesign(blocks: .fixed(2), warmUpBlocks: 0),
            conditions: TrialConditions(idleWindows: 0)
        )
        for _ in 0..<3 {
            var time = TrialTime(own: 4)
            time.waited = 2
            time.besides = 0.5
            _ = try Self.make(&state, time: time)
        }
        // Three trials of 4 s, with 2.5 s more each.
        #expect(state.timeLeft(now: Self.instant(0)).text == "0:20")
        state.begin(try #require(state.schedule.next()), at: Self.instant(9))
        #expect(state.timeLeft(now: Self.instant(9)).text == "0:18", "its wait is over")
        let frame = ProgressText.frame(state, now: Self.instant(10), columns: 80, rows: 9)
        #expect(frame[1].hasPrefix("  1.0 of about 4.0 s, "))
    }

    @Test func `of a trial the gate's time is told from its own and from the rest`() {
        var trial = SampleRun.trial()
        trial.gate = GateRecord(rested: .seconds(3), took: .seconds(5))
        // It began at 5 s and ended at 9 s.
        let time = TrialTime(of: trial, from: Self.instant(-0.5), to: Self.instant(9.25))
        #expect(time.own == 4)
        #expect(time.waited == 2)
        #expect(abs(time.besides - 0.75) < 1e-9)
    }

    @Test func `a line for a trial has the ratio so far, but not in the warm-up`() throws {
        var state = Self.state()
        var lines: [String] = []
        for _ in 0..<9 {
            let summary = try Self.make(&state, samples: 1000)
            lines.append(ProgressText.line(summary, state, now: Self.instant(0)))
        }
        #expect(lines[0].hasPrefix("[1/9] inference, warm-up block 1/1, "))
        #expect(lines[0].contains(": 80 J simulated, 2.00 s, more than 0:08 left"), "\(lines[0])")
        #expect(lines[0...2].allSatisfy { !$0.contains("×") })
        // In each block two of three variants have a ratio, once the baseline has run.
        #expect(lines[6...8].count { $0.contains("energy × 1") } >= 1)
        #expect(lines[8].contains(" left") == false)
    }

    @Test func `nothing to compare with is no frame of ratios`() throws {
        var alone = Self.comparison
        alone.variants.removeLast(2)
        let frame = ProgressText.frame(
            Self.state(comparison: alone),
            now: Self.instant(0),
            columns: 80,
            rows: 9
        )
        #expect(frame.count == 2)
    }

    @Test func `the time of an adaptive run is a range`() throws {
        let design = RunDesign(
            blocks: .adaptive(AdaptiveBlocks(pilot: 8, halfWidth: 0.01, maximum: 20)),
            warmUpBlocks: 1
        )
        var state = Self.state(design)
        #expect(state.timeLeft(now: Self.instant(0)).text == nil)
        for _ in 0..<2 { _ = try Self.make(&state, samples: 1000) }
        #expect(state.timeLeft(now: Self.instant(0)).text == "more than 1:04")
        _ = try Self.make(&state, samples: 1000)
        // 24 trials of 4 s for the pilot, and at most 36 more.
        #expect(state.timeLeft(now: Self.instant(0)).text == "1:36 to 4:00")
    }

    @Test func `a narrower terminal is written over as far as it broke the lines`() {
        var screen = ProgressScreen(isUTF8: true)
        let first = screen.update(["aaaa", "bb"], columns: 10)
        #expect(first == "\raaaa\u{1B}[K\nbb\u{1B}[K\n\u{1B}[J")
        #expect(screen.update(["c"], columns: 10).hasPrefix("\r\u{1B}[2Ac\u{1B}[K\n"))
        _ = screen.update([String(repeating: "x", count: 9), "y"], columns: 10)
        // Nine characters take three rows of four, and the other line one.
        let narrow = screen.update(["zzzzzzzz"], keeping: ["kept"], columns: 4)
        #expect(narrow == "\r\u{1B}[4Akept\u{1B}[K\nzz…\u{1B}[K\n\u{1B}[J")
    }

    @Test func `a terminal without UTF-8 gets ASCII`() {
        var screen = ProgressScreen(isUTF8: false)
        let text = screen.update(["energy × ≈ 0.5 ± 0.1 … ✓"], keeping: ["“a” → b"], columns: 80)
        #expect(text.contains("energy x ~ 0.5 +/- 0.1 ~ ?"))
        #expect(text.contains("\"a\" -> b"))
        #expect(ProgressScreen.terminalIsUTF8(["LC_ALL": "", "LANG": "en_US.UTF-8"]))
        #expect(!ProgressScreen.terminalIsUTF8(["LC_ALL": "C", "LANG": "en_US.UTF-8"]))
        #expect(!ProgressScreen.terminalIsUTF8([:]))
    }

    @Test func `a control character in a name does not reach the terminal`() throws {
        var odd = Self.comparison
        odd.variants[1].name = "a\u{1B}[2Jb"
        let frame = ProgressText.frame(
            Self.state(comparison: odd),
            now: Self.instant(0),
            columns: 80,
            rows: 9
        )
        #expect(!frame.joined().unicodeScalars.contains("\u{1B}"))
    }
}
