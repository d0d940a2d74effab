/// A table of text, as the terminal and Markdown show it.
public struct Table: Sendable {
    public enum Alignment: Sendable {
        case left
        case right
    }

    struct Column {
        var heading: String
        var alignment: Alignment
    }

    var title: String
    var columns: [Column]
    var rows: [[String]]

    /// What is to be said under it: how many rows it leaves out.
    var note: String?

    /// Makes a table; each row has a cell for each column.
    public init(title: String = "", columns: [(String, Alignment)], rows: [[String]]) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a cell for each column")
        self.title = title
        self.columns = columns.map { Column(heading: $0.0, alignment: $0.1) }
        self.rows = rows
    }

    /// What a cell without a value shows.
    public static let missing = "—"

    /// The table without the columns that say nothing, or 0, in every row.
    func withoutEmptyColumns() -> Table {
        let kept = columns.indices.filter { column in
            rows.contains { ![Self.missing, "0"].contains($0[column]) }
        }
        var table = self
        table.columns = kept.map { columns[$0] }
        table.rows = rows.map { row in kept.map { row[$0] } }
        return table
    }

    /// The heading, a rule and the rows, padded so that columns stand under each other.
    public func alignedLines(usesColour: Bool) -> [String] {
        let headings = columns.map { TerminalText.printable($0.heading) }
        let cells = rows.map { row in
            zip(row, columns).map { cell, column in
                let text = TerminalText.printable(cell)
                return column.heading == "variant" ? Self.shortened(text) : text
            }
        }
        let widths = columns.indices.map { column in
            cells.reduce(headings[column].width) { max($0, $1[column].width) }
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "───")
        let heading = TerminalText.heading(
            padded(headings, to: widths),
            usesColour: usesColour
        )
        return [heading, rule]
            + cells.map {
                padded($0, to: widths, style: usesColour ? TerminalText.verdict : { $0 })
            }
    }

    /// A name that leaves the other columns on the screen: of a long one its beginning and its end; CSV
    /// and JSON have it whole.
    private static func shortened(_ name: String) -> String {
        let longest = 72
        guard name.utf8.count > longest, name.count > longest else { return name }
        return cut(name, to: longest, end: 15)
    }

    /// The table with the names in its first column cut so that its lines are no wider than a screen,
    /// where that is possible: of a long one its beginning and its end.
    func narrowed(to width: Int) -> Table {
        let excess = (alignedLines(usesColour: false).dropFirst().first?.count ?? 0) - width
        guard excess > 0, !columns.isEmpty else { return self }
        let names = rows.map { TerminalText.printable($0[0]) }
        let longest = max(names.map(\.count).max() ?? 0, columns[0].heading.count)
        let kept = max(longest - excess, 16)
        var table = self
        for row in rows.indices {
            table.rows[row][0] = Self.cut(names[row], to: kept, end: kept * 2 / 3)
        }
        return table
    }

    /// The beginning and the end of a name, which are the last `end` characters.
    private static func cut(_ name: String, to length: Int, end: Int) -> String {
        guard name.count > length else { return name }
        return "\(name.prefix(length - end - 1))…\(name.suffix(end))"
    }

    /// The lines of `alignedLines` as one text.
    public func text(usesColour: Bool) -> String {
        alignedLines(usesColour: usesColour).joined(separator: "\n") + "\n"
    }

    /// The table as Markdown that code hosts render.
    public var markdownText: String { MarkdownText.table(self) + "\n" }

    private func padded(
        _ cells: [String],
        to widths: [Int],
        style: (String) -> String = { $0 }
    ) -> String {
        var line = ""
        for column in cells.indices {
            let space = String(repeating: " ", count: widths[column] - cells[column].width)
            line += column == 0 ? "" : "   "
            line +=
                columns[column].alignment == .left
                ? style(cells[column]) + space : space + cells[column]
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension String {
    /// How many characters are seen; counted by bytes where each is one, which is most of the text
    /// of a long list.
    fileprivate var width: Int { utf8.allSatisfy { $0 < 0x80 } ? utf8.count : count }
}
