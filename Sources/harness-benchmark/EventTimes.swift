import EventLog
import Experiment
import Foundation
import Sensors
import Units

/// What an event of the log costs on either side, beside a plain line.
struct EventTimes {
    var count: Int
    var written: Duration
    var plainlyWritten: Duration
    var read: Duration
    var plainlyRead: Duration

    /// What an event may cost on either side.
    private static let limit = Duration.microseconds(20)

    var isKept: Bool { written / count <= Self.limit && read / count <= Self.limit }

    var text: String {
        [
            "\(count) events, each with a value and its instant",
            "  written, to /dev/null     \(each(written)), a plain line \(each(plainlyWritten)),"
                + " ratio \(ratio(written, plainlyWritten))",
            "  read, from its line       \(each(read)), a search in it \(each(plainlyRead)),"
                + " ratio \(ratio(read, plainlyRead))",
        ].joined(separator: "\n")
    }

    private func each(_ time: Duration) -> String {
        String(format: "%.2f µs", time.inSeconds * 1e6 / Double(count))
    }

    private func ratio(_ ours: Duration, _ plain: Duration) -> String {
        String(format: "%.1f", ours / plain)
    }

    static func measure(count: Int) -> EventTimes {
        let null = open("/dev/null", O_WRONLY)
        defer { close(null) }
        @Sendable func put(_ line: String) {
            var line = line + "\n"
            line.withUTF8 { _ = Foundation.write(null, $0.baseAddress, $0.count) }
        }
        let writer = EventLogWriter(write: put)
        let clocks = EventLogWriter.clocks()
        let sample = LogLine(
            kind: .pointInTime,
            key: "samples",
            value: .integer(60_000),
            metadata: ["monotonic_ns": .integer(clocks.monotonicNanoseconds)],
            timeMilliseconds: Double(clocks.epochMilliseconds)
        ).text
        let written = time(count) { writer.point("samples", .integer(Int64($0))) }
        let plainlyWritten = time(count) { _ in put(sample) }
        var events = 0
        let read = time(count) { _ in
            if (try? LogLine.parse(sample)) != nil { events += 1 }
        }
        var found = 0
        let plainlyRead = time(count) { _ in if sample.contains("run_stop") { found += 1 } }
        precondition(
            events == count && found == 0,
            "every line is an event, and none ends a window"
        )
        return EventTimes(
            count: count,
            written: written,
            plainlyWritten: plainlyWritten,
            read: read,
            plainlyRead: plainlyRead
        )
    }

    private static func time(_ count: Int, _ work: (Int) -> Void) -> Duration {
        let started = MonotonicInstant.now()
        for index in 0..<count { work(index) }
        return MonotonicInstant.now() - started
    }
}
