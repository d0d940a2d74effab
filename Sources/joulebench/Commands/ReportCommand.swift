import ArgumentParser
import Reports

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show the comparison tables of a run.",
        discussion: """
            Everything is worked out anew from the raw readings in the database. For files and \
            other programs use `joulebench export`.
            """
    )

    @OptionGroup var runArgument: RunArgument
    @OptionGroup var statementOptions: StatementOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        let report = try Report.load(
            runArgument.run,
            from: resultsOptions.existingStore(),
            settings: statementOptions.settings()
        )
        try Console.print(
            TerminalReport(report, usesColour: Console.outputUsesColour).text
        )
    }
}
