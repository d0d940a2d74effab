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

    /// Keeps everybody else from writing until it is let go.
    func lock() throws -> Lock {
        let input = Pipe()
        let (process, output) = try start([], input: input)
        try input.fileHandleForWriting.write(contentsOf: Data("BEGIN IMMEDIATE; SELECT 1;\n".utf8))
        // It answers when it has the lock.
        _ = output.fileHandleForReading.availableData
        return Lock(process: process, input: input)
    }

    /// A process that holds the database's lock.
    struct Lock {
        let process: Process
        let input: Pipe

        func release() {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
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
