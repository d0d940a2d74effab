/// Rows as CSV (RFC 4180).
public enum CSVText {
    /// A row with its line end.
    public static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    /// The cell, in quotes where it needs them, without control characters for a terminal.
    ///
    /// Line ends and tabs stay, which quotes hold.
    public static func quoted(_ text: String) -> String {
        var needsQuotes = false
        var isPlain = true
        for scalar in text.unicodeScalars {
            switch scalar {
            case ",", "\"", "\r", "\n": needsQuotes = true
            case "\t": break
            default: if scalar.value < 0x20 { isPlain = false }
            }
        }
        let cell = isPlain ? text : printable(text)
        return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }

    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value >= 0x20 || "\t\r\n".unicodeScalars.contains(scalar)
                        ? scalar : "\u{FFFD}"
                }
            )
        )
    }
}
