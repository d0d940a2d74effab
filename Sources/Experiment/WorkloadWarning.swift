/// What is doubtful about what a workload left behind, besides its events.
public enum WorkloadWarning: Sendable, Hashable, Codable {
    /// LoadGen's log is missing or cannot be used.
    case loadGen(problem: String)

    /// The folder of a trial that did not complete was kept, less what was too large.
    case outputKept(path: String, removedBytes: Int64)

    public var explanation: String {
        switch self {
        case .loadGen(let problem): "LoadGen's log: \(problem)."
        case .outputKept(let path, let removed):
            "What it left in its output folder is kept in \(path)"
                + (removed > 0 ? ", less \(removed) bytes of its largest files." : ".")
        }
    }

    /// What warnings of one kind have in common.
    public var family: String {
        switch self {
        case .loadGen: explanation
        case .outputKept: "output kept"
        }
    }
}

extension Trial {
    /// Why LoadGen's log could not be used; `nil` where it could, or where none was asked for.
    public var loadGenProblem: String? {
        warnings.lazy.compactMap { warning in
            guard case .workload(.loadGen(let problem)) = warning else { return nil }
            return problem
        }.first
    }

    /// How it ended, in a sentence without its end.
    public var explanation: String {
        switch outcome {
        case .completed, .windowNotClosed:
            loadGenProblem.map { "has no usable log of LoadGen: \($0)" } ?? outcome.explanation
        default: outcome.explanation
        }
    }
}
