import Foundation

/// SQLite's own program on a database: what others than this harness see in it.
struct SQLiteProgram {
    private static let program = "/usr/bin/sqlite3"
    static let isThere = FileManager.default.isExecutableFile(atPath: program)

    let path: String

    /// Runs statements.
    ///
    /// - Returns: what it prints, errors included.
    func run(_ text: String) throws -> String {
        let (process, pipe) = try start([text])
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Keeps everybody else from writing.
    ///
    /// - Returns: what ends that when it is closed.
    func lock() throws -> FileHandle {
        let input = Pipe()
        let (_, output) = try start([], input: input)
        try input.fileHandleForWriting.write(contentsOf: Data("BEGIN IMMEDIATE; SELECT 1;\n".utf8))
        _ = output.fileHandleForReading.availableData
        return input.fileHandleForWriting
    }

    private func start(_ arguments: [String], input: Pipe? = nil) throws -> (Process, Pipe) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [path] + arguments
        let pipe = Pipe()
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        return (process, pipe)
    }
}
