internal import Dispatch
internal import Synchronization

/// Takes the answers of the system under test, from any thread, with the time at which they come.
public final class Completions: Sendable {
    fileprivate struct State {
        var latencies: [LatencyRun] = []
        var queryLatencies: [Nanoseconds] = []
        var missing: [Int: Int] = [:]
        var lastCompletion: Nanoseconds
        var finalQuery = (number: -1, done: Nanoseconds(0))
        var failure: (any Error)?
    }

    private let clock: any LoadClock
    private let keepsQueryLatencies: Bool
    private let state: Mutex<State>

    /// Signalled once for each query that is answered in full, and at a failure.
    private let answered = DispatchSemaphore(value: 0)

    init(clock: any LoadClock, start: Nanoseconds, keepingQueryLatencies: Bool) {
        self.clock = clock
        keepsQueryLatencies = keepingQueryLatencies
        state = Mutex(State(lastCompletion: start))
    }

    /// Says that a whole query is answered, now.
    public func complete(_ query: Query) { complete(query, samples: query.samples.count) }

    /// Says that some samples of a query are answered, now; each must be said once.
    public func complete(_ query: Query, samples: Int) {
        let now = clock.now()
        let isAnswered = state.withLock { state in
            guard let missing = state.missing[query.number], samples <= missing else {
                state.failure = state.failure ?? LoadError.answeredTwice(query: query.number)
                return true
            }
            state.record(now - query.scheduled, count: samples)
            state.lastCompletion = max(state.lastCompletion, now)
            guard samples == missing else {
                state.missing[query.number] = missing - samples
                return false
            }
            state.missing[query.number] = nil
            if keepsQueryLatencies { state.queryLatencies.append(now - query.scheduled) }
            if query.number >= state.finalQuery.number { state.finalQuery = (query.number, now) }
            return true
        }
        if isAnswered { answered.signal() }
    }

    /// Ends the run: the system under test cannot go on.
    public func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
        answered.signal()
    }

    /// Says that a query goes out.
    func expect(_ query: Query) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.missing[query.number] = query.samples.count
        }
    }

    /// Waits until one more query is answered in full.
    func waitForAnswer() throws {
        answered.wait()
        try state.withLock { if let failure = $0.failure { throw failure } }
    }

    /// What came, in the order of the latencies; for when all is answered.
    func collected() -> (
        latencies: [LatencyRun], queryLatencies: [Nanoseconds], finalDone: Nanoseconds,
        lastCompletion: Nanoseconds
    ) {
        state.withLock { state in
            (
                state.latencies.sorted { $0.latency < $1.latency }, state.queryLatencies.sorted(),
                state.finalQuery.done, state.lastCompletion
            )
        }
    }
}

extension Completions.State {
    fileprivate mutating func record(_ latency: Nanoseconds, count: Int) {
        if let last = latencies.last, last.latency == latency {
            latencies[latencies.count - 1].count += count
        } else {
            latencies.append(LatencyRun(latency: latency, count: count))
        }
    }
}
