import ArgumentParser
import Experiment
import Sensors
import Store
import Suites
import Trials

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run of a suite would do; runs nothing.",
        discussion: """
            Prints the prepare steps and which of them are there, the command of each variant, the \
            order of the trials, and how long it will take: from the trials that the database has \
            of the same variants on this machine. Nothing is written. \
            The same suite and seed give the same order on every machine: pass the seed that is \
            printed to `run --seed` to run just this plan.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @OptionGroup var suiteOptions: SuiteOptions

    @Option(help: ArgumentHelp("The form: text, or json for programs.", valueName: "format"))
    var format = Format.text

    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        let file = try suiteOptions.load()
        let outlook = RunOutlook(
            suite: file.suite,
            schedule: suiteOptions.schedule(of: file.suite),
            resultsOptions: resultsOptions
        )
        switch format {
        case .text: try Console.print(PlanText.text(of: outlook))
        case .json: try Console.print(PlanJSON(outlook).text())
        }
        if let trouble = outlook.trouble {
            Console.complain("The times of earlier runs could not be read: \(trouble)")
        }
    }
}

/// A suite with its schedule, and what is known before a run of how long it will take.
struct RunOutlook {
    var suite: BenchmarkSuite
    var schedule: TrialSchedule
    var steps: [PrepareStepStatus]
    var durations: TrialDurations

    /// Why earlier runs could not be looked at.
    var trouble: String?

    init(suite: BenchmarkSuite, schedule: TrialSchedule, resultsOptions: ResultsOptions) {
        self.suite = suite
        self.schedule = schedule
        steps = Preparation.survey(
            suite.prepare,
            store: ArtifactStore(root: resultsOptions.results + "/artifacts"),
            locator: ProgramLocator.system()
        )
        do throws(StoreError) {
            durations = TrialDurations(
                try ResultStore.earlierTrials(
                    path: resultsOptions.databasePath,
                    suite: suite.name,
                    hostID: HostDescription.read().id
                ),
                comparisons: suite.comparisons
            )
        } catch {
            durations = TrialDurations()
            trouble = "\(error)"
        }
    }

    /// A plan of which nothing is known but the suite, for tests.
    init(
        suite: BenchmarkSuite,
        schedule: TrialSchedule,
        steps: [PrepareStepStatus],
        durations: TrialDurations
    ) {
        self.suite = suite
        self.schedule = schedule
        self.steps = steps
        self.durations = durations
    }

    /// What the trials will take.
    var trialTime: TimeEstimate { durations.estimate(of: schedule.trials, in: schedule) }

    /// The prepare steps that would be made and of which nothing is known.
    var unknownSteps: [String] {
        steps.filter { $0.state != .cached && $0.seconds == nil }.map(\.step)
    }

    /// What the steps that would be made will take, of those that were made before.
    var prepareSeconds: Double {
        steps.filter { $0.state != .cached }.compactMap(\.seconds).reduce(0, +)
    }
}
