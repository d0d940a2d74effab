import Experiment
import Foundation
import Trials

/// A git repository, as it is read: nothing in it is ever changed.
struct GitRepository {
    /// Any folder of its working tree, or a bare repository; absolute.
    let folder: String
    let locator: ProgramLocator
    let household: Household

    /// One commit.
    struct Commit: Hashable {
        var hash: String
        var parents: [String]

        /// With the mail address.
        var author: String

        /// As ISO 8601 has it, with the author's time zone.
        var date: String

        /// The first line of its message.
        var subject: String

        /// Long enough for any project.
        var short: String { String(hash.prefix(12)) }
        var isMerge: Bool { parents.count > 1 }
    }

    init(folder: String, locator: ProgramLocator, household: Household) {
        self.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
        self.locator = locator
        self.household = household
    }

    // MARK: Commits

    /// The commit of a name: a hash, a branch, a tag, `HEAD~3`.
    ///
    /// - Throws: `BuildError.noSuchCommit`, `.notARepository`.
    func commit(_ name: String) throws -> Commit {
        _ = try prefix()
        let found = try git(["rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
        guard found.isDone, let hash = found.lines.first, !name.hasPrefix("-") else {
            throw BuildError.noSuchCommit(name, repository: folder)
        }
        guard let commit = try log(["-1", hash]).first else {
            throw BuildError.noSuchCommit(name, repository: folder)
        }
        return commit
    }

    /// The commits after a good one up to a bad one, the oldest first: those of the line itself
    /// (`--first-parent`), so that each is what the line's users had; what a merge brought is one.
    ///
    /// - Throws: `BuildError.notBefore` where the bad one does not come from the good one.
    func commits(from good: Commit, to bad: Commit) throws -> [Commit] {
        let isAncestor = try git(["merge-base", "--is-ancestor", good.hash, bad.hash]).isDone
        guard isAncestor, good.hash != bad.hash else {
            throw BuildError.notBefore(good: good.short, bad: bad.short)
        }
        return try log(["--first-parent", "--reverse", "\(good.hash)..\(bad.hash)"])
    }

    private func log(_ which: [String]) throws -> [Commit] {
        let format = ["%H", "%P", "%an <%ae>", "%aI", "%s"].joined(separator: "%x1f")
        let found = try git(
            ["log", "--no-show-signature", "--no-color", "--encoding=UTF-8", "--format=\(format)"]
                + which
        )
        guard found.isDone else {
            throw BuildError.git(doing: "list the commits of \(folder)", reason: found.complaint)
        }
        return found.lines.compactMap { line in
            let parts = line.split(
                separator: "\u{1f}",
                maxSplits: 4,
                omittingEmptySubsequences: false
            )
            guard parts.count == 5 else { return nil }
            return Commit(
                hash: String(parts[0]),
                parents: parts[1].split(separator: " ").map(String.init),
                author: String(parts[2]),
                date: String(parts[3]),
                subject: String(parts[4])
            )
        }
    }

    // MARK: Places

    /// The folder's path in the tree, with a slash at its end; empty for the tree's root.
    ///
    /// - Throws: `BuildError.notARepository`.
    func prefix() throws -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
            isFolder.boolValue
        else { throw BuildError.notARepository(folder: folder, reason: "there is no such folder") }
        let found = try git(["rev-parse", "--show-prefix"])
        guard found.isDone else {
            throw BuildError.notARepository(folder: folder, reason: found.complaint)
        }
        return found.lines.first ?? ""
    }

    /// Makes the tree of a commit, as a clone that borrows the repository's objects.
    ///
    /// Not a worktree: that would be an entry in the repository, to be taken out again however this
    /// ends. Not an archive: a build may ask `git describe`, and would then be told of the repository
    /// around it. No hook runs, and submodules are left to the build's command.
    ///
    /// - Throws: `BuildError.git`.
    func checkOut(_ commit: Commit, to tree: String) throws {
        let doing = "check \(commit.short) out to \(tree)"
        let calm = [
            "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", "-c",
            "protocol.file.allow=always",
        ]
        // Of a worktree that of its repository, which has the objects.
        let common = try git(["rev-parse", "--git-common-dir"])
        guard common.isDone, let path = common.lines.first else {
            throw BuildError.git(doing: doing, reason: common.complaint)
        }
        let source = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        let cloned = try git(
            calm + ["clone", "--quiet", "--shared", "--no-checkout", "--template=", source, tree]
        )
        guard cloned.isDone else { throw BuildError.git(doing: doing, reason: cloned.complaint) }
        // Where submodules and large files are fetched from, should the build do so.
        if let origin = try git(["config", "--get", "remote.origin.url"]).lines.first {
            _ = try git(["-C", tree, "remote", "set-url", "origin", origin])
        }
        let checked = try git(
            calm + ["-C", tree, "checkout", "--quiet", "--force", "--detach", commit.hash]
        )
        guard checked.isDone else { throw BuildError.git(doing: doing, reason: checked.complaint) }
    }

    // MARK: git

    /// What git said.
    private struct Answer {
        var isDone: Bool
        var lines: [String]
        var complaint: String
    }

    /// Those that say which repository is meant: in a hook they are those of another one.
    static let variables: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CONFIG_PARAMETERS",
    ]

    private func git(_ words: [String]) throws -> Answer {
        var lines: [String] = []
        var complaints: [String] = []
        let outcome = try AttendedCommand(
            ["git"] + words,
            in: folder,
            timeout: .seconds(600),
            adding: ["GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"],
            withholding: Self.variables
        ).run(locator: locator, household: household) { stream, line in
            if stream == .output { lines.append(line) } else { complaints.append(line) }
        }
        let said = complaints.suffix(5).joined(separator: "\n")
        return Answer(
            isDone: outcome == .completed,
            lines: lines,
            complaint: said.isEmpty ? outcome.explanation : said
        )
    }
}
