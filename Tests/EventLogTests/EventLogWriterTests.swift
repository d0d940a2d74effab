import EventLog
import Foundation
import Testing

@Suite struct EventLogWriterTests {
    private final class Lines: @unchecked Sendable {
        private let lock = NSLock()
        private var stored: [String] = []
        func append(_ line: String) { lock.withLock { stored.append(line) } }
        var all: [String] { lock.withLock { stored } }
    }

    @Test func `an interval is closed also when the work throws`() throws {
        struct Failure: Error {}
        let lines = Lines()
        let log = EventLogWriter(now: { (7, 8) }, write: lines.append)
        #expect(throws: Failure.self) { try log.interval("epoch") { throw Failure() } }
        let events = try lines.all.map { try #require(try LogLine.parse($0)) }
        #expect(events.map(\.key) == ["epoch_start", "epoch_stop"])
        #expect(events.map(\.kind) == [.intervalStart, .intervalEnd])
        #expect(events.map(\.monotonicNanoseconds) == [7, 7])
        #expect(events.map(\.timeMilliseconds) == [8, 8])
    }

    @Test func `the clock does not go back`() {
        let first = EventLogWriter.clocks().monotonicNanoseconds
        let second = EventLogWriter.clocks().monotonicNanoseconds
        #expect(first > 0)
        #expect(second >= first)
    }
}
