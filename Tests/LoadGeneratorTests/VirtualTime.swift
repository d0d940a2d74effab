import LoadGenerator
import Synchronization

/// A clock that moves only where a test says so, with answers that fall due while it is moved.
final class VirtualClock: LoadClock {
    private struct State {
        var now: Nanoseconds
        var due: [(time: Nanoseconds, action: @Sendable () -> Void)] = []
    }

    private let state: Mutex<State>

    init(start: Nanoseconds = 1_000_000) { state = Mutex(State(now: start)) }

    func now() -> Nanoseconds { state.withLock(\.now) }

    func advance(by time: Nanoseconds) { sleep(until: now() + time) }

    func schedule(at time: Nanoseconds, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.due.append((time, action)) }
    }

    /// Moves to an instant and does on the way what falls due, in order.
    func sleep(until instant: Nanoseconds) {
        while let action = next(until: instant) { action() }
        state.withLock { $0.now = max($0.now, instant) }
    }

    /// Does everything that is still due.
    func finish() { while let action = next(until: .max) { action() } }

    private func next(until instant: Nanoseconds) -> (@Sendable () -> Void)? {
        state.withLock { state in
            let first = state.due.indices.min { state.due[$0].time < state.due[$1].time }
            guard let first, state.due[first].time <= instant else { return nil }
            let event = state.due.remove(at: first)
            state.now = max(state.now, event.time)
            return event.action
        }
    }
}

/// A system whose latencies are given by a function of the query's number; it answers on the
/// virtual clock, where asked to after a gap before the next query can go out.
struct ScriptedSystem: SystemUnderTest {
    let name = "scripted"
    let clock: VirtualClock
    var isImmediate = true
    var gap: @Sendable (Int) -> Nanoseconds = { _ in 0 }
    let latency: @Sendable (Int) -> Nanoseconds

    func issue(_ query: Query, to completions: Completions) {
        let done = query.scheduled + latency(query.number)
        if isImmediate {
            clock.sleep(until: done)
            completions.complete(query)
            clock.advance(by: gap(query.number))
        } else {
            clock.schedule(at: done) { completions.complete(query) }
        }
    }

    func finish() { clock.finish() }
}
