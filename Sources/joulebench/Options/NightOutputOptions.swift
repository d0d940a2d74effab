import ArgumentParser
import Foundation
import Reports

/// Where a night is written to besides the terminal and the results folder.
struct NightOutputOptions: ParsableArguments {
    enum Annotations: String, ExpressibleByArgument, CaseIterable {
        case auto
        case github
        case none
    }

    @Option(
        help: ArgumentHelp("Write a JUnit test suite, a test case a series.", valueName: "file"),
        completion: .file()
    )
    var junit: String?

    @Option(
        help: ArgumentHelp("Write a summary as Markdown, for a CI job's page.", valueName: "file"),
        completion: .file()
    )
    var markdown: String?

    @Option(help: ArgumentHelp("Write the night as JSON.", valueName: "file"), completion: .file())
    var json: String?

    @Option(
        name: .customLong("export-github"),
        help: ArgumentHelp(
            "Write the figures for github-action-benchmark (customSmallerIsBetter).",
            valueName: "file"
        ),
        completion: .file()
    )
    var github: String?

    @Option(
        name: .customLong("export-bencher"),
        help: ArgumentHelp("Write the figures as Bencher's JSON.", valueName: "file"),
        completion: .file()
    )
    var bencher: String?

    @Option(
        help: ArgumentHelp(
            "Write annotations of a CI job to standard output: github, none, or auto: where "
                + "GITHUB_ACTIONS is set.",
            valueName: "kind"
        )
    )
    var annotations = Annotations.auto

    private var files: [String] { [junit, markdown, json, github, bencher].compactMap(\.self) }

    /// Finds out before a night whether the files can be written after it.
    ///
    /// - Throws: `OutputError`.
    func checkWritable() throws {
        for path in files { try ReportFiles.checkWritable(file: path) }
    }

    /// - Throws: `OutputError`.
    func write(_ report: NightReport) throws {
        if let junit { try ReportFiles.write(NightJUnit(report).text, to: junit) }
        if let markdown { try ReportFiles.write(NightMarkdown(report).text, to: markdown) }
        if let json { try ReportFiles.write(try NightJSON(report).text, to: json) }
        if let github { try ReportFiles.write(try NightGitHubAction(report).text, to: github) }
        if let bencher { try ReportFiles.write(try NightBencher(report).text, to: bencher) }
        if isAnnotated { try Console.print(NightAnnotations(report).text) }
    }

    private var isAnnotated: Bool {
        switch annotations {
        case .github: true
        case .none: false
        case .auto: ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true"
        }
    }
}
