import ArgumentParser
import Foundation
import Trials

/// How the tree of a commit is built.
struct BuildOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The command for sh that builds a commit's tree, in that tree; \(BuiltTrees.variable) is "
                + "its hash. Submodules are its business.",
            valueName: "command"
        )
    )
    var build: String?

    @Option(
        help: ArgumentHelp(
            "The git repository of the project; a folder below its root stands for the same folder of "
                + "each tree. (default: the current folder)",
            valueName: "dir"
        ),
        completion: .directory
    )
    var repository: String?

    @Option(
        name: .customLong("build-timeout"),
        help: ArgumentHelp("How long a build may take.", valueName: "seconds")
    )
    var buildTimeout = Self.usualTimeout

    static let usualTimeout = 3600.0

    mutating func validate() throws {
        guard buildTimeout > 0, buildTimeout <= 604_800 else {
            throw ValidationError(
                "--build-timeout must be above 0 and at most 604800 s, not \(buildTimeout)."
            )
        }
        if let build, build.allSatisfy(\.isWhitespace) {
            throw ValidationError("--build is empty; `--build true` builds nothing.")
        }
    }

    func trees(
        command: String,
        results: String,
        locator: ProgramLocator,
        household: Household
    ) -> BuiltTrees {
        BuiltTrees(
            repository: GitRepository(
                folder: repository ?? FileManager.default.currentDirectoryPath,
                locator: locator,
                household: household
            ),
            command: command,
            timeout: .seconds(buildTimeout),
            root: BuiltTrees.root(results: results)
        )
    }
}
