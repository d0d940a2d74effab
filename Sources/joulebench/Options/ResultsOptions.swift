import ArgumentParser
import Foundation
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

    /// The options as they would have to be typed again; none where they are the usual ones.
    var words: [String] {
        (results == "results" ? [] : ["--results", results])
            + (database.map { ["--database", $0] } ?? [])
    }

    /// The same places, whatever the current folder is then.
    func absolute() -> ResultsOptions {
        var options = self
        options.results = URL(fileURLWithPath: results).path
        options.database = database.map { URL(fileURLWithPath: $0).path }
        return options
    }

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
