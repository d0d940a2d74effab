/// What makes a load run impossible or its result worthless.
public enum LoadError: Error, Hashable, CustomStringConvertible {
    case answeredTwice(query: Int)
    case tooManyQueries(expected: Double, most: Int)
    case file(path: String, reason: String)

    public var description: String {
        switch self {
        case .answeredTwice(let query):
            "The system under test answered a sample of query \(query) twice: a mistake in it."
        case .tooManyQueries(let expected, let most):
            "At this rate about \(Int(min(expected, 1e18))) queries would arrive, and at most "
                + "\(most) can be kept. Lower the target rate or the minimum duration."
        case .file(let path, let reason):
            "Cannot write \(path): \(reason)."
        }
    }
}
