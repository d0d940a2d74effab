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
            order of the trials, and how long it will take: the trials by those that the database \
            has of the same variants on this machine, the rests between them, the windows of idle \
            power, and the steps. What trials will wait for a quiet machine cannot be foreseen: \
            what earlier ones waited is counted, and the limit is stated. Nothing is written. \
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

    @OptionGroup(title: "Conditions") var conditionOptions: ConditionOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        var file = try suiteOptions.load()
        file.suite.conditions = conditionOptions.applied(to: file.suite.conditions)
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
                comparisons: suite.comparisons,
                conditions: suite.conditions
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

    /// What the trials and all that belongs to them will take, the prepare steps apart.
    var runTime: RunTime {
        var time = durations.time(
            of: schedule.trials,
            in: schedule,
            suite.conditions,
            idle: suite.conditions.idleTime,
            rested: 1
        )
        // The windows before the trials are as long as those after them.
        time.idle = time.idle + time.idle
        return time
    }

    /// What the steps that are not there will take, by what they took before.
    var prepareTime: TimeEstimate {
        var time = TimeEstimate()
        for step in steps where step.state != .cached {
            if let seconds = step.seconds {
                time.add(least: seconds, most: seconds)
            } else {
                time.add(unknown: step.step)
            }
        }
        return time
    }

    /// All of it; the gates only as far as earlier trials waited.
    var totalTime: TimeEstimate { prepareTime + runTime.total }
}
