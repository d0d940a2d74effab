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

    /// What writes each output that was asked for, the annotations first.
    func writers(of report: NightReport) -> [() throws -> Void] {
        var writers: [() throws -> Void] = []
        func add(_ path: String?, _ text: @escaping () throws -> String) {
            guard let path else { return }
            writers.append { try ReportFiles.write(try text(), to: path) }
        }
        if isAnnotated { writers.append { try Console.print(NightAnnotations(report).text) } }
        add(junit) { NightJUnit(report).text }
        add(markdown) { NightMarkdown(report).text }
        add(json) { try NightJSON(report).text }
        add(github) { try NightGitHubAction(report).text }
        add(bencher) { try NightBencher(report).text }
        return writers
    }

    private var isAnnotated: Bool {
        switch annotations {
        case .github: true
        case .none: false
        case .auto: ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true"
        }
    }
}
