import Foundation

/// A few lines on standard error that are written over in place.
///
/// No setting of the terminal is changed: nothing has to be put back, however the program ends.
struct ProgressScreen {
    /// What stands there now, as it was written.
    private var shown: [String] = []
    private var columns = 0

    /// Whether other characters than those of ASCII are shown.
    let isUTF8: Bool

    init(isUTF8: Bool = Self.terminalIsUTF8(ProcessInfo.processInfo.environment)) {
        self.isUTF8 = isUTF8
    }

    /// What has to be written so that some lines stay, and below them others that are written
    /// over next time.
    ///
    /// - Parameters:
    ///   - lines: at most as many as the terminal has rows, less one.
    ///   - kept: lines above them that stay.
    ///   - columns: how wide the terminal is now.
    /// - Returns: the text with its sequences, to be written whole.
    mutating func update(_ lines: [String], keeping kept: [String] = [], columns: Int) -> String {
        let back = rowsBack(columns: columns)
        self.columns = columns
        // The last column is left free: a terminal may or may not go to the next line after it.
        // Encoded before it is cut, for some characters become several, and after, for the cut.
        shown = lines.map { encoded(ProgressText.cut(encoded($0), to: max(columns - 1, 1))) }
        let text = (kept.map(encoded) + shown).map { "\($0)\u{1B}[K\n" }.joined()
        return (back > 0 ? "\r\u{1B}[\(back)A" : "\r") + text + "\u{1B}[J"
    }

    /// How many rows the lines take that are to be written over: more than they were where the
    /// terminal has become narrower and has broken them.
    private func rowsBack(columns: Int) -> Int {
        guard columns < self.columns else { return shown.count }
        return shown.map { max(($0.count + columns - 1) / max(columns, 1), 1) }.reduce(0, +)
    }

    private func encoded(_ text: String) -> String { isUTF8 ? text : Self.ascii(text) }

    /// The text in ASCII, with what is usual in the place of other characters.
    static func ascii(_ text: String) -> String {
        var result = ""
        for character in text {
            if character.isASCII {
                result.append(character)
            } else {
                result += replacements[character] ?? "?"
            }
        }
        return result
    }

    private static let replacements: [Character: String] = [
        "±": "+/-", "×": "x", "…": "~", "≈": "~", "−": "-", "—": "-", "°": " deg ", "µ": "u",
        "“": "\"", "”": "\"", "’": "'", "→": "->", "≤": "<=", "≥": ">=", "÷": "/",
    ]

    /// Whether a terminal shows UTF-8, as POSIX says it: the first of three variables that is set
    /// and not empty names the encoding.
    static func terminalIsUTF8(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        let name = (locale ?? "").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }

    /// The terminal's size now; 80 by 24 where it does not say.
    static func size() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
