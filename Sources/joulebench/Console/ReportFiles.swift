import Experiment
import Foundation
import Reports

/// The files that a run leaves.
enum ReportFiles {
    /// Writes `report.md`, `report.csv`, `report.html` and `plots/*.svg` into a folder of the run's
    /// own.
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
        try write(HTMLReport(report).text, to: folder + "/report.html")
        try write(report.plots, into: folder + "/plots")
        return folder
    }

    /// Makes a folder of a suite, or finds it.
    ///
    /// - Returns: its path, `<results>/<suite>/<name>`.
    /// - Throws: `OutputError`.
    static func folder(ofSuite suite: String, name: String, results: String) throws -> String {
        let folder = "\(results)/\(suite)/\(name)"
        try makeFolder(folder)
        return folder
    }

    /// Writes each plot into a folder, which is made where there is none.
    ///
    /// - Throws: `OutputError` where they cannot be written.
    static func write(_ plots: [Plot], into folder: String) throws {
        if plots.isEmpty { return }
        try makeFolder(folder)
        for plot in plots { try write(plot.file, to: "\(folder)/\(plot.name).svg") }
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

    /// Finds out before a run whether a file can be written after it.
    ///
    /// - Throws: `OutputError`.
    static func checkWritable(file path: String) throws {
        try checkPlace(of: path)
        let place = isReplaced(path) ? folder(of: path) : path
        guard access(place, W_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw OutputError(path: path, reason: place == path ? reason : "\(place): \(reason)")
        }
    }

    /// Refuses a folder, and a file in a folder that is not there.
    private static func checkPlace(of path: String) throws {
        if isFolder(path) {
            throw OutputError(path: path, reason: "it is a folder", remedy: " Name a file.")
        }
        let parent = folder(of: path)
        guard access(parent, F_OK) == 0 else {
            throw OutputError(
                path: path,
                reason: "there is no folder \(parent)",
                remedy: " Make it, or choose another place."
            )
        }
    }

    /// Whether a file is written beside the old one and then takes its place.
    ///
    /// Only where there is a plain file or nothing: links such as /dev/stdout, terminals and pipes
    /// must stay what they are.
    private static func isReplaced(_ path: String) -> Bool {
        var information = stat()
        guard lstat(path, &information) == 0 else { return true }
        return information.st_mode & S_IFMT == S_IFREG
    }

    private static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
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
            return error.localizedDescription.withoutFullStop
        }
        return String(cString: strerror(Int32(underlying.code)))
    }

    /// Writes a file whole or not at all; a link's target, a terminal or a pipe as it comes.
    static func write(_ text: String, to path: String) throws {
        try checkPlace(of: path)
        let options: Data.WritingOptions = isReplaced(path) ? .atomic : []
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
        } catch {
            throw OutputError(path: path, reason: reason(of: error))
        }
    }

    /// A file that is written piece by piece and takes its place when all of it is there.
    final class Stream {
        private let path: String
        private let place: String
        private let file: FileHandle

        /// - Throws: `OutputError`.
        init(to path: String) throws {
            try checkWritable(file: path)
            self.path = path
            place = isReplaced(path) ? "\(path).\(getpid()).part" : path
            let descriptor = open(place, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw OutputError(path: path, reason: String(cString: strerror(errno)))
            }
            file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }

        /// What was not finished leaves nothing.
        deinit { if place != path { unlink(place) } }

        /// - Throws: `OutputError`.
        func write(_ text: String) throws {
            do {
                try file.write(contentsOf: Data(text.utf8))
            } catch {
                throw OutputError(path: path, reason: ReportFiles.reason(of: error))
            }
        }

        /// - Throws: `OutputError`.
        func finish() throws {
            guard place != path, rename(place, path) != 0 else { return }
            throw OutputError(path: path, reason: String(cString: strerror(errno)))
        }
    }
}
