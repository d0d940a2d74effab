/// Why a suite file could not be used.
public enum SuiteFileError: Error, Sendable, Hashable {
    /// The file could not be read at all.
    case unreadable(path: String, reason: String, remedy: String)
    /// The file was read and holds mistakes: at least one, sorted by line.
    case invalid(path: String, mistakes: [SuiteMistake])

    public var path: String {
        switch self {
        case .unreadable(let path, _, _), .invalid(let path, _): path
        }
    }

    /// What is wrong inside the file; empty where it could not be read.
    public var mistakes: [SuiteMistake] {
        guard case .invalid(_, let mistakes) = self else { return [] }
        return mistakes
    }
}

extension SuiteFileError: CustomStringConvertible {
    /// One line for each mistake, in the form that editors and CI systems jump to.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason, let remedy):
            "\(path): \(reason); \(remedy)"
        case .invalid(let path, let mistakes):
            mistakes.map { "\(path):\($0)" }.joined(separator: "\n")
        }
    }
}

/// One thing in a suite file that has to be changed before it can run.
public struct SuiteMistake: Sendable, Hashable {
    /// From 1; `nil` for a mistake that is not in the file: an override from the command line.
    public var line: Int?

    /// From 1, in Unicode scalars; `nil` where only the line is known.
    public var column: Int?

    /// Where in the structure, such as `comparisons[0].variants.pruned.command`; may be empty.
    public var keyPath: String

    /// What is wrong and what to write instead.
    public var message: String

    public init(line: Int?, column: Int?, keyPath: String, message: String) {
        self.line = line
        self.column = column
        self.keyPath = keyPath
        self.message = message
    }
}

extension SuiteMistake: CustomStringConvertible {
    /// `12:5: key.path: message`, less what is not known.
    public var description: String {
        var text = ""
        if let line { text += "\(line):" }
        if line != nil, let column { text += "\(column):" }
        text += " "
        if !keyPath.isEmpty { text += "\(keyPath): " }
        return text + message
    }
}
