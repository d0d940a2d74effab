import Experiment
import Foundation
import Sensors
import TestSupport
import Testing
import Units

@testable import joulebench

@Suite struct ProgressTests {
    /// A state after a warm-up block, a block and a trial more, whose power is 40 W.
    private static func middle() throws -> ProgressState {
        let samples: [String: Double] = ["dense": 1000, "pruned": 2000, "int8": 4000]
        var state = SampleProgress.state()
        for number in 0..<7 {
            let variant = try #require(state.schedule.next()).variant
            _ = try SampleProgress.make(&state, samples: (samples[variant] ?? 1) + Double(number))
        }
        state.begin(try #require(state.schedule.next()), at: SampleProgress.instant(100))
        for step in 0...2 {
            let time = SampleProgress.instant(100 + Double(step) / 2)
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
            now: SampleProgress.instant(101.5),
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
        var many = SampleProgress.comparison
        many.variants += (0..<30).map {
            Variant(
                name: "variant-\($0)-" + String(repeating: "x", count: 80),
                command: Command(template: ["run"], environment: [:]),
                parameters: [:]
            )
        }
        for state in [try Self.middle(), SampleProgress.state(comparison: many)] {
            let frame = ProgressText.frame(
                state,
                now: SampleProgress.instant(101),
                columns: columns,
                rows: rows
            )
            #expect(!frame.isEmpty && frame.count <= rows)
            #expect(frame.allSatisfy { $0.count <= columns }, "\(frame)")
        }
        let frame = ProgressText.frame(
            SampleProgress.state(comparison: many),
            now: SampleProgress.instant(0),
            columns: 80,
            rows: 10
        )
        #expect(frame.last == "  and 26 more")
    }

    @Test func `waiting says for what and for how long`() throws {
        var state = try Self.middle()
        state.wait(for: "some load", at: SampleProgress.instant(90))
        state.wait(for: "CPU load 40 % is above 20 %", at: SampleProgress.instant(99))
        let frame = ProgressText.frame(
            state,
            now: SampleProgress.instant(101),
            columns: 80,
            rows: 9
        )
        #expect(frame[1] == "  waiting for 0:11: CPU load 40 % is above 20 %")
    }

    @Test func `a trial that has ended is shown with its result and power until the next begins`()
        throws
    {
        var state = SampleProgress.state()
        _ = try SampleProgress.make(&state, at: 50)
        func frame(_ second: Double) -> [String] {
            ProgressText.frame(state, now: SampleProgress.instant(second), columns: 100, rows: 9)
        }
        #expect(frame(51)[0].hasPrefix("[1/9] inference, warm-up block 1/1, "))
        #expect(frame(51)[1] == "  ended: 80 J simulated, 2.00 s, 40.0 W simulated on average")
        state.begin(try #require(state.schedule.next()), at: SampleProgress.instant(52))
        #expect(frame(52)[0].hasPrefix("[2/9] "))
        #expect(frame(52)[1].hasSuffix(" s, power in a moment SIMULATED"), "\(frame(52)[1])")
        // The first readings that come are enough: all of a trial that is shorter than the display's
        // interval is in one handful of them.
        let readings = [0, 50, 100].map { milliseconds in
            let time = SampleProgress.instant(52 + Double(milliseconds) / 1000)
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
        var state = SampleProgress.state()
        let planned = try #require(state.schedule.next())
        var trial = SampleRun.trial(outcome: .exited(status: 3))
        trial.planned = planned
        let summary = TrialSummary(of: trial, in: SampleProgress.comparison, estimateModel: nil)
        var schedule = state.schedule
        schedule.record(TrialResult(of: summary))
        state.take(
            summary,
            time: TrialTime(own: 1),
            schedule: schedule,
            at: SampleProgress.instant(1)
        )
        let frame = ProgressText.frame(state, now: SampleProgress.instant(2), columns: 100, rows: 9)
        #expect(frame[1] == "  ended: " + summary.explanation)
    }

    @Test func `a line for a trial has the ratio so far, but not in the warm-up`() throws {
        var state = SampleProgress.state()
        var lines: [String] = []
        for _ in 0..<9 {
            let summary = try SampleProgress.make(&state, samples: 1000)
            lines.append(ProgressText.line(summary, state, now: SampleProgress.instant(0)))
        }
        #expect(lines[0].hasPrefix("[1/9] inference, warm-up block 1/1, "))
        #expect(lines[0].contains(": 80 J simulated, 2.00 s, more than 0:08 left"), "\(lines[0])")
        #expect(lines[0...2].allSatisfy { !$0.contains("×") })
        // In each block two of three variants have a ratio, once the baseline has run.
        #expect(lines[6...8].count { $0.contains("energy × 1") } >= 1)
        #expect(lines[8].contains(" left") == false)
    }

    @Test func `nothing to compare with is no frame of ratios`() throws {
        var alone = SampleProgress.comparison
        alone.variants.removeLast(2)
        let frame = ProgressText.frame(
            SampleProgress.state(comparison: alone),
            now: SampleProgress.instant(0),
            columns: 80,
            rows: 9
        )
        #expect(frame.count == 2)
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
        var odd = SampleProgress.comparison
        odd.variants[1].name = "a\u{1B}[2Jb"
        let frame = ProgressText.frame(
            SampleProgress.state(comparison: odd),
            now: SampleProgress.instant(0),
            columns: 80,
            rows: 9
        )
        #expect(!frame.joined().unicodeScalars.contains("\u{1B}"))
    }
}
