import Dispatch
import Experiment
import Foundation
import Reports
import Sensors
import Synchronization
import Trials
import Units

/// Says on standard error how a run goes on: lines that are written over in place on a terminal,
/// and one line that stays for each trial.
///
/// The lines in place are written from a thread of their own, twice a second, while trials are
/// measured; METHODOLOGY.md says what that costs. With `ProgressMode.lines` nothing is printed
/// while a trial is measured.
final class Progress: Sendable {
    private struct Content {
        var state: ProgressState
        var screen = ProgressScreen()
        var trialBegan: MonotonicInstant
        var isLive = false
    }

    private let content: Mutex<Content>
    private let mode: ProgressMode
    private let monitor: TrialMonitor
    private let stop = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    /// How often the lines in place are written.
    static let interval = DispatchTimeInterval.milliseconds(500)

    /// - Parameters:
    ///   - state: of the run before its first trial.
    ///   - mode: what is shown.
    ///   - monitor: of the trials' runner: gives the power now.
    init(state: ProgressState, mode: ProgressMode, monitor: TrialMonitor) {
        self.mode = mode.resolved
        self.monitor = monitor
        var state = state
        state.showsRatios = !self.mode.isSilent
        content = Mutex(Content(state: state, trialBegan: .now()))
    }

    /// Says that the first trial comes now: what was done before is no part of its time.
    func beginTrials() {
        content.withLock { content in
            content.trialBegan = .now()
            content.state.activity = .starting
        }
    }

    /// Says that idle power will be measured before and after the trials, as the run's conditions
    /// have it.
    func expectIdle() { content.withLock { $0.state.expectIdle() } }

    /// Says that the windows of idle power begin.
    func willMeasureIdle(_ moment: HostStates.Moment) {
        content.withLock { content in
            content.state.beginIdle(moment, at: .now())
            let conditions = content.state.conditions
            switch mode {
            case .live: show(&content)
            case .lines, .automatic:
                Console.complain(
                    "idle power \(moment.rawValue) the trials: \(conditions.idleWindows.counted("window")) of "
                        + TextFormat.short(conditions.idleWindow)
                )
            case .none, .quiet: break
            }
        }
    }

    func willStart(_ trial: PlannedTrial) {
        content.withLock { content in
            content.state.begin(trial, at: .now())
            show(&content)
        }
    }

    /// Says that a trial cannot start yet, until the next one starts.
    ///
    /// May be called again with news; the time counts from the first.
    ///
    /// - Parameters:
    ///   - reason: without a full stop.
    ///   - longest: after this time the trial starts all the same.
    func waits(for reason: String, atMost longest: Duration) {
        let limit = "\(TextFormat.short(longest)) at most"
        content.withLock { content in
            content.state.wait(for: "\(limit): \(reason)", at: .now())
            switch mode {
            case .live: show(&content)
            case .lines, .automatic: Console.complain("waiting, \(limit): \(reason)")
            case .none, .quiet: break
            }
        }
    }

    /// Takes in a trial that has ended and is stored.
    ///
    /// - Parameters:
    ///   - trial: with its readings.
    ///   - summary: of it.
    ///   - schedule: with the trial recorded.
    func didFinish(_ trial: Trial, _ summary: TrialSummary, schedule: TrialSchedule) {
        content.withLock { content in
            let now = MonotonicInstant.now()
            content.state.take(
                summary,
                time: TrialTime(of: trial, from: content.trialBegan, to: now),
                schedule: schedule,
                at: now
            )
            content.trialBegan = now
            let line = ProgressText.line(summary, content.state, now: now)
            switch mode {
            case .none, .quiet:
                // Quiet is about what goes well.
                if !summary.isCompleted { Console.complain(line) }
            case .lines, .automatic: Console.complain(line)
            case .live: show(&content, keeping: [line])
            }
        }
    }

    /// Says something that stays, above what is written over.
    ///
    /// Quiet is about what goes well, too.
    func say(_ line: String) {
        guard !mode.isSilent else { return }
        content.withLock { content in
            if content.isLive { show(&content, keeping: [line]) } else { Console.complain(line) }
        }
    }

    /// Takes away what is written over, and shows nothing more.
    func end() {
        let wasLive = content.withLock { content in
            let wasLive = content.isLive
            content.isLive = false
            if wasLive {
                Console.write(content.screen.update([], columns: ProgressScreen.size().columns))
            }
            return wasLive
        }
        guard wasLive else { return }
        stop.signal()
        stopped.wait()
    }

    /// Writes the lines in place, where there are any; the first time starts the thread that goes
    /// on with it.
    private func show(_ content: inout Content, keeping kept: [String] = []) {
        guard mode == .live else { return }
        let size = ProgressScreen.size()
        let frame = ProgressText.frame(
            content.state,
            now: .now(),
            columns: size.columns - 1,
            // A run of many variants leaves room for the lines that stay.
            rows: min(max(size.rows - 2, 1), 12)
        )
        Console.write(content.screen.update(frame, keeping: kept, columns: size.columns))
        guard !content.isLive else { return }
        content.isLive = true
        let thread = Thread { [self] in follow() }
        thread.name = "progress"
        thread.stackSize = 512 * 1024
        thread.start()
    }

    private func follow() {
        while stop.wait(timeout: .now() + Self.interval) == .timedOut {
            let readings = monitor.newReadings()
            content.withLock { content in
                guard content.isLive else { return }
                content.state.take(readings)
                show(&content)
            }
        }
        stopped.signal()
    }
}

/// What a run shows of itself.
enum ProgressMode: Sendable {
    /// Lines in place on a terminal, lines that stay elsewhere.
    case automatic
    case live
    /// A line when a trial has ended, and nothing in between.
    case lines
    /// Only what went wrong.
    case none
    /// That, and no word beside the results when the run has ended either.
    case quiet

    /// Whether what goes well is not said.
    var isSilent: Bool { self == .none || self == .quiet }

    fileprivate var resolved: ProgressMode {
        guard self == .automatic else { return self }
        let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
        return Console.errorIsTerminal && !isDumb ? .live : .lines
    }
}
