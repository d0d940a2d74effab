import Experiment
import Foundation
import Trials
import Units

/// The trees of commits, each built once by a command of the user's and kept.
///
/// A tree is built where it stays: programs know the paths of what they were built with. It counts as
/// built when its mark lies beside it; one without, which a killed run left, is made anew.
struct BuiltTrees {
    let repository: GitRepository

    /// For `sh -c`, in the folder of the tree that corresponds to the repository's.
    let command: String
    let timeout: Duration

    /// Of all trees, absolute.
    let root: String
    var isQuiet = false

    /// A commit that is built.
    struct Tree {
        var commit: GitRepository.Commit

        /// Where commands are executed.
        var folder: String
        var wasThere: Bool
    }

    /// The variable of a build's environment with the whole hash.
    static let variable = "JOULEBENCH_COMMIT"

    static func root(results: String) -> String { URL(fileURLWithPath: results + "/builds").path }

    /// What tells the trees of one commit apart that were built in different ways.
    func name(of commit: GitRepository.Commit) -> String {
        "\(commit.hash)-\(digest)"
    }

    /// The same in fewer characters, for what is made in the tree.
    func mark(of commit: GitRepository.Commit) -> String { "\(commit.short)-\(digest)" }

    private var digest: Substring { ContentDigest.hexadecimal(of: command).prefix(8) }

    /// The tree of a commit, built unless it was before.
    ///
    /// - Throws: `BuildError`; `TrialsError.interrupted`, and nothing half-built is left then.
    func tree(of commit: GitRepository.Commit) throws -> Tree {
        let place = "\(root)/\(name(of: commit))"
        let prefix = try repository.prefix()
        let folder = prefix.isEmpty ? place : "\(place)/\(prefix.dropLast())"
        if isBuilt(commit, at: place), isFolder(folder) {
            say("build \(commit.short): already there")
            return Tree(commit: commit, folder: folder, wasThere: true)
        }
        try attempt(root) {
            try FileManager.default.createDirectory(
                atPath: root,
                withIntermediateDirectories: true
            )
        }
        let log = try BuildLog(path: place + ".log")
        try removeTree(place)
        do {
            say("build \(commit.short): \(command)")
            let seconds = try build(commit, at: place, in: folder, log)
            try attempt(place) { try note(of: commit).write(to: markFile(place), options: .atomic) }
            say("build \(commit.short): done in \(TextFormat.short(Duration.seconds(seconds)))")
        } catch {
            // The error of the build is worth more than one of tidying up.
            try? removeTree(place)
            throw error
        }
        return Tree(commit: commit, folder: folder, wasThere: false)
    }

    private func build(
        _ commit: GitRepository.Commit,
        at place: String,
        in folder: String,
        _ log: BuildLog
    ) throws -> Double {
        let begun = ContinuousClock.now
        try repository.checkOut(commit, to: place)
        guard isFolder(folder) else {
            throw BuildError.noFolder(
                commit: commit.short,
                path: String(folder.dropFirst(place.count + 1))
            )
        }
        let outcome = try AttendedCommand(
            ["sh", "-c", command],
            in: folder,
            timeout: timeout,
            adding: [Self.variable: commit.hash, "PWD": folder],
            withholding: GitRepository.variables
        ).run(locator: repository.locator, household: repository.household) { log.append($1) }
        guard outcome == .completed else {
            throw BuildError.failed(
                commit: commit.short,
                command: command,
                outcome: outcome.explanation,
                log: log.path,
                lastOutput: log.lastLines.joined(separator: "\n")
            )
        }
        return (ContinuousClock.now - begun).inSeconds
    }

    // MARK: What is there

    private func markFile(_ place: String) -> URL { URL(fileURLWithPath: place + ".built") }

    private func note(of commit: GitRepository.Commit) -> Data {
        Data("\(commit.hash)\n\(command)\n".utf8)
    }

    private func isBuilt(_ commit: GitRepository.Commit, at place: String) -> Bool {
        (try? Data(contentsOf: markFile(place))) == note(of: commit) && isFolder(place)
    }

    /// The mark goes first: whenever this ends, no half of a tree passes for a whole one.
    private func removeTree(_ place: String) throws {
        for path in [markFile(place).path, place]
        where FileManager.default.fileExists(atPath: path) {
            try attempt(path) { try FileManager.default.removeItem(atPath: path) }
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    private func attempt(_ path: String, _ action: () throws -> Void) throws {
        do {
            try action()
        } catch {
            throw BuildError.cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    private func say(_ text: String) {
        if !isQuiet { Console.complain(text) }
    }
}
