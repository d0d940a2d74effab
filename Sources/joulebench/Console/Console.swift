import Foundation

/// Standard output for results, standard error for talk.
enum Console {
    /// Prints results.
    static func print(_ text: String) {
        // By bytes: to `hasSuffix`, the "\r\n" of CSV does not end in "\n".
        let end = text.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
        FileHandle.standardOutput.write(Data((text + end).utf8))
    }

    /// Prints talk: progress, hints, complaints.
    static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Prints talk without a line end.
    static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether results are shown with colour: on a terminal, unless `NO_COLOR` is set
    /// (https://no-color.org).
    static var outputUsesColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isRefused && environment["TERM"] != "dumb"
    }
}
