import ArgumentParser
import EventLog
import Experiment
import Foundation
import Sensors
import Store
import Trials
import Units

/// What the harness adds to a trial and to an event, beside doing without it, in one process.
@main
struct HarnessBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "harness-benchmark",
        abstract: "Measure what the harness adds to a trial and to an event of the log.",
        discussion: """
            The same program is started plainly (posix_spawn, waitpid) and as a whole trial: \
            sensors opened, a cgroup where one may be made, sampling, the search for orphans, the \
            summary, and the commit to a database on this disk. Both by turns, in one process. \
            Counters are simulated.
            """
    )

    @Option(help: "How many trials there are of each kind.")
    var trials = 40

    @Option(help: "How many events are written and read.")
    var events = 20_000

    @Option(help: "The program that is started.")
    var program = "/bin/true"

    mutating func validate() throws {
        guard (1...100_000).contains(trials), (1...10_000_000).contains(events) else {
            throw ValidationError("A figure is out of range.")
        }
    }

    func run() throws {
        let times = try TrialTimes.measure(program: program, count: trials)
        let log = EventTimes.measure(count: events)
        print(times.text)
        print("")
        print(log.text)
        print("")
        let isKept = times.isKept && log.isKept
        print(
            Self.isOptimised
                ? "limits (150 ms a trial, 20 µs an event)  \(isKept ? "kept" : "BROKEN")"
                : "built without optimisation: the limits are for a release build"
        )
        if Self.isOptimised, !isKept { throw ExitCode.failure }
    }

    private static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}

/// The middle and the ends of some durations.
struct Spread {
    var median: Duration
    var least: Duration
    var most: Duration

    init(_ durations: [Duration]) {
        let sorted = durations.sorted()
        median = sorted.isEmpty ? .zero : sorted[sorted.count / 2]
        least = sorted.first ?? .zero
        most = sorted.last ?? .zero
    }

    var milliseconds: String {
        String(
            format: "%.2f ms (%.2f to %.2f)",
            median.inSeconds * 1e3,
            least.inSeconds * 1e3,
            most.inSeconds * 1e3
        )
    }
}
