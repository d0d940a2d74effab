import ArgumentParser
import Experiment
import Reports
import Suites

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

    @OptionGroup var options: SuiteRunOptions

    @Flag(help: "Run each variant once, unmeasured, and check what it reports; store nothing.")
    var verify = false

    @OptionGroup var statementOptions: StatementOptions

    func run() throws { try perform() }

    /// Runs the suite, or what is missing of a run of it.
    func perform(_ resumed: Resumption? = nil) throws {
        var resumption = resumed
        // Before hours of measuring: a mistake in a file would come out at the end else.
        let settings = try statementOptions.settings()
        let file = try options.load(of: resumption?.run)
        if verify {
            return try VerifyExecution(
                suite: file.suite,
                seed: options.suiteOptions.schedule(of: file.suite).seed,
                resultsOptions: options.resultsOptions,
                lockOptions: options.lockOptions,
                isQuiet: options.progressOptions.mode.isSilent
            ).run()
        }
        let suiteRun = try SuiteRun(options, file: file)
        try suiteRun.check(&resumption, file.suite)
        let (run, state) = try suiteRun.carryOut(file.suite, resumption: resumption)
        let report = try suiteRun.execution.present(
            runID: run.id,
            state: state,
            settings: settings
        )
        try suiteRun.execution.end(report, state: state)
    }
}
