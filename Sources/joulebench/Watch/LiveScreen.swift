import Foundation

/// Lines on a terminal that are written over each time.
///
/// No setting of the terminal is changed: nothing has to be put back, however the program ends.
struct LiveScreen {
    private var shownLines = 0

    /// Writes over what was shown before.
    ///
    /// - Returns: `false` where nobody reads any more.
    /// - Throws: `OutputError`.
    mutating func show(_ lines: [String], size: (columns: Int, rows: Int)) throws -> Bool {
        // A line that is broken by the terminal would be two to go back over.
        let shown = lines.prefix(max(size.rows - 1, 1)).map { Self.cut($0, to: size.columns) }
        let back = shownLines > 0 ? "\u{1B}[\(shownLines)A" : ""
        let text = shown.map { "\r\($0)\u{1B}[K\n" }.joined()
        shownLines = shown.count
        return try Console.printLive(back + text + "\u{1B}[J")
    }

    /// The first characters of a line; sequences that set a style take no room.
    static func cut(_ line: String, to columns: Int) -> String {
        var kept = ""
        var width = 0
        var rest = line[...]
        while let character = rest.first, width < columns {
            if character == "\u{1B}", let end = rest.firstIndex(of: "m") {
                kept += rest[...end]
                rest = rest[rest.index(after: end)...]
            } else {
                kept.append(character)
                width += 1
                rest = rest.dropFirst()
            }
        }
        return rest.isEmpty || !line.contains("\u{1B}") ? kept : kept + "\u{1B}[0m"
    }

    /// The terminal's size now; 80 by 24 where it does not say.
    static func size() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
