internal import Experiment

/// What happened in a night, in Markdown for the summary page of a CI job.
public struct NightMarkdown: Sendable {
    public var report: NightReport

    /// No more bytes than this; lines beyond it are left out, and that is said.
    public var limit: Int

    /// GitHub takes step summaries of 1 MiB.
    ///
    /// - Parameters:
    ///   - report: of a night.
    ///   - limit: at least 1024; some room is left for what else the step writes.
    public init(_ report: NightReport, limit: Int = 1_000_000) {
        self.report = report
        self.limit = max(limit, 1024)
    }

    public var text: String { cut(blocks.joined(separator: "\n\n") + "\n") }

    private var blocks: [String] {
        let places = report.places
        let changed = AlarmTable(alarms: report.changed, places: places).table
        let open = AlarmTable(alarms: report.unchanged, places: places).table
        return ["# \(escaped(report.name)): \(escaped(report.outcomeWord))"]
            + (report.simulationNotice.map { ["> **\(escaped($0))**"] } ?? [])
            + [escaped(report.headline), escaped(report.circumstances)]
            + list("Why", report.night.reasons)
            + table("Alarms that changed", changed) + table("Other open alarms", open)
            + verdicts
            + (report.canary.isEmpty ? [] : [MarkdownText.table(report.canaryTable)])
            + list("To be known", report.notices) + steps
    }

    private var verdicts: [String] {
        let sorted = report.sortedVerdicts
        let loud = sorted.filter(\.status.needsReason)
        let calm = sorted.filter { !$0.status.needsReason }
        return ["## Series", escaped(report.verdictCounts)]
            + (loud.isEmpty ? [] : [MarkdownText.table(report.table(of: loud, hasReasons: true))])
            + (calm.isEmpty ? [] : folded(calm))
    }

    /// What nobody has to look at is there when it is asked for.
    private func folded(_ verdicts: [SeriesVerdict]) -> [String] {
        [
            "<details><summary>\(verdicts.count) quiet or shown only</summary>",
            MarkdownText.table(report.table(of: verdicts, hasReasons: true)), "</details>",
        ]
    }

    /// Commands stay commands: they are ours, and the names in them are digits of an alarm.
    private var steps: [String] {
        let steps = report.nextSteps
        guard !steps.isEmpty else { return [] }
        let lines = steps.map { "- " + Self.keepingCode($0) }
        return ["**Next**", lines.joined(separator: "\n")]
    }

    private static func keepingCode(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0 % 2 == 0 ? MarkdownText.escaped(String($1)) : "`\($1)`" }.joined()
    }

    private func list(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["**\(title)**", MarkdownText.list(items)]
    }

    private func table(_ title: String, _ table: Table) -> [String] {
        guard !table.rows.isEmpty else { return [] }
        var table = table
        table.title = title
        return [MarkdownText.table(table)]
    }

    private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }

    /// Whole lines only, so that a table stays one.
    private func cut(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        let room = limit - 200
        var kept: [Substring] = []
        var size = 0
        var left = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if left == 0, size + line.utf8.count + 1 <= room {
                kept.append(line)
                size += line.utf8.count + 1
            } else {
                left += 1
            }
        }
        let isOpen = kept.contains { $0.hasPrefix("<details>") } && !kept.contains("</details>")
        return kept.joined(separator: "\n") + (isOpen ? "\n\n</details>" : "")
            + "\n\n**Cut: \(left.counted("line")) more did not fit into \(limit) bytes; the JSON of "
            + "the night holds all.**\n"
    }
}
