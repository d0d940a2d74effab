import Experiment
import Reports
import Sensors
import Suites
import Trials

/// Runs a suite, or what is missing of a run of it.
struct SuiteRun {
    let options: SuiteRunOptions
    let file: SuiteFile
    let execution: RunExecution
    let version: ProjectVersion?
    private let preparation: Preparation
    private let keys: [String: String]

    /// Opens what a run of the suite needs; nothing is stored, or made anew that would then not be
    /// used.
    ///
    /// - Throws: where the results could not be kept, sensors cannot be read that were asked for, or
    ///   a program or an input of a prepare step is missing.
    init(_ options: SuiteRunOptions, file: SuiteFile) throws {
        self.options = options
        self.file = file
        let sensors = try options.sensorOptions.options(for: file.suite)
        execution = try RunExecution(
            suite: file.suite.name,
            resultsOptions: options.resultsOptions,
            progress: options.progressOptions.mode,
            lockOptions: options.lockOptions,
            sensors: { store in try options.replayOptions.sensorOptions(sensors) { store } }
        )
        preparation = execution.preparation(of: file.suite)
        keys = try preparation.keys(of: file.suite.prepare)
        version = try execution.projectVersion(of: file)
    }

    /// Finds out whether a stored run can be gone on with, and says what there is of it.
    ///
    /// - Parameters:
    ///   - resumption: of the run; `nil` for a new one.
    ///   - suite: as it runs.
    /// - Throws: `ResumeError.changed`.
    func check(_ resumption: inout Resumption?, _ suite: BenchmarkSuite) throws {
        try resumption?.check(
            suite,
            inventory: execution.inventory,
            keys: keys,
            version: version,
            preparation: preparation
        )
    }

    /// Makes the trials of a suite.
    ///
    /// - Parameters:
    ///   - suite: that of the file, or what is run of it.
    ///   - given: the schedule of a new run; `nil` for that of the options.
    ///   - resumption: of a run that is gone on with, checked.
    ///   - didBegin: is given the run when it is stored, before anything of it is made.
    /// - Returns: the run, and how it ended.
    /// - Throws: what ends a run before its end.
    func carryOut(
        _ suite: BenchmarkSuite,
        schedule given: TrialSchedule? = nil,
        resumption: Resumption? = nil,
        didBegin: (Run) throws -> Void = { _ in }
    ) throws -> (run: Run, state: Run.State) {
        let schedule =
            resumption?.schedule() ?? given ?? options.suiteOptions.schedule(of: suite)
        resumption?.announce(schedule)
        let run =
            resumption?.run
            ?? Run.new(
                of: suite,
                text: file.text,
                schedule: schedule,
                inventory: execution.inventory,
                version: version
            )
        let policy = options.failureOptions.policy ?? suite.onFailure
        let state = try execution.carryOut(
            schedule,
            run: run,
            resumption: resumption,
            prepare: {
                try didBegin(run)
                let prepared = try execution.make(
                    suite.prepare,
                    keys: keys,
                    ofRun: run.id,
                    by: preparation
                )
                return try execution.runner(for: suite, prepared: prepared)
            },
            goesOn: { $1.shortcoming == nil || policy == .goOn }
        )
        return (run, state)
    }
}
