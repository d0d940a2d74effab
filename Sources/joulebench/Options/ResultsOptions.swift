import ArgumentParser
import Store

/// Where results are kept.
struct ResultsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder for reports, prepared artifacts and the database.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var results = "results"

    @Option(
        help: ArgumentHelp(
            "The database of runs. (default: joulebench.sqlite in the results folder)",
            valueName: "file"
        ),
        completion: .file(extensions: ["sqlite"])
    )
    var database: String?

    var databasePath: String { database ?? results + "/joulebench.sqlite" }

    /// The database to read from.
    func existingStore() throws -> ResultStore { try ResultStore.existing(path: databasePath) }
}

/// A run that was made before.
struct RunArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The run: its id, the beginning of it, or “latest”.",
            valueName: "run"
        )
    )
    var run = "latest"
}
