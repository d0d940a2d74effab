internal import EventLog
package import Experiment

/// Turns the lines of a workload into events on the harness's clock.
///
/// A value that a benchmark can time, line by line.
package struct EventFollower {
    /// What a line means for the sampling.
    package enum Mark: Sendable {
        case none
        /// The window begins or ends: the counters are to be read now.
        case edge
        /// A phase begins or ends: the quick counters are to be read where there is time.
        case phase
    }

    /// The events at which every counter is read.
    private static let edges: Set<String> = [
        "run_start", "run_stop", "context_idle_start", "context_idle_stop",
    ]

    /// Malformed lines beyond this many are not listed one by one.
    static let listedMalformedLines = 5

    package private(set) var events: [WorkloadEvent] = []
    package private(set) var malformed: [String] = []

    /// What `CLOCK_REALTIME` is ahead of `CLOCK_MONOTONIC`, in nanoseconds.
    private let realTimeOffset: Int64
    private let started: MonotonicInstant

    /// The offset as it is now.
    package static func realTimeOffset() -> Int64 {
        let clocks = EventLogWriter.clocks()
        return clocks.epochMilliseconds * 1_000_000 - clocks.monotonicNanoseconds
    }

    package init(started: MonotonicInstant, realTimeOffset: Int64) {
        self.started = started
        self.realTimeOffset = realTimeOffset
    }

    /// Takes a line of output.
    ///
    /// - Returns: `nil` where the line is ordinary output.
    package mutating func take(_ line: String, arrived: MonotonicInstant) -> Mark? {
        do throws(MalformedLogLine) {
            guard let entry = try LogLine.parse(line) else { return nil }
            let event = event(of: entry, arrived: arrived)
            events.append(event)
            if Self.edges.contains(event.key) { return .edge }
            return event.kind == .point ? Mark.none : .phase
        } catch {
            if malformed.count < Self.listedMalformedLines { malformed.append(line) }
            return Mark.none
        }
    }

    private func event(of entry: LogLine, arrived: MonotonicInstant) -> WorkloadEvent {
        let (instant, source) = time(of: entry, arrived: arrived)
        let kind: WorkloadEvent.Kind =
            switch entry.kind {
            case .intervalStart: .start
            case .intervalEnd: .stop
            case .pointInTime: .point
            }
        return WorkloadEvent(
            kind: kind,
            key: entry.key,
            number: entry.value.asNumber,
            value: entry.value.json,
            metadata: LogValue.object(entry.metadata).json,
            instant: instant,
            timeSource: source
        )
    }

    /// The stated time where it can be true: after the start and before the line arrived.
    private func time(
        of entry: LogLine,
        arrived: MonotonicInstant
    ) -> (MonotonicInstant, WorkloadEvent.TimeSource) {
        if let nanoseconds = entry.monotonicNanoseconds {
            let stated = MonotonicInstant(nanoseconds: nanoseconds)
            if stated >= started, stated <= arrived { return (stated, .monotonic) }
        }
        if let stated = monotonic(ofEpochMilliseconds: entry.timeMilliseconds) {
            // Whole milliseconds may round to before the start.
            if stated.nanoseconds >= started.nanoseconds - 1_000_000, stated <= arrived {
                return (max(stated, started), .wallClock)
            }
        }
        return (arrived, .arrival)
    }

    /// The wall clock's time on the monotonic clock; `nil` where it is out of all bounds.
    private func monotonic(ofEpochMilliseconds milliseconds: Double?) -> MonotonicInstant? {
        guard let milliseconds, let nanoseconds = Int64(exactly: (milliseconds * 1e6).rounded())
        else { return nil }
        let (instant, isOverflow) = nanoseconds.subtractingReportingOverflow(realTimeOffset)
        return isOverflow ? nil : MonotonicInstant(nanoseconds: instant)
    }
}
