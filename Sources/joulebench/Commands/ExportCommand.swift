import ArgumentParser
import Foundation
import Reports

struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv
        case markdown
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the report of a run as CSV, Markdown or JSON.",
        discussion: """
            CSV holds a row for each variant, or with --trials one for each trial, \
            with --phases one for each phase. Units are in \
            the headings; a value that is missing is an empty cell, never 0. With --all, every run, the             oldest first: CSV without the columns of counted events, JSON with a run a line.
            """
    )

    @OptionGroup var runArgument: RunArgument

    @Option(help: "The format of the output.")
    var format: Format

    @Flag(help: "With CSV: a row for each trial instead of one for each variant.")
    var trials = false

    @Flag(help: "With CSV: a row for each phase of each variant.")
    var phases = false

    @Flag(help: "Write every run of the database, as CSV or as JSON lines.")
    var all = false

    @Option(help: ArgumentHelp("With --all: the runs of one suite only.", valueName: "name"))
    var suite: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write to a file instead of standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String?

    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        if trials, format != .csv { throw ValidationError("--trials goes with --format csv.") }
        if phases, format != .csv { throw ValidationError("--phases goes with --format csv.") }
        if all, format != .csv, format != .json {
            throw ValidationError("--all goes with --format csv or json.")
        }
        if all, runArgument.run != "latest" {
            throw ValidationError("Give either a run or --all.")
        }
        if suite != nil, !all { throw ValidationError("--suite goes with --all.") }
        if phases, trials { throw ValidationError("Give either --trials or --phases.") }
    }

    private var content: CSVReport.Content { trials ? .trials : phases ? .phases : .variants }

    func run() throws {
        if all {
            let export = AllRunsExport(
                content: format == .json ? .jsonLines : .csv(content),
                suite: suite
            )
            return try export.write(
                from: resultsOptions.existingStore(),
                path: resultsOptions.databasePath,
                to: output
            )
        }
        let report = try Report.load(runArgument.run, from: resultsOptions.existingStore())
        let text =
            switch format {
            case .csv: CSVReport(report, content: content).text
            case .markdown: MarkdownReport(report).text
            case .json: try JSONReport(report).text
            }
        guard let output else { return try Console.print(text) }
        try ReportFiles.write(text, to: output)
    }
}
