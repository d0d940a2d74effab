/// Text and tables as Markdown that code hosts render.
enum MarkdownText {
    static func table(_ table: Table) -> String {
        func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
        let rule = table.columns.map { $0.alignment == .left ? ":--" : "--:" }
        let rows = table.rows.map { line($0.map(escaped)) }
        let head = [line(table.columns.map { escaped($0.heading) }), line(rule)]
        let title = table.title.isEmpty ? "" : "**\(escaped(table.title))**\n\n"
        let note = table.note.map { "\n\n\(escaped($0))" } ?? ""
        return title + (head + rows).joined(separator: "\n") + note
    }

    static func list(_ items: [String]) -> String {
        items.map { "- \(escaped($0))" }.joined(separator: "\n")
    }

    /// Text in which nothing is markup and nothing hidden, on one line.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in TerminalText.printable(text).unicodeScalars {
            switch scalar {
            case "|", "\\", "`", "*", "_", "#", "[", "]", "~": result += "\\\(scalar)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
