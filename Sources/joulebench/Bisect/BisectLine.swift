import Experiment
import Foundation

/// The versions to look at, the good one first and the bad one last.
struct BisectLine {
    /// One of them.
    struct Version {
        /// Of its variant in runs: the beginning of its hash, or the name of its folder.
        var name: String

        /// What it is about; a folder has none.
        var subject: String

        /// `nil` where only its build is there.
        var commit: GitRepository.Commit?
    }

    /// Where a version is executed.
    struct Place: Hashable {
        var folder: String

        /// Tells what its steps prepare from what those of others do.
        var mark: String
    }

    let versions: [Version]
    private let source: Source

    private enum Source {
        case trees(BuiltTrees)
        case folders([String])
    }

    /// The commits of a repository after a good one up to a bad one.
    ///
    /// - Throws: `BuildError`.
    init(good: String, bad: String, trees: BuiltTrees) throws {
        let first = try trees.repository.commit(good)
        let last = try trees.repository.commit(bad)
        let commits = [first] + (try trees.repository.commits(from: first, to: last))
        versions = commits.map { Version(name: $0.short, subject: $0.subject, commit: $0) }
        source = .trees(trees)
    }

    /// Builds that there are.
    ///
    /// - Parameter folders: in their order.
    /// - Throws: `BisectInputError` where one is not there.
    init(folders: [String]) throws {
        var absolute: [String] = []
        for folder in folders {
            let path = URL(fileURLWithPath: folder).standardizedFileURL.path
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            else { throw BisectInputError.noFolder(folder) }
            guard !absolute.contains(path) else { throw BisectInputError.sameFolder(folder) }
            absolute.append(path)
        }
        let names = absolute.map { URL(fileURLWithPath: $0).lastPathComponent }
        let isTelling = Set(names).count == names.count
        versions = zip(absolute, names).map { path, name in
            Version(name: isTelling ? name : path, subject: "", commit: nil)
        }
        source = .folders(absolute)
    }

    /// What one is called in sentences.
    var kind: String {
        switch source {
        case .trees: "commit"
        case .folders: "build"
        }
    }

    /// Makes the place of a version: builds it, where that is to be done.
    ///
    /// - Throws: `BuildError`, `TrialsError.interrupted`.
    func place(of index: Int) throws -> Place {
        switch source {
        case .folders(let folders):
            return Place(folder: folders[index], mark: "build-\(index + 1)")
        case .trees(let trees):
            guard let commit = versions[index].commit else {
                preconditionFailure("a version that is built has a commit")
            }
            let tree = try trees.tree(of: commit)
            return Place(folder: tree.folder, mark: trees.mark(of: commit))
        }
    }
}
