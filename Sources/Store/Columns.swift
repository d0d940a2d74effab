internal import Experiment
internal import GRDB
internal import Units

/// A trial's outcome taken apart into its columns.
struct OutcomeColumns {
    var word: String
    var exitStatus: Int32?
    var signal: Int32?
    var limitNanoseconds: Int64?
    var startFailure: String?

    init(_ outcome: TrialOutcome) {
        word = outcome.word
        switch outcome {
        case .exited(let status): exitStatus = status
        case .signalled(let number): signal = number
        case .timedOut(let limit): limitNanoseconds = limit.inNanoseconds
        case .notStarted(let reason): startFailure = reason
        case .completed, .windowNotClosed, .windowReopened, .interrupted: break
        }
    }

    /// The outcome that a row holds; the schema's CHECKs make sure that the columns fit the word.
    static func outcome(of row: Row) -> TrialOutcome {
        switch row["outcome"] as String {
        case "exited": .exited(status: row["exit_status"])
        case "signalled": .signalled(signal: row["signal"])
        case "timed_out": .timedOut(limit: .nanoseconds(row["limit_ns"] as Int64))
        case "not_started": .notStarted(reason: row["start_failure"])
        case "window_not_closed": .windowNotClosed
        case "window_reopened": .windowReopened
        case "interrupted": .interrupted
        default: .completed
        }
    }
}

/// A reading's outcome taken apart into its columns.
struct ReadingColumns {
    var value: Int64?
    var failure: String?

    init(_ outcome: Reading.Outcome) {
        switch outcome {
        case .value(let raw):
            // SQLite's integers have 63 bits; no counter that we read comes near.
            value = Int64(exactly: raw)
            if value == nil { failure = "malformed" }
        case .failed(let errno): failure = "errno \(errno)"
        case .malformed: failure = "malformed"
        }
    }

    static func outcome(value: Int64?, failure: String?) -> Reading.Outcome {
        if let value, value >= 0 { return .value(UInt64(value)) }
        guard let failure, failure.hasPrefix("errno "),
            let number = Int32(failure.dropFirst("errno ".count))
        else { return .malformed }
        return .failed(errno: number)
    }
}
