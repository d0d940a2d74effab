import ArgumentParser
import Experiment
import Foundation
import Trials
import Units

/// How a run keeps out of the way of others, on the host and in the database.
struct LockOptions: ParsableArguments {
    @Option(
        defaultAsFlag: Self.longest,
        parsing: .next,
        help: ArgumentHelp(
            "Wait for another run on this host, at most so many seconds where a number follows, "
                + "instead of refusing to start beside it.",
            valueName: "seconds"
        )
    )
    var wait: Double? = nil

    /// Whether `--wait=` is followed by something that is no number, which the parser passes over.
    private static var hasUnreadableWait: Bool {
        OwnCommandLine.arguments.prefix { $0 != "--" }.contains {
            $0.hasPrefix("--wait=") && Double($0.dropFirst("--wait=".count)) == nil
        }
    }

    @Flag(
        name: .customLong("no-lock"),
        help: "Measure beside other runs on this host; they disturb each other's figures."
    )
    var noLock = false

    @Option(
        name: .customLong("store-wait"),
        help: ArgumentHelp(
            "How long to wait for a database that others have locked, in seconds, before a trial "
                + "is put into a rescue file and the run ends.",
            valueName: "seconds"
        )
    )
    var storeWait = 60.0

    /// A year.
    private static let longest = 31_536_000.0

    mutating func validate() throws {
        if Self.hasUnreadableWait {
            throw ValidationError("--wait takes a number of seconds, as in --wait=60, or nothing.")
        }
        if let wait, !(0...Self.longest).contains(wait) {
            throw ValidationError("--wait must be from 0 to 31536000 s, not \(wait).")
        }
        if wait != nil, noLock { throw ValidationError("--wait and --no-lock exclude each other.") }
        guard (0...Self.longest).contains(storeWait) else {
            throw ValidationError("--store-wait must be from 0 to 31536000 s, not \(storeWait).")
        }
    }

    var storePatience: Duration { .seconds(storeWait) }

    /// How long one attempt to write may wait: short enough that a signal is soon heard.
    var attemptPatience: Duration { min(.seconds(storeWait), .seconds(5)) }

    /// Takes the turn to measure on this host.
    ///
    /// - Returns: the lock; `nil` where the command line does without.
    /// - Throws: `TrialsError.hostInUse` or `.lock`.
    func acquire() throws -> HostLock? {
        guard !noLock else { return nil }
        return try HostLock.acquire(
            path: HostLock.path(environment: ProcessInfo.processInfo.environment),
            holder: .current(
                command: CommandLine.arguments.map(ShellWords.quoted).joined(separator: " ")
            ),
            wait: .seconds(wait ?? 0),
            onWait: { holder in
                let who = holder.map { " (\($0))" } ?? ""
                Console.complain("Waiting for another run on this host\(who) …")
            }
        )
    }
}
