/// A place in a suite file that a message can point at.
struct Site: Hashable {
    var line: Int?
    var column: Int?
    var keyPath: String

    /// The same place, named by a key below it.
    func child(_ key: String) -> Site {
        var site = self
        site.keyPath = keyPath.isEmpty ? printable(key) : "\(keyPath).\(printable(key))"
        return site
    }
}

/// Takes in mistakes, so that one reading of a file finds them all.
final class MistakeLog {
    private var found: Set<SuiteMistake> = []

    func report(_ message: String, at site: Site) {
        // A command that several variants share is looked at once for each of them; the set
        // keeps what is wrong for all of them from being said more than once.
        found.insert(
            SuiteMistake(
                line: site.line,
                column: site.column,
                keyPath: site.keyPath,
                message: message
            )
        )
    }

    /// By place in the file; those that have none come last.
    var sorted: [SuiteMistake] {
        found.sorted { left, right in
            let leftPlace = (left.line ?? .max, left.column ?? .max)
            let rightPlace = (right.line ?? .max, right.column ?? .max)
            guard leftPlace == rightPlace else { return leftPlace < rightPlace }
            return (left.keyPath, left.message) < (right.keyPath, right.message)
        }
    }
}
