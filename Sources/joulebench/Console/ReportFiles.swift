import Experiment
import Foundation
import Reports

/// The files that a run leaves.
enum ReportFiles {
    /// Writes `report.md` and `report.csv` into a folder of the run's own.
    ///
    /// - Returns: the folder: `<results>/<suite>/<date>-<host>`.
    /// - Throws: `OutputError` where they cannot be written.
    static func write(_ report: Report, results: String) throws -> String {
        let date = TextFormat.date(report.run.startedAtMilliseconds).replacing(":", with: "")
        let host = report.run.host.name.map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let name = "\(date)-\(String(host))"
        var folder = "\(results)/\(report.run.suiteName)/\(name)"
        if FileManager.default.fileExists(atPath: folder) {
            folder += "-\(report.run.id.prefix(8))"
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
        } catch {
            throw OutputError(path: folder, reason: error.localizedDescription)
        }
        try write(MarkdownReport(report).text, to: folder + "/report.md")
        try write(CSVReport(report).text, to: folder + "/report.csv")
        return folder
    }

    /// Writes a file whole or not at all.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw OutputError(path: path, reason: error.localizedDescription)
        }
    }
}
