import ArgumentParser
import Experiment
import Suites

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run of a suite would do; runs nothing.",
        discussion: """
            Prints the prepare steps, the command of each variant and the order of the trials. \
            The same suite and seed give the same order on every machine: pass the seed that is \
            printed to `run --seed` to run just this plan.
            """
    )

    @OptionGroup var suiteOptions: SuiteOptions

    func run() throws {
        let file = try suiteOptions.load()
        let schedule = suiteOptions.schedule(of: file.suite)
        try Console.print(PlanText.text(of: file.suite, schedule: schedule))
    }
}
