import ArgumentParser
import Experiment
import Foundation
import Store

/// What a large database costs to fill and to ask, beside SQLite's own shell on the same rows.
@main
struct StoreBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store-benchmark",
        abstract: "Measure how a large database is filled, listed, reported and compared.",
        discussion: """
            Builds a database of made-up runs in the current folder, then times `joulebench list`, \
            `report` and `compare` as whole programs, by turns with the sqlite3 program that prints \
            the same rows. Everything is taken away again unless --database names a place for it.
            """
    )

    @Option(help: "How many trials there are.")
    var trials = 1_000_000

    @Option(name: .customLong("trials-per-run"), help: "How many trials a run has.")
    var trialsPerRun = 100

    @Option(help: "How often each command is timed.")
    var repetitions = 9

    @Option(help: "Keep the database in this file; one that is there is asked and not filled.")
    var database: String?

    @Option(help: "The program joulebench. (default: the one beside this program)")
    var program: String?

    mutating func validate() throws {
        guard (2...1000).contains(trialsPerRun), trialsPerRun.isMultiple(of: 2),
            (2 * trialsPerRun...100_000_000).contains(trials), (1...1000).contains(repetitions)
        else { throw ValidationError("A figure is out of range.") }
    }

    func run() throws {
        let folder = "\(FileManager.default.currentDirectoryPath)/.store-benchmark-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = database ?? folder + "/results.sqlite"
        var isKept = true
        if FileManager.default.fileExists(atPath: path) {
            print("asking \(path)")
        } else {
            let filling = try Filling.measure(
                path: path,
                trials: trials,
                runs: SyntheticRuns(trialsPerRun: trialsPerRun)
            )
            print(filling.text)
            isKept = filling.isKept
        }
        let asking = try Asking(
            program: program ?? Self.neighbour,
            database: path,
            repetitions: repetitions
        )
        let answers = try asking.measure()
        print("")
        for answer in answers { print(answer.text) }
        isKept = isKept && answers.allSatisfy(\.isKept)
        print("")
        print(
            Self.isOptimised
                ? "limits (20000 trials a second; list 0.3 s, report 0.3 s, compare 0.5 s)  "
                    + (isKept ? "kept" : "BROKEN")
                : "built without optimisation: the limits are for a release build"
        )
        if Self.isOptimised, !isKept { throw ExitCode.failure }
    }

    private static var neighbour: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("joulebench").path
    }

    private static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}
