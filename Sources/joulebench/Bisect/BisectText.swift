import Experiment
import Foundation
import Reports
import Sensors
import Suites

/// What a bisection found, as text.
struct BisectText {
    let bisection: Bisection

    private var line: BisectLine { bisection.line }

    static func ratio(_ figure: BisectRule.Figure) -> String {
        // As many decimals as the interval supports, but three at least.
        let half = (exp(figure.upper) - exp(figure.lower)) / 2
        let decimals = half > 0 ? min(max(Int((1 - log10(half)).rounded()), 3), 6) : 3
        func text(_ value: Double) -> String { String(format: "%.\(decimals)f", value) }
        return "\(text(figure.ratio)) [\(text(exp(figure.lower))), \(text(exp(figure.upper)))]"
    }

    static func percent(_ share: Double) -> String {
        String(format: share < 1 ? "%.3g %%" : "%.0f %%", share * 100)
    }

    /// A change of a ratio with its sign.
    private static func change(_ logarithm: Double) -> String {
        let share = expm1(logarithm)
        return (share < 0 ? "−" : "+") + percent(abs(share))
    }

    /// What was found of each version that was looked at.
    func table(usesColour: Bool) -> String {
        let metric = bisection.measurement.metric.rawValue
        let source = bisection.source.map { " (\($0))" } ?? ""
        let rows = bisection.entries.sorted { $0.key < $1.key }.map { index, entry in
            [
                line.versions[index].name,
                Self.shortened(line.versions[index].subject),
                entry.figure.map(Self.ratio) ?? (index == 0 ? "1" : Table.missing),
                Self.shortened(entry.verdict),
                entry.blocks > 0 ? String(entry.blocks) : Table.missing,
                entry.runID.map { String($0.prefix(8)) } ?? Table.missing,
            ]
        }
        let table = Table(
            columns: [
                (line.kind, .left), ("subject", .left), ("\(metric) ÷ good [95 %]", .left),
                ("verdict", .left), ("blocks", .right), ("run", .left),
            ],
            rows: rows
        )
        let measurement = bisection.measurement
        let simulated = measurement.execution.inventory.states.filter(\.isSimulated)
            .map { "SIMULATED \($0.sensor): \($0.reason)\n" }.joined()
        return simulated
            + "\(measurement.file.suite.name), \(measurement.comparison.name), variant "
            + "\(measurement.variant.name): \(metric)\(source) of a unit of work\n\n"
            + table.alignedLines(usesColour: usesColour).joined(separator: "\n") + "\n"
    }

    /// Which one it is.
    var conclusion: String {
        let suspects = bisection.suspects
        guard suspects.count == 1, let index = suspects.first else { return range(suspects) }
        let version = line.versions[index]
        guard let commit = version.commit else {
            return "first bad build: \(version.name)\n" + (share(of: index) ?? "")
        }
        let merge =
            commit.isMerge
            ? "It is a merge. To look into what it brought: --good $(git merge-base "
                + "\(commit.parents[0].prefix(12)) \(commit.parents[1].prefix(12))) --bad "
                + "\(commit.parents[1].prefix(12))\n" : ""
        return """
            first bad commit: \(commit.hash)
              author   \(TerminalText.printable(commit.author))
              date     \(commit.date)
              subject  \(TerminalText.printable(commit.subject))

            """ + merge + (share(of: index) ?? "")
    }

    private func range(_ suspects: ClosedRange<Int>) -> String {
        let names = suspects.map { index in
            let version = line.versions[index]
            let verdict = bisection.entries[index].map { " (\($0.verdict))" } ?? ""
            return "  \(version.name) \(Self.shortened(version.subject))\(verdict)"
        }
        return
            "The first bad \(line.kind) is one of these \(suspects.count); those between the last "
            + "good and the first bad one could not be judged:\n"
            + TerminalText.printableLines(names.joined(separator: "\n")) + "\n"
    }

    /// How much of the whole change lies there, by the middles of the intervals.
    private func share(of index: Int) -> String? {
        guard let rule = bisection.rule, let there = bisection.entries[index]?.figure else {
            return nil
        }
        let before = index == 1 ? 0 : bisection.entries[index - 1]?.figure?.estimate
        guard let before else { return nil }
        let step = there.estimate - before
        let share = step / rule.change
        let text =
            "It changes the \(bisection.measurement.metric.rawValue) by about \(Self.change(step)); from "
            + "good to bad the whole change is \(Self.change(rule.change)).\n"
        guard share < 0.7 else { return text }
        return text
            + "So others changed it, too; this is one that crosses the middle. Bisect what is left "
            + "with this \(line.kind) as --good, and with the one before it as --bad.\n"
    }

    private static func shortened(_ subject: String) -> String {
        subject.count > 50 ? "\(subject.prefix(49))…" : subject
    }
}
