import Foundation
import Reports

/// Standard output for results, standard error for talk.
enum Console {
    /// Prints results.
    ///
    /// - Throws: `OutputError` where standard output cannot be written. A reader that has gone,
    ///   such as `head`, is no error: the command ends there.
    static func print(_ text: String) throws {
        // By bytes: to `hasSuffix`, the "\r\n" of CSV does not end in "\n".
        let end = text.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
        _ = try printLive(text + end)
    }

    /// Prints a part of results that go on.
    ///
    /// - Returns: `false` where the reader has gone: there is no reason to go on.
    /// - Throws: `OutputError` where standard output cannot be written.
    static func printLive(_ text: String) throws -> Bool {
        guard let error = put(text, on: STDOUT_FILENO) else { return true }
        guard error == EPIPE else {
            throw OutputError(
                path: "standard output",
                reason: String(cString: strerror(error)),
                remedy: ""
            )
        }
        return false
    }

    /// Prints data, a part or all: as it is for a program or a file, and for a terminal with what is
    /// hidden in it written out.
    ///
    /// - Returns: as `printLive`.
    /// - Throws: as `printLive`.
    static func printData(_ text: String) throws -> Bool {
        // The line ends of CSV are no more to a terminal than others.
        try printLive(
            outputIsTerminal
                ? TerminalText.printableLines(text.replacing("\r\n", with: "\n")) : text
        )
    }

    /// Prints talk: progress, hints, complaints.
    ///
    /// What nobody can read is let go.
    static func complain(_ text: String) {
        _ = put(TerminalText.printableLines(text) + "\n", on: STDERR_FILENO)
    }

    /// Prints talk without a line end; what is written over brings its own.
    static func write(_ text: String) { _ = put(text, on: STDERR_FILENO) }

    /// Writes a text whole.
    ///
    /// - Returns: `nil`, or the `errno` of the write that failed.
    private static func put(_ text: String, on descriptor: Int32) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether what shows results can show more than ASCII, by the locale (`locale(7)`).
    static var outputUsesUnicode: Bool {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        // Most containers set none, and show UTF-8 all the same.
        guard let locale = locale?.uppercased() else { return true }
        return locale.contains("UTF-8") || locale.contains("UTF8")
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether results are shown with colour: on a terminal, unless `NO_COLOR` is set
    /// (https://no-color.org).
    static var outputUsesColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isRefused && environment["TERM"] != "dumb"
    }
}
