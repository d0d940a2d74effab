internal import COneDNN
internal import Dispatch
internal import Foundation
internal import Synchronization

/// The threads that every kernel shares with oneDNN.
///
/// All variants use one team, so that none is measured with other threads, or with other spinning
/// between the products, than the rest.
public enum ThreadTeam {
    /// The number of threads: `OMP_NUM_THREADS`, or else one for each core this process may use.
    public static let count = {
        let openMP = Int(onednn_threads())
        return openMP > 0 ? openMP : ProcessInfo.processInfo.activeProcessorCount
    }()

    /// Runs a body for each part, in any order, on all threads; returns when all are done.
    static func parallel(_ parts: Int, _ body: (Int) -> Void) {
        guard parts > 1, count > 1 else {
            for part in 0..<parts { body(part) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let job = Job(parts: parts, body: body)
            let context = Unmanaged.passUnretained(job).toOpaque()
            let ran = onednn_parallel(
                Int32(min(parts, count)),
                { context in
                    guard let context else { return }
                    Unmanaged<Job>.fromOpaque(context).takeUnretainedValue().work()
                },
                context
            )
            // oneDNN without OpenMP, as with TBB or a thread pool, leaves no team to share.
            if !ran { DispatchQueue.concurrentPerform(iterations: parts) { _ in job.work() } }
        }
    }

    /// Splits 0..<count into one range a thread, each a multiple of 16 long but the last.
    static func split(_ count: Int, _ body: (Range<Int>) -> Void) {
        let blocks = (count + 15) / 16
        let parts = min(blocks, Self.count)
        parallel(parts) { part in
            let lower = blocks * part / parts * 16
            let upper = min(count, blocks * (part + 1) / parts * 16)
            body(lower..<upper)
        }
    }

    /// Unchecked: its body is run on several threads at once, on parts that no two of them share.
    private final class Job: @unchecked Sendable {
        private let next = Atomic(0)
        private let parts: Int
        private let body: (Int) -> Void

        init(parts: Int, body: @escaping (Int) -> Void) {
            self.parts = parts
            self.body = body
        }

        func work() {
            while true {
                let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard part < parts else { return }
                body(part)
            }
        }
    }
}
