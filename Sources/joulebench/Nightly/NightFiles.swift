import Experiment
import Foundation
import Reports

/// The files that a night leaves.
struct NightFiles {
    /// What it says, as Markdown.
    var summary: String

    /// The charts of all nights.
    var page: String

    /// Writes `night.md`, `night.json` and `night.junit.xml` beside the report of the run, and
    /// `history.html` into the suite's folder.
    ///
    /// - Parameters:
    ///   - report: of the night.
    ///   - results: the results folder.
    ///   - folder: of the run's report; `nil` where there is none, and the night's own is made.
    /// - Returns: where they are.
    /// - Throws: `OutputError`.
    static func write(_ report: NightReport, results: String, folder: String?) throws
        -> NightFiles
    {
        let folder =
            try folder
            ?? ReportFiles.folder(
                ofSuite: report.night.suite,
                name: "night-\(report.night.number)",
                results: results
            )
        let files = NightFiles(
            summary: "\(folder)/night.md",
            page: "\(results)/\(report.night.suite)/history.html"
        )
        try ReportFiles.write(NightMarkdown(report).text, to: files.summary)
        try ReportFiles.write(try NightJSON(report).text, to: "\(folder)/night.json")
        try ReportFiles.write(NightJUnit(report).text, to: "\(folder)/night.junit.xml")
        try ReportFiles.write(HistoryPage([report.history]).text, to: files.page)
        return files
    }
}
