import Experiment

/// A commit that cannot be found, checked out or built.
enum BuildError: Error, CustomStringConvertible {
    case notARepository(folder: String, reason: String)
    case noSuchCommit(String, repository: String)
    case notBefore(good: String, bad: String)
    /// git refused something; its words.
    case git(doing: String, reason: String)
    case failed(commit: String, command: String, outcome: String, log: String, lastOutput: String)
    case noFolder(commit: String, path: String)
    case inUse(path: String)
    case cannotWrite(path: String, reason: String)

    var status: ExitStatus {
        switch self {
        case .notARepository, .noSuchCommit: .noInput
        case .notBefore: .badSuite
        case .git, .failed, .noFolder: .unavailable
        case .inUse: .inUse
        case .cannotWrite: .cannotWrite
        }
    }

    var description: String {
        switch self {
        case .notARepository(let folder, let reason):
            "\(folder) is not in a git repository: \(reason.withoutFullStop). Name one with "
                + "--repository."
        case .noSuchCommit(let name, let repository):
            "The repository \(repository) has no commit “\(name)”."
        case .notBefore(let good, let bad):
            "The good commit \(good) is not an ancestor of the bad one, \(bad). Name a good one that "
                + "the bad one came from: `git merge-base \(good) \(bad)` prints it."
        case .git(let doing, let reason):
            "Cannot \(doing): git says: \(reason.withoutFullStop)."
        case .failed(let commit, let command, let outcome, let log, let lastOutput):
            "The build of \(commit) (\(command)) \(outcome). Its log is \(log)."
                + (lastOutput.isEmpty ? " It wrote nothing." : " It ends with:\n\(lastOutput)")
        case .noFolder(let commit, let path):
            "The commit \(commit) has no folder \(path)."
        case .inUse(let path):
            "Another joulebench builds \(path). Try again when it is done."
        case .cannotWrite(let path, let reason):
            "Cannot write \(path): \(reason.withoutFullStop)."
        }
    }

    /// What there is to be said in a table.
    var brief: String {
        switch self {
        case .failed: "does not build"
        case .noFolder: "has no such folder"
        default: "cannot be checked out"
        }
    }
}
