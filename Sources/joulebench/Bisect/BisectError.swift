/// Why it cannot be said which version changed something.
enum BisectError: Error, CustomStringConvertible {
    case estimated
    case noChange(String)
    /// The good or the bad version cannot be built or measured; a sentence without its end.
    case endUnusable(String)

    var description: String {
        switch self {
        case .estimated:
            "Could not judge: the energy on this machine is an estimate from CPU time, and an estimate "
                + "decides nothing. `--metric time` goes by the time instead; `joulebench doctor` says "
                + "what hinders measuring."
        case .noChange(let finding):
            "Could not judge: \(finding). More blocks (--max-blocks) find smaller changes; a smaller "
                + "--bound lets them count."
        case .endUnusable(let reason): "Could not judge: \(reason)."
        }
    }
}

/// A variant of a suite that is not there, or that more than one comparison has.
enum BisectInputError: Error, CustomStringConvertible {
    case noSuchVariant(String, known: [String])
    case ambiguous(String, comparisons: [String])
    case noFolder(String)
    case sameFolder(String)

    var isMissing: Bool {
        switch self {
        case .noSuchVariant, .noFolder: true
        case .ambiguous, .sameFolder: false
        }
    }

    var description: String {
        switch self {
        case .noSuchVariant(let name, let known):
            "The suite has no variant “\(name)”; there are \(known.joined(separator: ", "))."
        case .ambiguous(let name, let comparisons):
            "The variant “\(name)” is in several comparisons. Name one with --comparison: "
                + "\(comparisons.joined(separator: ", "))."
        case .noFolder(let path): "There is no folder \(path) with a build."
        case .sameFolder(let path): "The folder \(path) is named twice with --builds."
        }
    }
}
