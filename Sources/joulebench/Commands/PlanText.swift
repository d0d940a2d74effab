import Experiment

/// A plan as `joulebench plan` prints it.
enum PlanText {
    static func text(of suite: BenchmarkSuite, schedule: TrialSchedule) -> String {
        let open = schedule.undecided.isEmpty ? "" : " or more"
        var lines = [
            "suite \(suite.name), seed \(schedule.seed), \(schedule.trials.count)\(open) trials"
        ]
        if let summary = suite.summary { lines.append(summary) }
        if !suite.prepare.isEmpty { lines += ["", "prepare, once:"] }
        for step in suite.prepare { lines.append("  \(step.name): \(words(step.command))") }
        for comparison in suite.comparisons {
            lines += ["", "comparison \(comparison.name), \(schedule.design.text):"]
            lines += comparison.variants.map { variant in
                let mark = variant.name == comparison.baseline ? " (baseline)" : ""
                return "  \(variant.name)\(mark): \(words(variant.command))"
            }
            lines += blocks(of: comparison, schedule)
        }
        return lines.joined(separator: "\n")
    }

    /// The blocks of a comparison, one a line.
    private static func blocks(of comparison: Comparison, _ schedule: TrialSchedule) -> [String] {
        let own = schedule.trials.filter { $0.comparison == comparison.name }
        return own.filter { $0.position == 0 }.map { first in
            let order = own.filter { $0.block == first.block && $0.isWarmUp == first.isWarmUp }
                .map(\.variant).joined(separator: ", ")
            let kind = first.isWarmUp ? "warm-up block" : "block"
            return "  \(kind) \(first.block + 1) (seed \(first.blockSeed)): \(order)"
        }
    }

    private static func words(_ command: Command) -> String {
        let environment = command.environment.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(ShellWords.quoted($0.value))" }
        return (environment + command.template.map(ShellWords.quoted)).joined(separator: " ")
    }
}
