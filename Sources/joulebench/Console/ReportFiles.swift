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
        try makeFolder(folder)
        try write(MarkdownReport(report).text, to: folder + "/report.md")
        try write(CSVReport(report).text, to: folder + "/report.csv")
        return folder
    }

    /// Finds out before a run whether its report can be written after it.
    ///
    /// - Throws: `OutputError` where the suite's folder cannot be made or written to.
    static func checkWritable(results: String, suite: String) throws {
        let folder = "\(results)/\(suite)"
        try makeFolder(folder)
        guard access(folder, W_OK) == 0 else {
            throw OutputError(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    private static func makeFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
        } catch {
            throw OutputError(path: folder, reason: reason(of: error))
        }
    }

    /// The system's words for an error, which are plainer than Foundation's.
    private static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let underlying, underlying.domain == NSPOSIXErrorDomain else {
            return error.localizedDescription
        }
        return String(cString: strerror(Int32(underlying.code)))
    }

    /// Writes a file whole or not at all.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw OutputError(path: path, reason: reason(of: error))
        }
    }
}
