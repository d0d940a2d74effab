import ArgumentParser
import Foundation
import Reports

struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv
        case markdown
        case json
        case html
        case svg
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the report of a run as CSV, Markdown, JSON, HTML or SVG plots.",
        discussion: """
            CSV holds a row for each variant, or with --trials one for each trial, \
            with --phases one for each phase. Units are in \
            the headings; a value that is missing is an empty cell, never 0. With --all, every run, \
            the oldest first: CSV without the columns of counted events, JSON with a run a line.

            HTML is one file that needs nothing else. SVG writes each plot as a file of its own; \
            with it, --output is a folder.
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
            "Write to a file instead of standard output; with SVG, to a folder.",
            valueName: "path"
        ),
        completion: .file()
    )
    var output: String?

    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        if trials, format != .csv { throw ValidationError("--trials goes with --format csv.") }
        if phases, format != .csv { throw ValidationError("--phases goes with --format csv.") }
        if format == .svg, output == nil {
            throw ValidationError("--format svg writes several files: give a folder with --output.")
        }
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
        let report = try Report.load(
            runArgument.run,
            from: resultsOptions.existingStore(),
            hasCurves: format == .html || format == .svg
        )
        let text: String
        switch format {
        case .csv: text = CSVReport(report, content: content).text
        case .markdown: text = MarkdownReport(report).text
        case .json: text = try JSONReport(report).text
        case .html: text = HTMLReport(report).text
        case .svg: return try writePlots(of: report)
        }
        guard let output else { return try Console.print(text) }
        try ReportFiles.write(text, to: output)
    }
    private func writePlots(of report: Report) throws {
        guard let output else { return }
        let plots = report.plots
        guard !plots.isEmpty else {
            throw OutputError(path: output, reason: "the run has nothing that a plot could show")
        }
        try ReportFiles.write(plots, into: output)
    }
}
