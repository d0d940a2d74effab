/// Text on its way to a terminal.
public enum TerminalText {
    /// The text without control characters that a name could have smuggled in.
    public static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
                }
            )
        )
    }

    /// The text in lines of a readable length, broken at spaces; later lines are indented by two.
    public static func wrapped(_ text: String, indent: String = "", width: Int = 110) -> [String] {
        var lines: [String] = []
        var line = indent
        for word in printable(text).split(separator: " ", omittingEmptySubsequences: false) {
            let isStart = line.allSatisfy { $0 == " " }
            if !isStart, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent + "  " + word
            } else {
                line += (isStart ? "" : " ") + word
            }
        }
        return lines + [line]
    }

    /// The text in bold where the terminal can show it.
    public static func heading(_ text: String, usesColour: Bool) -> String {
        let text = printable(text)
        return usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}
