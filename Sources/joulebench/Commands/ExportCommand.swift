import ArgumentParser
import Experiment
import Foundation
import Reports
import Store

struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv
        case tidy
        case markdown
        case json
        case html
        case svg
        case githubActionBenchmark = "github-action-benchmark"
        case bencher
        case hyperfine
        case prometheus
        case codecarbon
        case spl
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the report of a run as a file or in a format of another tool.",
        discussion: """
            CSV holds a row for each variant, or with --trials one for each trial, \
            with --phases one for each phase. Units are in \
            the headings; a value that is missing is an empty cell, never 0. “tidy” is CSV with \
            one value a row. With --all, every run, the oldest first: CSV without the columns of \
            counted events, tidy, or JSON with a run a line.

            HTML is one file that needs nothing else. SVG writes each plot as a file of its own; \
            with it, --output is a folder.

            The formats of other tools are described in results/README.md.
            """
    )

    @OptionGroup var runArgument: RunArgument

    @Option(help: "The format of the output.")
    var format: Format

    @Flag(help: "With CSV: a row for each trial instead of one for each variant.")
    var trials = false

    @Flag(help: "With CSV: a row for each phase of each variant.")
    var phases = false

    @Flag(help: "Write every run of the database, as CSV, tidy, or as JSON lines.")
    var all = false

    @Option(help: ArgumentHelp("With --all: the runs of one suite only.", valueName: "name"))
    var suite: String?

    @Option(
        help: ArgumentHelp(
            "With spl: the number of the trial in the run, from 1.",
            valueName: "n"
        )
    )
    var trial: Int?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write to a file instead of standard output; with SVG, to a folder.",
            valueName: "path"
        ),
        completion: .file()
    )
    var output: String?

    @OptionGroup var statementOptions: StatementOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        if trials, format != .csv { throw ValidationError("--trials goes with --format csv.") }
        if phases, format != .csv { throw ValidationError("--phases goes with --format csv.") }
        if format == .svg, output == nil {
            throw ValidationError("--format svg writes several files: give a folder with --output.")
        }
        if all, ![.csv, .tidy, .json].contains(format) {
            throw ValidationError("--all goes with --format csv, tidy or json.")
        }
        if all, runArgument.run != "latest" {
            throw ValidationError("Give either a run or --all.")
        }
        if suite != nil, !all { throw ValidationError("--suite goes with --all.") }
        if format == .spl, trial == nil {
            throw ValidationError("--format spl needs --trial with a number.")
        }
        if trial != nil, format != .spl { throw ValidationError("--trial goes with --format spl.") }
        if phases, trials { throw ValidationError("Give either --trials or --phases.") }
    }

    private var content: CSVReport.Content { trials ? .trials : phases ? .phases : .variants }

    func run() throws {
        if all {
            let whole: AllRunsExport.Content = format == .tidy ? .tidy : .csv(content)
            let export = AllRunsExport(content: format == .json ? .jsonLines : whole, suite: suite)
            return try export.write(
                from: resultsOptions.existingStore(),
                path: resultsOptions.databasePath,
                to: output
            )
        }
        let record = try RunRecord(
            named: runArgument.run,
            from: resultsOptions.existingStore(),
            settings: statementOptions.settings(),
            hasCurves: format == .html || format == .svg
        )
        guard let text = try text(of: record) else { return try writePlots(of: record.report) }
        if let output {
            try ReportFiles.write(text, to: output)
        } else {
            _ = try Console.printData(text)
        }
    }

    private func writePlots(of report: Report) throws {
        guard let output else { return }
        let plots = report.plots
        guard !plots.isEmpty else {
            throw OutputError(path: output, reason: "the run has nothing that a plot could show")
        }
        try ReportFiles.write(plots, into: output)
    }

    /// Most formats are made of the report; some need the trials themselves.
    ///
    /// - Returns: `nil` for plots, which are several files.
    private func text(of record: RunRecord) throws -> String? {
        let report = record.report
        return switch format {
        case .csv: CSVReport(report, content: content).text
        case .tidy: TidyCSV(report).text
        case .markdown: MarkdownReport(report).text
        case .json: try JSONReport(report).text
        case .html: HTMLReport(report).text
        case .svg: nil
        case .githubActionBenchmark: try GitHubActionReport(report).text
        case .bencher: try BencherReport(report).text
        case .hyperfine: try HyperfineReport(report, trials: record.trials).text
        case .prometheus: PrometheusReport(report).text
        case .codecarbon: CodeCarbonReport(report, trials: record.trials).text
        case .spl:
            try PowerLog(record.trial(trial ?? 0), estimateModel: report.run.estimateModel).text
        }
    }
}
