internal import EventLog
internal import Foundation

/// What is said to people, on standard error: standard output belongs to the event log.
enum Console {
    /// The exit code where standard output cannot be written: `EX_IOERR` of `sysexits.h`.
    static let outputLost: Int32 = 74

    /// Says something; where standard error cannot be written it is lost, and the work goes on.
    static func say(_ text: String) { try? StandardStream.error.write(text + "\n") }

    /// Prints a result on standard output.
    static func print(_ text: String) {
        do throws(StreamError) {
            try StandardStream.output.write(text + "\n")
        } catch {
            end(error)
        }
    }

    /// Ends the program, since what it has to tell cannot be told.
    static func end(_ error: StreamError) -> Never {
        say("Error: \(error)")
        exit(outputLost)
    }

    /// Makes a stream whose reader is gone an error of the write and not the end of the program:
    /// with standard error only talk is lost.
    static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

    /// A share as a percentage with two decimals.
    static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}

extension EventLogWriter {
    /// The log of the program.
    static let standardOutput = EventLogWriter(to: .output, orElse: Console.end)
}
