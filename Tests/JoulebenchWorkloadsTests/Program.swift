import Foundation
import TestSupport

/// The built program `joulebench-workloads`, run as a user runs it.
enum Program {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Who is at the other end of a stream.
    enum Reader {
        case listening
        case gone
    }

    /// Runs the program under a shell that redirects its streams, such as `>/dev/full`.
    ///
    /// A status below zero is the signal that ended it.
    static func run(
        _ arguments: [String],
        redirected: String = "",
        output: Reader = .listening,
        errors: Reader = .listening
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let program = BuiltProducts.folder.appendingPathComponent("joulebench-workloads").path
        process.arguments = ["-c", "exec \"$0\" \"$@\" \(redirected)", program] + arguments
        process.standardInput = FileHandle.nullDevice
        // What the program prints stays far below what a pipe holds, so that it is never blocked.
        let pipes = try (pipe(to: output), pipe(to: errors))
        process.standardOutput = pipes.0
        process.standardError = pipes.1
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit
                ? process.terminationStatus : -process.terminationStatus,
            output: output == .gone ? "" : try text(of: pipes.0),
            errors: errors == .gone ? "" : try text(of: pipes.1)
        )
    }

    private static func pipe(to reader: Reader) throws -> Pipe {
        let pipe = Pipe()
        if reader == .gone { try pipe.fileHandleForReading.close() }
        return pipe
    }

    private static func text(of pipe: Pipe) throws -> String {
        String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
}
