import ArgumentParser
import Experiment
import Foundation
import Reports
import Sensors
import Store
import Trials
import Units

/// Makes the trials of a run, keeps them, and shows what came of them: what `run` and `exec` share.
struct RunExecution {
    let household: Household
    let store: ResultStore
    let inventory: SensorInventory
    let locator = ProgramLocator.system()
    let resultsOptions: ResultsOptions
    let progressMode: ProgressMode

    /// Gives what is read during a trial to what is shown of it.
    private let monitor = TrialMonitor()

    /// The machine that trials wait for, and its temperature before anything ran.
    let machine: MachineInstruments
    let startTemperature: Temperature?
    let lockOptions: LockOptions

    /// Held as long as this is; `nil` where nobody else is to be kept out.
    let lock: HostLock?

    /// Opens all that a run needs, and says what will be measured.
    ///
    /// - Parameters:
    ///   - suite: the name that the run's reports are kept under.
    ///   - resultsOptions: where results are kept.
    ///   - progress: what is shown while the run goes on.
    ///   - lockOptions: how this run and others keep out of each other's way.
    ///   - sensors: what the sensors are searched with; is given the database.
    /// - Throws: where the results could not be kept; nothing has run then.
    init(
        suite: String,
        resultsOptions: ResultsOptions,
        progress: ProgressMode = .automatic,
        lockOptions: LockOptions,
        sensors: (ResultStore) throws -> SensorOptions
    ) throws {
        lock = try lockOptions.acquire()
        // Before anything starts a thread: threads inherit which signals are blocked.
        let household = try Household.takeOver(lock: lock)
        self.lockOptions = lockOptions
        machine = MachineInstruments(household: household)
        startTemperature = machine.temperature()
        store = try ResultStore(
            path: resultsOptions.databasePath,
            patience: lockOptions.attemptPatience
        )
        try ReportFiles.checkWritable(results: resultsOptions.results, suite: suite)
        inventory = SensorCatalog.probe(try sensors(store))
        try SensorTalk.check(inventory)
        self.household = household.sparing(inventory.ownProcesses)
        self.resultsOptions = resultsOptions
        progressMode = progress
        SensorTalk.announce(inventory, isQuiet: progress == .quiet)
    }

    /// What makes the trials of a suite.
    func runner(
        for suite: BenchmarkSuite,
        prepared: PreparedArtifacts,
        ignoresExitStatus: Bool = false
    ) throws -> TrialRunner {
        try TrialRunner(
            inventory: inventory,
            samplingInterval: suite.samplingInterval,
            timeout: suite.timeout,
            locator: locator,
            prepared: prepared,
            household: household,
            ignoresExitStatus: ignoresExitStatus,
            monitor: monitor,
            outputs: TrialOutputs(root: resultsOptions.results + "/trials")
        )
    }

    /// Stores a run, and makes its artifacts and its trials.
    ///
    /// - Parameters:
    ///   - schedule: the trials in order, those recorded that are there already.
    ///   - run: is stored before anything is started, unless it is gone on with: whenever the
    ///     harness is killed, it is there to be gone on with.
    ///   - resumption: of a run that is stored: how it was taken up again.
    ///   - prepare: makes what the trials use, and gives what makes them.
    ///   - goesOn: is given each trial when it is stored, with what is worked out from it; `false`
    ///     ends the run there.
    /// - Returns: how the run ended.
    /// - Throws: what `prepare` throws, and where it cannot be stored.
    func carryOut(
        _ schedule: TrialSchedule,
        run: Run,
        resumption: Resumption? = nil,
        prepare: () throws -> TrialRunner,
        goesOn: (Trial, TrialSummary) -> Bool = { _, _ in true }
    ) throws -> Run.State {
        let run = resumption == nil ? run.starting(at: startTemperature) : run
        let claim = try store.claim(runID: run.id)
        defer { withExtendedLifetime(claim) {} }
        lock?.note(runID: run.id)
        if let resumption {
            try store.begin(resumption.session, ofRun: run.id, schedule: schedule)
        } else {
            try store.create(run)
        }
        // One that was killed right after it was stored has none yet.
        if resumption?.states.before == nil { try saveHostState(.before, of: run) }
        let runner: TrialRunner
        do {
            runner = try prepare()
        } catch {
            let isInterrupted = error as? TrialsError == .interrupted
            // The error that ended the run is worth more than one of saying so.
            try? finish(run, as: isInterrupted ? .interrupted : .failed)
            sayHowToGoOn(run)
            throw error
        }
        return try makeTrials(
            of: schedule,
            run: run,
            resumption: resumption,
            runner: runner,
            goesOn: goesOn
        )
    }

    private func makeTrials(
        of schedule: TrialSchedule,
        run: Run,
        resumption: Resumption?,
        runner: TrialRunner,
        goesOn: (Trial, TrialSummary) -> Bool
    ) throws -> Run.State {
        var shown = ProgressState(
            run: run,
            schedule: schedule,
            channels: inventory.channels,
            durations: earlierDurations(run)
        )
        shown.restore(resumption?.trials.withoutSuperseded() ?? [])
        let progress = Progress(state: shown, mode: progressMode, monitor: monitor)
        defer { progress.end() }
        let surroundings = RunSurroundings(
            of: run,
            on: machine,
            inventory: inventory,
            store: store,
            progress: progress
        )
        let keeper = TrialKeeper(
            store: store,
            databasePath: resultsOptions.databasePath,
            patience: lockOptions.storePatience,
            household: household
        )
        var sequence = TrialSequence(
            schedule: schedule,
            comparisons: run.comparisons,
            estimateModel: run.estimateModel,
            runner: runner,
            gate: surroundings.gate,
            willStart: progress.willStart
        )
        var isStopped = false
        do {
            if try !surroundings.measureIdle(.before) { sequence.interrupt() }
            progress.beginTrials()
            while !isStopped, let trial = sequence.next(), let summary = sequence.lastSummary {
                try keeper.keep(trial, of: run, schedule: sequence.schedule)
                progress.didFinish(trial, summary, schedule: sequence.schedule)
                // After the last trial there is nothing to stop.
                isStopped =
                    !sequence.wasInterrupted && !trial.isOwed && !goesOn(trial, summary)
                    && sequence.schedule.next() != nil
            }
            if let fault = sequence.fault { throw HarnessFault(explanation: fault) }
            if sequence.wasInterrupted || isStopped {
                try surroundings.skipIdle(.after, because: "the run ended before its last trial")
            } else {
                _ = try surroundings.measureIdle(.after)
            }
        } catch {
            progress.end()
            // The error that ended the run is worth more than one of saying so.
            try? finish(run, as: .failed)
            sayHowToGoOn(run)
            throw error
        }
        // All that was started has ended: who asks again now need not wait for the report.
        if sequence.wasInterrupted { household.releaseInterrupts() }
        let state: Run.State =
            sequence.wasInterrupted ? .interrupted : isStopped ? .failed : .finished
        progress.end()
        try saveHostState(.after, of: run)
        // A run that says it is finished has all that belongs to it, whenever it is killed.
        if state == .finished { try keepNoiseFloors(of: run) }
        try finish(run, as: state)
        return state
    }

    /// How long the trials took in earlier runs; nothing where they cannot be read: it is only for
    /// showing.
    private func earlierDurations(_ run: Run) -> TrialDurations {
        let earlier = try? ResultStore.earlierTrials(
            path: resultsOptions.databasePath,
            suite: run.suiteName,
            hostID: run.host.id
        )
        return TrialDurations(
            earlier ?? [],
            comparisons: run.comparisons,
            conditions: run.conditions?.trials ?? .none
        )
    }

    /// Reads how the machine is now and stores it with the run.
    private func saveHostState(_ moment: HostStates.Moment, of run: Run) throws {
        try store.save(
            HostStateReader.read(),
            moment: moment,
            atMilliseconds: Run.milliseconds(),
            runID: run.id
        )
    }

    private func finish(_ run: Run, as state: Run.State) throws {
        try store.finish(runID: run.id, state: state, endedAtMilliseconds: Run.milliseconds())
    }

    /// Prints the tables and leaves the files.
    ///
    /// - Returns: the report.
    func present(
        runID: String,
        state: Run.State,
        settings: ReportSettings = ReportSettings()
    ) throws -> Report {
        let report = try Report.load(runID, from: store, settings: settings, hasCurves: true)
        let folder = try ReportFiles.write(report, results: resultsOptions.results)
        let tables = TerminalReport(report, usesColour: Console.outputUsesColour).text
        // After an interrupt the terminal itself may be gone; the files are written.
        if state == .interrupted { try? Console.print(tables) } else { try Console.print(tables) }
        guard progressMode != .quiet else { return report }
        Console.complain("report: \(folder)/report.html, report.md, report.csv")
        Console.complain("database: \(resultsOptions.databasePath), run \(runID)")
        return report
    }

    /// Says by the exit status how a run went.
    ///
    /// - Throws: `ExitCode` unless every planned trial was made and completed.
    func end(_ report: Report, state: Run.State) throws {
        if state == .interrupted {
            Console.complain(
                "Interrupted after \(report.trialCount) of \(report.run.plannedTrials) trials; "
                    + "they are kept."
            )
            sayHowToGoOn(report.run)
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        if state == .failed {
            Console.complain(
                "Stopped after a trial that failed, with \(report.trialCount) of "
                    + "\(report.run.plannedTrials) trials; they are kept."
            )
            if report.trialCount < report.run.plannedTrials { sayHowToGoOn(report.run) }
            throw ExitCode(ExitStatus.stopped.rawValue)
        }
        if !report.isComplete {
            let name = report.run.id.prefix(8)
            Console.complain("\(report.failureSummary): see `joulebench show \(name)`.")
            throw ExitCode(ExitStatus.trialsFailed.rawValue)
        }
    }

    /// Prints the command line that makes the trials that are missing.
    private func sayHowToGoOn(_ run: Run) {
        // It goes on by itself with what it built; a run of it is one of many.
        let isPart = run.history.start?.arguments.first == BisectCommand.configuration.commandName
        if isPart { return }
        let words = ["joulebench", "resume", String(run.id.prefix(8))] + resultsOptions.words
        Console.complain(
            "To go on with what is missing: \(words.map(ShellWords.quoted).joined(separator: " "))"
        )
    }
}

/// A run that the harness could not go on with.
struct HarnessFault: Error, CustomStringConvertible {
    /// How the last trial ended, in a sentence without its end.
    var explanation: String

    var description: String {
        "A trial \(explanation). That happened \(TrialSequence.failuresThatEnd) times in a row, so the "
            + "run ends here; the trials that were made are kept."
    }
}
