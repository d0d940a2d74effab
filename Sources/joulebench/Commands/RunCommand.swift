import ArgumentParser
import Experiment
import Foundation
import Reports
import Sensors
import Store
import Suites
import Trials

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a suite and print what each variant costs.",
        discussion: """
            Makes what the suite prepares (once; it is cached), then runs the variants in \
            randomised blocks. Each trial is a process of its own and is stored when it ends. \
            Ctrl-C ends the trial in progress and keeps the complete ones.

            The tables go to standard output and, as report.md and report.csv, into the results \
            folder.
            """
    )

    @OptionGroup var suiteOptions: SuiteOptions
    @OptionGroup var sensorOptions: SensorOptionGroup
    @OptionGroup var replayOptions: ReplayOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        let file = try suiteOptions.load()
        let options = try sensorOptions.options(for: file.suite)
        // Before anything starts a thread: threads inherit which signals are blocked.
        var household = try Household.takeOver()
        let store = try ResultStore(path: resultsOptions.databasePath)
        try ReportFiles.checkWritable(results: resultsOptions.results, suite: file.suite.name)
        let inventory = SensorCatalog.probe(
            try replayOptions.sensorOptions(options) { store }
        )
        household = household.sparing(inventory.ownProcesses)
        Self.announce(inventory)
        let locator = ProgramLocator.system()
        let preparation = Preparation(
            store: ArtifactStore(root: resultsOptions.results + "/artifacts"),
            locator: locator,
            household: household
        )
        let prepared = try preparation.run(
            file.suite.prepare,
            report: PreparationProgress.report
        )
        let (plan, blocks) = suiteOptions.plan(of: file.suite)
        let run = Run.new(
            of: file,
            plan: plan,
            blocks: blocks,
            inventory: inventory,
            artifacts: prepared.artifacts
        )
        try store.create(run)
        let runner = try TrialRunner(
            inventory: inventory,
            samplingInterval: file.suite.samplingInterval,
            timeout: file.suite.timeout,
            locator: locator,
            prepared: prepared,
            household: household
        )
        try Self.saveHostState(.before, runID: run.id, in: store)
        let state = try makeTrials(of: plan, run: run, runner: runner, store: store)
        try Self.saveHostState(.after, runID: run.id, in: store)
        try present(runID: run.id, state: state, store: store)
    }

    /// Makes and stores the trials of a plan.
    private func makeTrials(
        of plan: Plan,
        run: Run,
        runner: TrialRunner,
        store: ResultStore
    ) throws -> Run.State {
        let progress = Progress(plan: plan, run: run)
        var sequence = TrialSequence(
            plan: plan,
            comparisons: run.comparisons,
            runner: runner,
            willStart: progress.willStart
        )
        do {
            while let trial = sequence.next() {
                try store.save(trial, of: run)
                progress.didFinish(trial)
            }
        } catch {
            progress.clear()
            // The error that ended the run is worth more than one of saying so.
            try? store.finish(
                runID: run.id,
                state: .failed,
                endedAtMilliseconds: Self.milliseconds()
            )
            throw error
        }
        let state: Run.State = sequence.wasInterrupted ? .interrupted : .finished
        try store.finish(
            runID: run.id,
            state: state,
            endedAtMilliseconds: Self.milliseconds()
        )
        return state
    }

    /// Prints the tables, leaves the files and says by the exit status how it went.
    private func present(runID: String, state: Run.State, store: ResultStore) throws {
        let report = try Report.load(runID, from: store)
        let folder = try ReportFiles.write(report, results: resultsOptions.results)
        let tables = TerminalReport(report, usesColour: Console.outputUsesColour).text
        // After an interrupt the terminal itself may be gone; the files are written.
        if state == .interrupted { try? Console.print(tables) } else { try Console.print(tables) }
        Console.complain("report: \(folder)/report.md, report.csv")
        Console.complain("database: \(resultsOptions.databasePath), run \(runID)")
        if state == .interrupted {
            Console.complain(
                "Interrupted after \(report.trialCount) of \(report.run.plannedTrials) trials; "
                    + "they are kept."
            )
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        if !report.isComplete {
            Console.complain("Some trials failed: see `joulebench show \(runID.prefix(8))`.")
            throw ExitCode(ExitStatus.trialsFailed.rawValue)
        }
    }

    /// Says before the start what will not be measured, and loudly what was refused.
    private static func announce(_ inventory: SensorInventory) {
        for state in inventory.states {
            if state.isSimulated {
                Console.complain("SIMULATED \(state.sensor): \(state.reason)")
            } else if state.availability == .refused {
                Console.complain("REFUSED \(state.sensor): \(state.reason)")
                if let remedy = state.remedy { Console.complain("  To mend it: \(remedy)") }
            } else if state.availability == .absent {
                Console.complain("no \(state.sensor): \(state.reason)")
            }
        }
        if let model = inventory.estimateModel {
            Console.complain(
                "Energy will be ESTIMATED from CPU time (\(model.basis)); it is not measured."
            )
        }
    }

    /// Reads how the machine is now and stores it with the run.
    private static func saveHostState(
        _ moment: HostStates.Moment,
        runID: String,
        in store: ResultStore
    ) throws {
        try store.save(
            HostStateReader.read(),
            moment: moment,
            atMilliseconds: milliseconds(),
            runID: runID
        )
    }

    fileprivate static func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

extension Run {
    /// A run that is about to start on this machine.
    fileprivate static func new(
        of file: SuiteFile,
        plan: Plan,
        blocks: Int,
        inventory: SensorInventory,
        artifacts: [Artifact]
    ) -> Run {
        let simulations = inventory.states.filter(\.isSimulated).map { state in
            "\(state.sensor): \(state.reason)"
        }
        return Run(
            id: UUID().uuidString.lowercased(),
            suiteName: file.suite.name,
            suiteText: file.text,
            suiteDigest: ContentDigest.hexadecimal(of: file.text),
            comparisons: file.suite.comparisons,
            artifacts: artifacts,
            seed: plan.seed,
            blocks: blocks,
            plannedTrials: plan.trials.count,
            samplingInterval: file.suite.samplingInterval,
            host: HostDescription.read(),
            sensors: inventory.states,
            estimateModel: inventory.estimateModel,
            startedAtMilliseconds: RunCommand.milliseconds(),
            harnessVersion: Version.current,
            simulation: simulations.isEmpty ? nil : simulations.joined(separator: "; ")
        )
    }
}
