import ArgumentParser
import Experiment
import Foundation
import Sensors
import Store
import Trials
import Units

/// A program started plainly and as a trial.
struct TrialTimes {
    var plain: [Duration] = []

    /// Until the trial is there, and until it is stored.
    var made: [Duration] = []
    var stored: [Duration] = []

    /// What a trial may add.
    private static let limit = Duration.milliseconds(150)

    private var added: Duration {
        Spread(made).median + Spread(stored).median - Spread(plain).median
    }

    var isKept: Bool { added <= Self.limit }

    var text: String {
        [
            "\(plain.count) trials, medians (least to most)",
            "  started plainly     \(Spread(plain).milliseconds)",
            "  as a trial          \(Spread(made).milliseconds)",
            "  and its commit      \(Spread(stored).milliseconds)",
            String(format: "  added by a trial    %.2f ms", added.inSeconds * 1e3),
        ].joined(separator: "\n")
    }

    /// Runs both by turns.
    static func measure(program: String, count: Int) throws -> TrialTimes {
        let folder = "\(FileManager.default.currentDirectoryPath)/.harness-benchmark-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let household = try Household.takeOver()
        let inventory = SensorCatalog.probe(SensorOptions(simulatedPower: .watts(40)))
        let store = try ResultStore(path: folder + "/results.sqlite")
        let suite = makeSuite(program)
        let schedule = TrialSchedule(
            comparisons: suite.comparisons,
            design: RunDesign(blocks: .fixed(count), warmUpBlocks: 0),
            seed: 1
        )
        let run = makeRun(suite, schedule, inventory)
        try store.create(run)
        let runner = try TrialRunner(
            inventory: inventory,
            samplingInterval: suite.samplingInterval,
            timeout: suite.timeout,
            locator: .system(),
            prepared: .none,
            household: household
        )
        var times = TrialTimes()
        for (index, planned) in schedule.trials.enumerated() {
            // The order changes, so that neither always comes first.
            if index.isMultiple(of: 2) { try times.startPlainly(program) }
            try times.makeTrial(planned, of: run, with: runner, in: store)
            if !index.isMultiple(of: 2) { try times.startPlainly(program) }
        }
        return times
    }

    private mutating func startPlainly(_ program: String) throws {
        let started = MonotonicInstant.now()
        var pid: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
        defer { words.forEach { free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let error = posix_spawn(&pid, program, nil, nil, &words, &environment)
        guard error == 0 else {
            throw ValidationError("\(program): \(String(cString: strerror(error)))")
        }
        waitpid(pid, nil, 0)
        plain.append(MonotonicInstant.now() - started)
    }

    private mutating func makeTrial(
        _ planned: PlannedTrial,
        of run: Run,
        with runner: TrialRunner,
        in store: ResultStore
    ) throws {
        let started = MonotonicInstant.now()
        let trial = runner.run(planned, command: run.comparisons[0].variants[0].command)
        let ended = MonotonicInstant.now()
        guard trial.outcome == .completed else {
            throw ValidationError("The program \(trial.outcome.explanation).")
        }
        try store.save(trial, of: run)
        made.append(ended - started)
        stored.append(MonotonicInstant.now() - ended)
    }

    private static func makeSuite(_ program: String) -> BenchmarkSuite {
        BenchmarkSuite(
            name: "harness",
            timeout: .seconds(60),
            samplingInterval: .milliseconds(100),
            comparisons: [
                Comparison(
                    name: "c",
                    unitOfWork: Comparison.wholeTrial,
                    quality: nil,
                    baseline: "v",
                    variants: [
                        Variant(
                            name: "v",
                            command: Command(arguments: [[.text(program)]]),
                            parameters: [:]
                        )
                    ]
                )
            ]
        )
    }

    private static func makeRun(
        _ suite: BenchmarkSuite,
        _ schedule: TrialSchedule,
        _ inventory: SensorInventory
    ) -> Run {
        Run(
            id: Trial.newID(),
            suiteName: suite.name,
            suiteText: "",
            suiteDigest: ContentDigest.hexadecimal(of: ""),
            comparisons: suite.comparisons,
            artifacts: [],
            seed: schedule.seed,
            blocks: schedule.design.blocks.least,
            plannedTrials: schedule.trials.count,
            design: schedule.design,
            samplingInterval: suite.samplingInterval,
            host: HostDescription.read(),
            sensors: inventory.states,
            estimateModel: inventory.estimateModel,
            startedAtMilliseconds: Int64(Date().timeIntervalSince1970 * 1000),
            harnessVersion: "benchmark",
            simulation: "the benchmark's counters"
        )
    }
}
