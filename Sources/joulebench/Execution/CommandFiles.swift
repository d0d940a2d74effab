import Experiment
import Foundation
import Trials

/// The programs of variants and the files that their commands name.
enum CommandFiles {
    /// Larger files are data, and would take long to read.
    private static let mostBytes = 256 << 20

    /// The SHA-256 of each file that is there, by its path.
    ///
    /// Of a command, the program and each word, or what comes behind a word's first `=`, that is the
    /// path of a file. Artifacts have keys of their own.
    static func digests(of comparisons: [Comparison], _ locator: ProgramLocator) -> [String: String]
    {
        digests(of: comparisons.flatMap(\.variants).map(\.command), locator)
    }

    /// The same of commands.
    static func digests(of commands: [Command], _ locator: ProgramLocator) -> [String: String] {
        var digests: [String: String] = [:]
        for path in Set(commands.flatMap { paths($0, locator) }) {
            var digest = ContentDigest()
            guard isFile(path), (try? digest.update(contentsOfFile: path)) != nil else { continue }
            digests[path] = digest.hexadecimal()
        }
        return digests
    }

    private static func paths(_ command: Command, _ locator: ProgramLocator) -> [String] {
        let words = command.template
        let named = words.dropFirst().flatMap { word in
            [word]
                + (word.firstIndex(of: "=").map { [String(word[word.index(after: $0)...])] } ?? [])
        }
        let program = words.first.flatMap { try? locator.locate($0, in: command.folder) }
        guard let folder = command.folder else { return [program].compactMap(\.self) + named }
        return [program].compactMap(\.self)
            + named.map { $0.hasPrefix("/") || $0.isEmpty ? $0 : "\(folder)/\($0)" }
    }

    private static func isFile(_ path: String) -> Bool {
        var information = stat()
        return !path.isEmpty && stat(path, &information) == 0
            && information.st_mode & S_IFMT == S_IFREG && information.st_size <= mostBytes
    }
}
