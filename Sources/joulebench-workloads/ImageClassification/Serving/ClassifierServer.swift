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
    private let waiting = Mutex(Waiting.Line())

    /// Signalled once for each query, and when no more will come.
    private let arrived = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let made = Mutex<Result<BatchClassifier, any Error>?>(nil)

    private struct Waiting {
        let query: Query
        let completions: Completions

        /// Those that wait, the longest first.
        ///
        /// What is taken is removed in large pieces, so that a long line of an overloaded server
        /// costs no more to take from than a short one.
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

    /// Starts the thread and returns when it has made its classifier and run every kernel.
    ///
    /// The classifier is made where it is used: oneDNN keeps scratch memory for each thread, and its
    /// 8-bit products fail on another thread than the one that made them.
    ///
    /// - Throws: what making or a first run of the kernels throws.
    init(
        name: String,
        warmUpSeconds: Double,
        making make: @escaping @Sendable () throws -> BatchClassifier
    ) throws {
        self.name = name
        let thread = Thread { [self] in
            let result = Result<BatchClassifier, any Error> {
                let batches = try make()
                try batches.warmUp(seconds: warmUpSeconds)
                return batches
            }
            made.withLock { $0 = result }
            ready.signal()
            if case .success(let batches) = result { work(batches) }
            ended.signal()
        }
        thread.name = "server"
        thread.start()
        ready.wait()
        _ = try batches()
    }

    /// What the thread works with; to be looked at when it is at its end.
    func batches() throws -> BatchClassifier {
        guard let result = made.withLock({ $0 }) else {
            preconditionFailure("the thread says that it is ready when this is set")
        }
        return try result.get()
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

    private func work(_ batches: BatchClassifier) {
        while true {
            arrived.wait()
            let (queries, isClosed) = waiting.withLock { line in
                (line.take(batches.batchSize), line.isClosed)
            }
            // A query that went along with an earlier one has left its signal behind.
            if queries.isEmpty, isClosed { return }
            guard !queries.isEmpty else { continue }
            answer(queries, with: batches)
        }
    }

    private func answer(_ waiting: [Waiting], with batches: BatchClassifier) {
        do {
            try batches.classify(waiting.map { $0.query.samples[0] })
            for one in waiting { one.completions.complete(one.query) }
        } catch {
            waiting[0].completions.fail(error)
        }
    }
}
