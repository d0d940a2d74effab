import ArgumentParser
import Experiment
import Foundation
import Sensors
import Trials

/// Runs each variant of a suite once, without sensors and without the database.
struct VerifyExecution {
    let suite: BenchmarkSuite
    let seed: UInt64
    let resultsOptions: ResultsOptions

    /// Nothing is measured here, but what is measured beside it would be disturbed.
    let lockOptions: LockOptions
    let isQuiet: Bool

    /// Makes the artifacts that are missing, runs the variants, and prints what they showed.
    ///
    /// - Throws: `ExitCode` where a variant does not report what is expected, `TrialsError` where a
    ///   step fails or the user interrupts.
    func run() throws {
        let lock = try lockOptions.acquire()
        defer { withExtendedLifetime(lock) {} }
        let household = try Household.takeOver(lock: lock)
        let locator = ProgramLocator.system()
        let prepared = try Preparation(
            store: ArtifactStore(root: resultsOptions.results + "/artifacts"),
            locator: locator,
            household: household
        ).run(suite.prepare, report: isQuiet ? { _ in } : PreparationProgress.report)
        let runner = try TrialRunner(
            inventory: SensorInventory(states: [], sensors: []),
            samplingInterval: suite.samplingInterval,
            timeout: suite.timeout,
            locator: locator,
            prepared: prepared,
            household: household
        )
        let all = try Self.verify(suite, seed: seed, with: runner, isQuiet: isQuiet)
        try Console.print(
            VerificationText.text(suite, all, usesColour: Console.outputUsesColour)
        )
        if all.contains(where: \.isFailed) { throw ExitCode(ExitStatus.trialsFailed.rawValue) }
    }

    /// The same of commands that use no artifacts, within a household that is there already; says
    /// which one runs, and prints nothing.
    ///
    /// - Throws: `TrialsError.interrupted`.
    static func verifications(of suite: BenchmarkSuite, household: Household) throws
        -> [Verification]
    {
        let runner = try TrialRunner(
            inventory: SensorInventory(states: [], sensors: []),
            samplingInterval: suite.samplingInterval,
            timeout: suite.timeout,
            locator: ProgramLocator.system(),
            prepared: .none,
            household: household
        )
        return try verify(suite, seed: suite.seed ?? 1, with: runner, isQuiet: false)
    }

    private static func verify(
        _ suite: BenchmarkSuite,
        seed: UInt64,
        with runner: TrialRunner,
        isQuiet: Bool
    ) throws -> [Verification] {
        // One block has every variant once; its seed is the one that a run would begin with.
        let schedule = TrialSchedule(
            comparisons: suite.comparisons,
            design: RunDesign(blocks: .fixed(1), warmUpBlocks: 0),
            seed: seed
        )
        let seeds = Dictionary(
            schedule.trials.map { ($0.comparison, $0.blockSeed) },
            uniquingKeysWith: { first, _ in first }
        )
        var all: [Verification] = []
        for comparison in suite.comparisons {
            for (position, variant) in comparison.variants.enumerated() {
                let planned = PlannedTrial(
                    sequence: all.count,
                    comparison: comparison.name,
                    variant: variant.name,
                    block: 0,
                    position: position,
                    blockSeed: seeds[comparison.name] ?? 0
                )
                if !isQuiet {
                    Console.complain("verify \(comparison.name), \(variant.name) …")
                }
                if runner.wasInterrupted() { throw TrialsError.interrupted }
                let trial = runner.run(planned, command: variant.command)
                if trial.outcome == .interrupted { throw TrialsError.interrupted }
                all.append(Verification(of: trial, in: comparison, timeout: suite.timeout))
            }
        }
        return all
    }
}
