import Experiment
import Testing

@testable import Trials

@Suite struct EventFollowerTests {
    private let started = MonotonicInstant(nanoseconds: 1_000_000_000)
    private let arrived = MonotonicInstant(nanoseconds: 2_000_000_000)

    /// The wall clock is 5 s ahead of the monotonic one.
    private func follow(_ line: String) -> EventFollower {
        var follower = EventFollower(started: started, realTimeOffset: 5_000_000_000)
        _ = follower.take(line, arrived: arrived)
        return follower
    }

    private func line(_ fields: String) -> String {
        ##":::MLLOG {"event_type": "POINT_IN_TIME", "key": "k", "value": 1, \##(fields)}"##
    }

    @Test func `the stated monotonic time is used`() {
        let event = follow(line(##""metadata": {"monotonic_ns": 1500000000}, "time_ms": 7"##))
            .events.first
        #expect(event?.instant.nanoseconds == 1_500_000_000)
        #expect(event?.timeSource == .monotonic)
        #expect(event?.number == 1)
    }

    @Test func `without it the wall clock is moved to the monotonic one`() {
        let event = follow(line(##""time_ms": 6750"##)).events.first
        #expect(event?.instant.nanoseconds == 1_750_000_000)
        #expect(event?.timeSource == .wallClock)
    }

    @Test(arguments: [
        ##""time_ms": 12.5"##, ##""time_ms": 1e300"##, ##""time_ms": 1e14"##,
        ##""time_ms": -9e12"##, ##""time_ms": -9223372036854"##, ##""time_ms": NaN"##,
        ##""metadata": {"monotonic_ns": 9223372036854775807}"##,
        ##""metadata": {"monotonic_ns": -9223372036854775808}"##,
        ##""metadata": {"monotonic_ns": 99000000000}"##, ##""metadata": {"monotonic_ns": 5}"##,
        ##""metadata": {}"##,
    ])
    func `a time that cannot be true gives way to the arrival`(fields: String) {
        let event = follow(line(fields)).events.first
        #expect(event?.instant == arrived)
        #expect(event?.timeSource == .arrival)
    }

    @Test func `the edges of the window and of phases ask for a sample, points do not`() {
        var follower = EventFollower(started: started, realTimeOffset: 0)
        func mark(_ text: String) -> EventFollower.Mark? {
            follower.take(text, arrived: arrived)
        }
        let start = ##":::MLLOG {"event_type": "INTERVAL_START", "key": "run_start"}"##
        #expect(mark(start) == .edge)
        #expect(mark(start.replacing("run_start", with: "eval_start")) == .phase)
        #expect(mark(line(##""time_ms": 1"##)) == EventFollower.Mark.none)
        #expect(mark("loss 0.3") == nil)
        #expect(mark(":::MLLOG {") == EventFollower.Mark.none)
        #expect(follower.malformed == [":::MLLOG {"])
        #expect(follower.events.count == 3)
    }
}
