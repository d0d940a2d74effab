import ArgumentParser
import Experiment
import Reports
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

            --verify runs each variant once instead, without sensors and without the database, and             checks that it reports what the suite expects: how it ends, its window, its work, its             quality and its operations.

            The tables go to standard output and, as report.md and report.csv, into the results \
            folder.
            """
    )

    @OptionGroup var suiteOptions: SuiteOptions

    @Flag(help: "Run each variant once, unmeasured, and check what it reports; store nothing.")
    var verify = false

    @OptionGroup var progressOptions: ProgressOptions
    @OptionGroup(title: "Conditions") var conditionOptions: ConditionOptions
    @OptionGroup var sensorOptions: SensorOptionGroup
    @OptionGroup var replayOptions: ReplayOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        var file = try suiteOptions.load()
        if verify {
            return try VerifyExecution(
                suite: file.suite,
                seed: suiteOptions.schedule(of: file.suite).seed,
                resultsOptions: resultsOptions,
                isQuiet: progressOptions.mode == .none
            ).run()
        }
        file.suite.conditions = conditionOptions.applied(to: file.suite.conditions)
        let options = try sensorOptions.options(for: file.suite)
        let execution = try RunExecution(
            suite: file.suite.name,
            resultsOptions: resultsOptions,
            progress: progressOptions.mode,
            sensors: { store in try replayOptions.sensorOptions(options) { store } }
        )
        let preparation = Preparation(
            store: ArtifactStore(root: resultsOptions.results + "/artifacts"),
            locator: execution.locator,
            household: execution.household
        )
        let prepared = try preparation.run(
            file.suite.prepare,
            report: progressOptions.mode == .none ? { _ in } : PreparationProgress.report
        )
        let schedule = suiteOptions.schedule(of: file.suite)
        let run = Run.new(
            of: file.suite,
            text: file.text,
            schedule: schedule,
            inventory: execution.inventory,
            artifacts: prepared.artifacts
        )
        let runner = try execution.runner(for: file.suite, prepared: prepared)
        let state = try execution.makeTrials(of: schedule, run: run, runner: runner)
        let report = try execution.present(runID: run.id, state: state)
        try execution.end(report, state: state)
    }
}
