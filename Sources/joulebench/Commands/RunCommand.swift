import ArgumentParser
import Experiment
import Reports
import Sensors
import Suites
import Trials

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a suite and print what each variant costs.",
        discussion: """
            Makes what the suite prepares (once; it is cached), then runs the variants in \
            randomised blocks. Each trial is a process of its own and is stored when it ends. \
            Ctrl-C ends the trial in progress and keeps the complete ones; `joulebench resume` \
            makes those that are missing, also after a kill or a loss of power. SIGTERM, SIGHUP and \
            SIGQUIT do the same. One that was ignored when the run was started stays ignored: \
            SIGHUP under nohup, SIGINT and SIGQUIT in the background of a script (`joulebench run … &`).

            --verify runs each variant once instead, without sensors and without the database, and \
            checks that it reports what the suite expects: how it ends, its window, its work, its \
            quality and its operations.

            The tables go to standard output and, as report.md and report.csv, into the results \
            folder.
            """
    )

    @OptionGroup var suiteOptions: SuiteOptions

    @Flag(help: "Run each variant once, unmeasured, and check what it reports; store nothing.")
    var verify = false

    @OptionGroup var failureOptions: FailureOptions
    @OptionGroup var progressOptions: ProgressOptions
    @OptionGroup(title: "Conditions") var conditionOptions: ConditionOptions
    @OptionGroup var sensorOptions: SensorOptionGroup
    @OptionGroup var replayOptions: ReplayOptions
    @OptionGroup var lockOptions: LockOptions
    @OptionGroup var statementOptions: StatementOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws { try perform() }

    /// Runs the suite, or what is missing of a run of it.
    func perform(_ resumed: Resumption? = nil) throws {
        var resumption = resumed
        // Before hours of measuring: a mistake in a file would come out at the end else.
        let settings = try statementOptions.settings()
        var file = try suiteOptions.load(of: resumption?.run)
        if verify {
            return try VerifyExecution(
                suite: file.suite,
                seed: suiteOptions.schedule(of: file.suite).seed,
                resultsOptions: resultsOptions,
                lockOptions: lockOptions,
                isQuiet: progressOptions.mode.isSilent
            ).run()
        }
        file.suite.conditions = conditionOptions.applied(to: file.suite.conditions)
        let options = try sensorOptions.options(for: file.suite)
        let execution = try RunExecution(
            suite: file.suite.name,
            resultsOptions: resultsOptions,
            progress: progressOptions.mode,
            lockOptions: lockOptions,
            sensors: { store in try replayOptions.sensorOptions(options) { store } }
        )
        let preparation = execution.preparation(of: file.suite)
        // Before anything is stored, or made anew that would then not be used.
        let keys = try preparation.keys(of: file.suite.prepare)
        let version = try execution.projectVersion(of: file)
        try resumption?.check(
            file.suite,
            inventory: execution.inventory,
            keys: keys,
            version: version,
            preparation: preparation
        )
        let schedule = resumption?.schedule() ?? suiteOptions.schedule(of: file.suite)
        resumption?.announce(schedule)
        let run =
            resumption?.run
            ?? Run.new(
                of: file.suite,
                text: file.text,
                schedule: schedule,
                inventory: execution.inventory,
                version: version
            )
        let policy = failureOptions.policy ?? file.suite.onFailure
        let state = try execution.carryOut(
            schedule,
            run: run,
            resumption: resumption,
            prepare: {
                let prepared = try execution.make(
                    file.suite.prepare,
                    keys: keys,
                    ofRun: run.id,
                    by: preparation
                )
                return try execution.runner(for: file.suite, prepared: prepared)
            },
            goesOn: { $1.shortcoming == nil || policy == .goOn }
        )
        let report = try execution.present(runID: run.id, state: state, settings: settings)
        try execution.end(report, state: state)
    }
}
