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
        let (plan, blocks) = suiteOptions.plan(of: file.suite)
        try Console.print(Self.text(of: file.suite, plan: plan, blocks: blocks))
    }

    static func text(of suite: BenchmarkSuite, plan: Plan, blocks: Int) -> String {
        var lines = ["suite \(suite.name), seed \(plan.seed), \(plan.trials.count) trials"]
        if let summary = suite.summary { lines.append(summary) }
        if !suite.prepare.isEmpty { lines += ["", "prepare, once:"] }
        for step in suite.prepare {
            lines.append("  \(step.name): \(words(step.command))")
        }
        for comparison in suite.comparisons {
            lines += ["", "comparison \(comparison.name), \(blocks) blocks:"]
            for variant in comparison.variants {
                let mark = variant.name == comparison.baseline ? " (baseline)" : ""
                lines.append("  \(variant.name)\(mark): \(words(variant.command))")
            }
            for block in 0..<blocks {
                let trials = plan.trials.filter {
                    $0.comparison == comparison.name && $0.block == block
                }
                let order = trials.map(\.variant).joined(separator: ", ")
                let seed = trials.first.map { " (seed \($0.blockSeed))" } ?? ""
                lines.append("  block \(block + 1)\(seed): \(order)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ command: Command) -> String {
        let environment = command.environment.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(ShellWords.quoted($0.value))" }
        return (environment + command.template.map(ShellWords.quoted)).joined(separator: " ")
    }
}
