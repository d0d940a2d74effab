/// A table of a report as HTML, in a box that scrolls by itself.
struct HTMLTable {
    var table: Table

    /// What tells it from the tables of other comparisons.
    var context: String

    var text: String {
        let label = MarkupText.escaped("\(context): \(table.title)")
        let headings = table.columns.map { column in
            "<th scope=\"col\"\(Self.style(column.alignment))>"
                + "\(MarkupText.escaped(column.heading))</th>"
        }
        return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(label)\">\n"
            + "<table class=\"sortable\"><thead><tr>\(headings.joined())</tr></thead>\n<tbody>\n"
            + table.rows.map(row).joined(separator: "\n") + "\n</tbody></table></div>\n"
            + (table.note.map { "<p class=\"soft\">\(MarkupText.escaped($0))</p>\n" } ?? "")
    }

    private func row(_ cells: [String]) -> String {
        let written = cells.enumerated().map { place, cell in
            let text = MarkupText.escaped(cell)
            if place == 0 { return "<th scope=\"row\">\(text)</th>" }
            return "<td\(Self.style(table.columns[place].alignment))\(Self.key(cell))>\(text)</td>"
        }
        return "<tr>\(written.joined())</tr>"
    }

    private static func style(_ alignment: Table.Alignment) -> String {
        alignment == .right ? " class=\"r\"" : ""
    }

    private static func key(_ cell: String) -> String {
        switch SortKey(of: cell) {
        case .missing: " data-m=\"\""
        case .number(let number): " data-k=\"\(number)\""
        case .text: ""
        }
    }
}
