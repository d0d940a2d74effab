import ArgumentParser
import Reports

/// Files to write a report to besides those in the results folder.
struct ExportFileOptions: ParsableArguments {
    @Option(
        name: .customLong("export-markdown"),
        help: ArgumentHelp("Write the report as Markdown.", valueName: "file"),
        completion: .file()
    )
    var markdown: String?

    @Option(
        name: .customLong("export-csv"),
        help: ArgumentHelp("Write a row for each command as CSV.", valueName: "file"),
        completion: .file()
    )
    var csv: String?

    @Option(
        name: .customLong("export-json"),
        help: ArgumentHelp("Write the report as JSON.", valueName: "file"),
        completion: .file()
    )
    var json: String?

    /// Finds out before a run whether the files can be written after it.
    ///
    /// - Throws: `OutputError`.
    func checkWritable() throws {
        for path in [markdown, csv, json].compactMap(\.self) {
            try ReportFiles.checkWritable(file: path)
        }
    }

    /// - Throws: `OutputError`.
    func write(_ report: Report) throws {
        if let markdown { try ReportFiles.write(MarkdownReport(report).text, to: markdown) }
        if let csv { try ReportFiles.write(CSVReport(report).text, to: csv) }
        if let json { try ReportFiles.write(JSONReport(report).text, to: json) }
    }
}
