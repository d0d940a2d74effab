import Experiment
import Foundation
import Reports
import Trials

/// A plan as `joulebench plan` prints it.
enum PlanText {
    static func text(of outlook: RunOutlook) -> String {
        let (suite, schedule) = (outlook.suite, outlook.schedule)
        let open = schedule.undecided.isEmpty ? "" : " or more"
        var lines = [
            "suite \(suite.name), seed \(schedule.seed), \(schedule.trials.count)\(open) trials"
        ]
        if let summary = suite.summary { lines.append(summary) }
        lines += ["", "estimated time:"] + PlanTimeText.lines(outlook).map { "  " + $0 }
        if !suite.prepare.isEmpty { lines += ["", "prepare, once:"] }
        for (step, status) in zip(suite.prepare, outlook.steps) {
            lines.append("  \(step.name) (\(text(of: status))): \(words(step.command))")
        }
        for comparison in suite.comparisons {
            lines += ["", "comparison \(comparison.name), \(schedule.design.text):"]
            lines += comparison.variants.map { variant in
                let mark = variant.name == comparison.baseline ? " (baseline)" : ""
                let time =
                    outlook.durations.median(comparison.name, variant.name)
                    .map { String(format: ", about %.1f s a trial", $0) } ?? ""
                return "  \(variant.name)\(mark)\(time): \(words(variant.command))"
            }
            lines += blocks(of: comparison, schedule)
        }
        return TerminalText.printableLines(lines.joined(separator: "\n"))
    }

    private static func text(of status: PrepareStepStatus) -> String {
        let time = status.seconds.map { String(format: "%.1f s", $0) }
        switch status.state {
        case .cached: return "cached" + (time.map { ", took \($0)" } ?? "")
        case .toBeMade: return "to be made" + (time.map { ", took \($0) before" } ?? "")
        case .unknown(let reason): return "cannot be told: \(reason)"
        }
    }

    /// The blocks of a comparison, one a line.
    private static func blocks(of comparison: Comparison, _ schedule: TrialSchedule) -> [String] {
        let own = schedule.trials.filter { $0.comparison == comparison.name }
        let blocks = Dictionary(grouping: own) { [$0.isWarmUp ? 0 : 1, $0.block] }
        return own.filter { $0.position == 0 }.map { first in
            let order = (blocks[[first.isWarmUp ? 0 : 1, first.block]] ?? [])
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
