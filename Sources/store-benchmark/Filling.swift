import Experiment
import Foundation
import Sensors
import Store
import Units

/// How a database was filled, beside the shell that copies the same rows into an empty one.
struct Filling {
    var trials = 0
    var bytes = 0

    /// In our transactions only, without making the trials up.
    var stored = Duration.zero

    /// The processor time of it, which other programs on the machine do not lengthen much.
    var processor = Duration.zero

    /// The slowest transaction, for each trial: a database that grows must not get slow.
    var slowest = Duration.zero
    var copied: (trials: Int, time: Duration)?

    private static let leastPerSecond = 20_000.0

    /// The runs of one transaction.
    private static let batch = 100

    private var perSecond: Double { Double(trials) / stored.inSeconds }

    var isKept: Bool { perSecond >= Self.leastPerSecond }

    var text: String {
        var lines = [
            String(
                format: "%d trials stored in %.1f s, %.0f a second (slowest batch %.0f; "
                    + "%.0f a second of processor time), %.2f GB",
                trials,
                stored.inSeconds,
                perSecond,
                1 / slowest.inSeconds,
                Double(trials) / processor.inSeconds,
                Double(bytes) / 1e9
            )
        ]
        if let copied {
            let rate = Double(copied.trials) / copied.time.inSeconds
            lines.append(
                String(
                    format: "sqlite3 copies the rows of %d trials, %.0f a second, ratio %.1f",
                    copied.trials,
                    rate,
                    rate / perSecond
                )
            )
        }
        return lines.joined(separator: "\n")
    }

    static func measure(path: String, trials: Int, runs: SyntheticRuns) throws -> Filling {
        var filling = Filling()
        let store = try ResultStore(path: path)
        var number = 0
        while filling.trials < trials {
            let made = (0..<batch).map { offset in
                let run = runs.run(number + offset)
                return (run, runs.trials(of: run))
            }
            number += batch
            let started = MonotonicInstant.now()
            let busy = processorTime()
            try store.importing { insertion in
                for (run, trials) in made {
                    try insertion.create(run)
                    try insertion.save(trials, of: run)
                    try insertion.finish(
                        runID: run.id,
                        state: .finished,
                        endedAtMilliseconds: run.startedAtMilliseconds + 200_000
                    )
                }
            }
            let took = MonotonicInstant.now() - started
            let count = made.map(\.1.count).reduce(0, +)
            filling.trials += count
            filling.stored += took
            filling.processor += processorTime() - busy
            filling.slowest = max(filling.slowest, took / count)
            if filling.copied == nil, filling.trials >= min(trials, 100_000) {
                filling.copied = (filling.trials, try Shell.copy(path))
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        filling.bytes = (attributes[.size] as? Int) ?? 0
        return filling
    }

    /// What this process has used so far.
    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
