internal import Foundation

/// Finds the file of a program.
///
/// A name with a slash is a path from the current folder. Any other name is looked for beside
/// `joulebench` itself, so that the workloads of a build are found without being installed, and
/// then in the folders of `PATH`.
public struct ProgramLocator: Sendable {
    private let folders: [String]

    public init(folders: [String]) { self.folders = folders }

    /// The folder of this executable, then those of `PATH`.
    public static func system() -> ProgramLocator {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            .flatMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let rest = path.split(separator: ":").map(String.init)
        return ProgramLocator(folders: [own].compactMap(\.self) + rest)
    }

    /// The absolute path of a program.
    ///
    /// - Parameters:
    ///   - name: with or without a slash.
    ///   - folder: where a relative path begins; `nil` for the current folder.
    /// - Returns: of a file that may be executed.
    /// - Throws: `TrialsError.programNotFound` with the places that were looked at.
    public func locate(_ name: String, in folder: String? = nil) throws(TrialsError) -> String {
        let path = folder.map { name.hasPrefix("/") ? name : "\($0)/\(name)" } ?? name
        let candidates =
            name.contains("/")
            ? [URL(fileURLWithPath: path).path] : folders.map { $0 + "/" + name }
        guard let found = candidates.first(where: Self.isProgram) else {
            throw .programNotFound(
                name: name,
                searched: name.contains("/") ? candidates : folders
            )
        }
        return found
    }

    /// The names of programs that begin as a name does, sorted; none for a path.
    ///
    /// For a hint after `programNotFound`: the names that a slip of the finger may have missed.
    public func programs(like name: String) -> [String] {
        guard let first = name.first, !name.contains("/") else { return [] }
        let found = folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0.first == first && Self.isProgram("\(folder)/\($0)") }
        }
        return Set(found).sorted()
    }

    private static func isProgram(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }
}
