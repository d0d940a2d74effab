internal import Dispatch
internal import Foundation
internal import LoadGenerator
internal import Networks
internal import Synchronization

/// Answers each query on the thread that issues it, batch by batch.
struct DirectServer: SystemUnderTest {
    let batches: BatchClassifier
    let name: String

    func issue(_ query: Query, to completions: Completions) throws {
        var first = 0
        while first < query.samples.count {
            let end = min(query.samples.count, first + batches.batchSize)
            try batches.classify(query.samples[first..<end])
            completions.complete(query, samples: end - first)
            first = end
        }
    }

    func finish() {}
}

/// Answers queries on a thread of its own, as many of the waiting ones at once as fit into a batch.
final class QueuedServer: SystemUnderTest, Sendable {
    let name: String
    private let batches: BatchClassifier
    private let waiting = Mutex(Waiting.Line())

    /// Signalled once for each query, and when no more will come.
    private let arrived = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let failure = Mutex<(any Error)?>(nil)

    private struct Waiting {
        let query: Query
        let completions: Completions

        /// Those that wait, the longest first.
        ///
        /// What is taken is removed in large pieces, so that a
        /// long line of an overloaded server costs no more to take from than a short one.
        struct Line {
            var isClosed = false
            private var queries: [Waiting] = []
            private var first = 0

            mutating func append(_ one: Waiting) { queries.append(one) }

            mutating func take(_ most: Int) -> [Waiting] {
                let taken = Array(queries[first...].prefix(most))
                first += taken.count
                if first > 1024, 2 * first > queries.count {
                    queries.removeFirst(first)
                    first = 0
                }
                return taken
            }
        }
    }

    /// Starts the thread and returns when it has its own OpenMP team and has run every kernel.
    ///
    /// - Throws: what a first run of the kernels throws.
    init(batches: BatchClassifier, name: String) throws {
        self.batches = batches
        self.name = name
        let thread = Thread { [self] in
            do { try batches.warmUp(seconds: 0) } catch { failure.withLock { $0 = error } }
            ready.signal()
            work()
            ended.signal()
        }
        thread.name = "server"
        thread.start()
        ready.wait()
        if let error = failure.withLock({ $0 }) {
            close()
            throw error
        }
    }

    func issue(_ query: Query, to completions: Completions) {
        waiting.withLock { $0.append(Waiting(query: query, completions: completions)) }
        arrived.signal()
    }

    /// Returns when all is answered and the thread is at its end.
    func finish() { close() }

    private func close() {
        waiting.withLock { $0.isClosed = true }
        arrived.signal()
        ended.wait()
    }

    private func work() {
        while true {
            arrived.wait()
            let (queries, isClosed) = waiting.withLock { line in
                (line.take(batches.batchSize), line.isClosed)
            }
            // A query that went along with an earlier one has left its signal behind.
            if queries.isEmpty, isClosed { return }
            guard !queries.isEmpty else { continue }
            answer(queries)
        }
    }

    private func answer(_ waiting: [Waiting]) {
        do {
            try batches.classify(waiting.map { $0.query.samples[0] })
            for one in waiting { one.completions.complete(one.query) }
        } catch {
            waiting[0].completions.fail(error)
        }
    }
}
