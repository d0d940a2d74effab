internal import Foundation

/// The files that MLCommons' LoadGen leaves of a run, in its own format (version 6.0).
///
/// `mlperf_log_summary.txt` for people, `mlperf_log_detail.txt` as `:::MLLOG` lines with `time_ms`
/// from the start of the run, `mlperf_log_accuracy.json` empty as after every performance run. That
/// another program wrote them stands in `loadgen_version`, and what a quick run lacks in a warning.
public struct LoadLog: Sendable {
    let result: ScenarioResult
    let systemName: String
    let libraryName: String

    /// When the first query was due, in milliseconds since 1970.
    let startMilliseconds: Int64

    public init(
        _ result: ScenarioResult,
        systemName: String,
        libraryName: String,
        startMilliseconds: Int64
    ) {
        self.result = result
        self.systemName = systemName
        self.libraryName = libraryName
        self.startMilliseconds = startMilliseconds
    }

    /// Makes a folder for the files where it is missing, and checks that it can be written, before
    /// the run whose result goes there.
    ///
    /// - Throws: `LoadError.file` where it cannot.
    public static func prepare(_ folder: String) throws(LoadError) {
        // What cannot be made is not there, which the check tells.
        try? FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        var state = stat()
        guard stat(folder, &state) == 0 else { throw failure(folder) }
        guard state.st_mode & S_IFMT == S_IFDIR else {
            throw .file(path: folder, reason: "it is no folder")
        }
        guard access(folder, W_OK | X_OK) == 0 else { throw failure(folder) }
    }

    /// Writes the three files into a folder, which is made where it is missing; files of an earlier
    /// run are replaced, as LoadGen does.
    ///
    /// - Throws: `LoadError.file` where one cannot be written.
    public func write(to folder: String) throws(LoadError) {
        try Self.prepare(folder)
        try Self.write(summary, to: "\(folder)/mlperf_log_summary.txt")
        try Self.write(detail, to: "\(folder)/mlperf_log_detail.txt")
        try Self.write("[\n]\n", to: "\(folder)/mlperf_log_accuracy.json")
    }

    private static func write(_ text: String, to path: String) throws(LoadError) {
        guard let file = fopen(path, "w") else { throw failure(path) }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        // Closing writes what is still buffered: a full disk may show only there.
        guard fclose(file) == 0, written == bytes.count else { throw failure(path) }
    }

    /// The error for the call that has just failed.
    private static func failure(_ path: String) -> LoadError {
        .file(path: path, reason: String(cString: strerror(errno)))
    }

    /// What a reader must know who takes the files for LoadGen's: one text, or `nil` where a run
    /// keeps all limits of MLPerf.
    var warning: String? {
        let shortfalls = result.settings.shortfalls
        guard result.settings.mode == .quick || !shortfalls.isEmpty else { return nil }
        return "Mode \(result.settings.mode.rawValue): this is no MLPerf result"
            + (shortfalls.isEmpty ? "." : ", since \(shortfalls.joined(separator: "; ")).")
    }
}
