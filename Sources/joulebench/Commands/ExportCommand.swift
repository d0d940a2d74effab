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
        case githubActionBenchmark = "github-action-benchmark"
        case bencher
        case hyperfine
        case prometheus
        case codecarbon
        case spl
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the report of a run as CSV, Markdown, JSON or a format of another tool.",
        discussion: """
            CSV holds a row for each variant, or with --trials one for each trial, \
            with --phases one for each phase. Units are in \
            the headings; a value that is missing is an empty cell, never 0. “tidy” is CSV with \
            one value a row.

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
            "Write to a file instead of standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String?

    @OptionGroup var statementOptions: StatementOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        if trials, format != .csv { throw ValidationError("--trials goes with --format csv.") }
        if phases, format != .csv { throw ValidationError("--phases goes with --format csv.") }
        if format == .spl, trial == nil {
            throw ValidationError("--format spl needs --trial with a number.")
        }
        if trial != nil, format != .spl { throw ValidationError("--trial goes with --format spl.") }
        if phases, trials { throw ValidationError("Give either --trials or --phases.") }
    }

    private var content: CSVReport.Content { trials ? .trials : phases ? .phases : .variants }

    func run() throws {
        let record = try RunRecord(
            named: runArgument.run,
            from: resultsOptions.existingStore(),
            settings: statementOptions.settings()
        )
        let text = try text(of: record)
        guard let output else { return try Console.print(text) }
        try ReportFiles.write(text, to: output)
    }

    /// Most formats are made of the report; some need the trials themselves.
    private func text(of record: RunRecord) throws -> String {
        let report = record.report
        return switch format {
        case .csv: CSVReport(report, content: content).text
        case .tidy: TidyCSV(report).text
        case .markdown: MarkdownReport(report).text
        case .json: try JSONReport(report).text
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
