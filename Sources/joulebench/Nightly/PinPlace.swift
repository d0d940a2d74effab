import Experiment
import Foundation
import Trials

/// Another checkout of the project, where the commands of a pinned reference are executed.
struct PinPlace {
    /// Absolute.
    var folder: String

    /// How it was made; `nil` for one that the user keeps.
    var build: Pin.Build?

    /// The commit that it is of; `nil` where only its suite's command may know.
    var commit: String?

    /// A checkout that the user keeps.
    ///
    /// - Throws: `PinError.noSuchFolder`.
    init(folder: String) throws {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        guard PinKeeper.isFolder(path) else { throw PinError.noSuchFolder(folder) }
        guard path != FileManager.default.currentDirectoryPath else {
            throw PinError.isHere(folder: folder)
        }
        self.folder = path
    }

    /// The tree of a commit, built.
    ///
    /// - Throws: `BuildError`, `TrialsError.interrupted`.
    init(commit name: String, trees: BuiltTrees) throws {
        let commit = try trees.repository.commit(name)
        folder = try trees.tree(of: commit).folder
        self.commit = commit.short
        build = Pin.Build(
            repository: trees.repository.folder,
            commit: commit.hash,
            command: trees.command
        )
    }
}
