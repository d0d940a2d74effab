internal import EventLog
internal import Experiment
internal import Foundation

/// What LoadGen's log says of a trial, on the trial's clock.
struct LoadGenEvents {
    /// How far the wall clock may have moved against the monotonic one within a trial.
    private static let largestStep: Int64 = 5_000_000

    /// The milliseconds since 1970 that nanoseconds can hold: up to the year 2255.
    private static let countable: ClosedRange<Int64> = 0...9_000_000_000_000

    var events: [WorkloadEvent] = []

    /// Why the log cannot be used; `nil` where it can.
    var problem: String?

    /// - Parameters:
    ///   - log: what LoadGen left.
    ///   - trial: when it began and ended.
    ///   - offsets: what the wall clock was ahead of the monotonic one at its start and its end.
    init(_ log: LoadGenLog, of trial: Window, offsets: (start: Int64, end: Int64)) {
        problem = log.problem
        events = log.events.map { entry in
            // Its own time counts from a start that the log does not state.
            Self.event(.point, entry.key, entry.value, entry.metadata, at: trial.stop, .arrival)
        }
        guard let begin = log.begin, let end = log.end else { return }
        let isCountable = Self.countable.contains(begin) && Self.countable.contains(end)
        let edges = [(begin, offsets.start), (end, offsets.end)].map { milliseconds, offset in
            MonotonicInstant(nanoseconds: isCountable ? milliseconds * 1_000_000 - offset : 0)
        }
        // Whole milliseconds may round to before the start.
        let rounding = Duration.milliseconds(1)
        guard edges[0] + rounding >= trial.start, edges[1] <= trial.stop + rounding,
            edges[0] < edges[1]
        else {
            problem =
                problem ?? "its power_begin and power_end (UTC) lie outside the trial's own time"
            return
        }
        if (offsets.end - offsets.start).magnitude > UInt64(Self.largestStep) {
            problem = problem ?? "the wall clock was set during the trial, so its edges are unknown"
            return
        }
        let start = max(edges[0], trial.start)
        let stop = min(edges[1], trial.stop)
        events.insert(.loadGenEdge("power_begin", at: start), at: 0)
        events.append(.loadGenEdge("power_end", at: stop))
    }

    private static func event(
        _ kind: WorkloadEvent.Kind,
        _ key: String,
        _ value: LogValue,
        _ metadata: [String: LogValue],
        at instant: MonotonicInstant,
        _ source: WorkloadEvent.TimeSource
    ) -> WorkloadEvent {
        WorkloadEvent(
            kind: kind,
            key: key,
            number: value.asNumber,
            value: value.json,
            metadata: LogValue.object(metadata).json,
            instant: instant,
            timeSource: source
        )
    }
}

extension LoadGenEvents {
    /// What the wall clock is ahead of the monotonic one now, in nanoseconds.
    static func clockOffset() -> Int64 {
        var real = timespec()
        var monotonic = timespec()
        clock_gettime(CLOCK_REALTIME, &real)
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        return (Int64(real.tv_sec) - Int64(monotonic.tv_sec)) * 1_000_000_000
            + Int64(real.tv_nsec) - Int64(monotonic.tv_nsec)
    }
}

extension Trial {
    /// Takes what LoadGen left in a folder, once the program has ended.
    mutating func takeLoadGenLog(of folder: String, clockOffset: Int64) {
        if case .notStarted = outcome { return }
        let found = LoadGenEvents(
            LoadGenLog(folder: folder),
            of: Window(start: started, stop: ended),
            offsets: (clockOffset, LoadGenEvents.clockOffset())
        )
        events += found.events
        var problem = found.problem
        let hasWindow = events.contains { $0.key == "run_start" || $0.isLoadGenEdge }
        if problem == nil, !hasWindow {
            problem = "it states no power_begin and power_end, and the program printed no run_start"
        }
        if let problem { warnings.append(.workload(.loadGen(problem: problem))) }
        if outcome == .completed { outcome = windowOutcome }
    }

    /// Removes the output folder of a trial that counts, and keeps that of any other.
    mutating func settle(_ folder: String, in outputs: TrialOutputs) {
        if outcome == .completed, ScenarioResult(of: self)?.exclusion == nil, loadGenProblem == nil
        {
            outputs.remove(folder)
        } else if let warning = outputs.keep(folder) {
            warnings.append(.workload(warning))
        }
    }
}
