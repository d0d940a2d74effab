internal import Experiment

extension AcrossReport {
    /// The report as aligned text for a terminal.
    ///
    /// - Parameter usesColour: whether headings are set in bold.
    /// - Returns: the text with its last line end.
    public func terminalText(usesColour: Bool) -> String {
        func bold(_ text: String) -> String { TerminalText.heading(text, usesColour: usesColour) }
        func render(_ table: Table) -> [String] {
            ["  \(table.title):"] + table.alignedLines(usesColour: usesColour).map { "  " + $0 }
        }
        func list(_ items: [String]) -> [String] {
            items.flatMap { TerminalText.wrapped($0, indent: "  ") }
        }
        var lines = [bold(headline)]
        for notice in notices { lines += TerminalText.wrapped(notice).map(bold) }
        lines += [""] + render(runTable) + ["", bold("What differs from run A")]
        lines += list(differenceNotes)
        for comparison in comparisons {
            lines += ["", bold("Comparison: \(comparison.comparison.name)")]
            lines += comparison.tables.flatMap { [""] + render($0) }
            lines += [""] + list(comparison.verdictLines)
        }
        if !omissions.isEmpty {
            lines += ["", bold("Not compared")] + list(omissions.map { $0 + "." })
        }
        lines += [""] + methodNotes.flatMap { TerminalText.wrapped($0) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as Markdown that code hosts render.
    public var markdownText: String {
        var blocks = ["# \(MarkdownText.escaped(headline))"]
        blocks += notices.map { "> **\(MarkdownText.escaped($0))**" }
        blocks += [MarkdownText.table(runTable), "## What differs from run A"]
        blocks.append(MarkdownText.list(differenceNotes))
        for comparison in comparisons {
            let name = MarkdownText.escaped(comparison.comparison.name)
            blocks.append("## Comparison: \(name)")
            blocks += comparison.tables.map(MarkdownText.table)
            blocks.append(MarkdownText.list(comparison.verdictLines))
        }
        if !omissions.isEmpty {
            blocks += ["## Not compared", MarkdownText.list(omissions.map { $0 + "." })]
        }
        blocks += ["## How to read this", MarkdownText.list(methodNotes)]
        return blocks.joined(separator: "\n\n") + "\n"
    }
}
