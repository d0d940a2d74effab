import Foundation

/// SQLite's own program on a database: what others than this harness see in it.
struct SQLiteShell {
    private static let program = "/usr/bin/sqlite3"
    static let isThere = FileManager.default.isExecutableFile(atPath: program)

    let path: String

    /// Runs statements or a command of the program.
    ///
    /// - Returns: what it prints, errors included.
    func run(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [path, text]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
