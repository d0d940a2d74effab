import Experiment
import Foundation
import Sensors
import Trials
import Units

extension Run {
    /// A run that is about to start on this machine, of which nothing is prepared yet.
    ///
    /// - Parameters:
    ///   - suite: what is run.
    ///   - text: what it was read from: a suite file, or the command line of `exec`.
    ///   - schedule: the trials, which also hold the seed and the design.
    ///   - inventory: what is read.
    ///   - version: of the project under test; `nil` where the suite does not ask.
    /// - Returns: with a new id, and the time now as its start.
    static func new(
        of suite: BenchmarkSuite,
        text: String,
        schedule: TrialSchedule,
        inventory: SensorInventory,
        version: ProjectVersion? = nil
    ) -> Run {
        let now = milliseconds()
        return Run(
            id: UUID().uuidString.lowercased(),
            suiteName: suite.name,
            suiteText: text,
            suiteDigest: ContentDigest.hexadecimal(of: text),
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
            startedAtMilliseconds: now,
            harnessVersion: Version.current,
            simulation: inventory.states.simulation,
            conditions: RunConditions(trials: suite.conditions),
            history: RunHistory(
                start: RunStart(
                    arguments: Array(OwnCommandLine.arguments.dropFirst()),
                    folder: FileManager.default.currentDirectoryPath,
                    files: CommandFiles.digests(of: suite.comparisons, ProgramLocator.system())
                ),
                sessions: [
                    RunSession(startedAtMilliseconds: now, harnessVersion: Version.current)
                ]
            ),
            projectVersion: version
        )
    }

    /// The run with the temperature that its trials are to begin at, unless it has one already.
    func starting(at temperature: Temperature?) -> Run {
        var run = self
        if run.conditions?.startTemperature == nil {
            run.conditions?.startTemperature = temperature
        }
        return run
    }

    /// The time now, in milliseconds since 1970.
    static func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
