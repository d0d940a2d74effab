/// Rows as CSV (RFC 4180).
///
/// The data as it is, with one exception: a text that a spreadsheet would run as a formula has an
/// apostrophe before it.
public enum CSVText {
    /// A row with the line end of RFC 4180, as files have it.
    public static func line(_ cells: [String]) -> String { line(cells, end: "\r\n") }

    /// A row with a line end of its own: what goes through a shell has "\n".
    public static func line(_ cells: [String], end: String) -> String {
        cells.map(quoted).joined(separator: ",") + end
    }

    /// The cell, in quotes where it needs them.
    public static func quoted(_ text: String) -> String {
        let cell = isFormula(text) ? "'" + text : text
        let needsQuotes = cell.utf8.contains { byte in
            [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains(byte)
        }
        return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }

    /// Whether a spreadsheet would take a text for a formula, or for the end of its cell.
    ///
    /// By OWASP's list ("CSV injection"). What is a number is none, whatever its sign.
    static func isFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count > 1,
            Set("=+-@\t\r\n".utf8).contains(first)
        else { return false }
        return Double(text) == nil
    }
}
