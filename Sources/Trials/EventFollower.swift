internal import EventLog
internal import Experiment
internal import Foundation

/// Turns the lines of a workload into events on the harness's clock.
struct EventFollower {
    /// What a line means for the sampling.
    enum Mark {
        case none
        /// A window or phase edge: the counters are to be read now.
        case edge
    }

    /// Malformed lines beyond this many are not listed one by one.
    static let listedMalformedLines = 5

    private(set) var events: [WorkloadEvent] = []
    private(set) var malformed: [String] = []

    /// What `CLOCK_REALTIME` is ahead of `CLOCK_MONOTONIC`, in nanoseconds.
    private let realTimeOffset: Int64
    private let started: MonotonicInstant

    /// The offset as it is now.
    static func realTimeOffset() -> Int64 {
        let clocks = EventLogWriter.clocks()
        return clocks.epochMilliseconds * 1_000_000 - clocks.monotonicNanoseconds
    }

    init(started: MonotonicInstant, realTimeOffset: Int64) {
        self.started = started
        self.realTimeOffset = realTimeOffset
    }

    /// Takes a line of output.
    ///
    /// - Returns: `nil` where the line is ordinary output.
    mutating func take(_ line: String, arrived: MonotonicInstant) -> Mark? {
        do throws(MalformedLogLine) {
            guard let entry = try LogLine.parse(line) else { return nil }
            let event = event(of: entry, arrived: arrived)
            events.append(event)
            return event.key == "run_start" || event.key == "run_stop" ? .edge : Mark.none
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
            value: Self.json(entry.value),
            metadata: Self.json(.object(entry.metadata)),
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

    static func json(_ value: LogValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        // Every case of `LogValue` can be encoded; see `LogLine.text`.
        let data = (try? encoder.encode(value)) ?? Data("null".utf8)
        return String(decoding: data, as: UTF8.self)
    }
}
