internal import Foundation

/// Text on its way to human eyes.
public enum TerminalText {
    /// The text in which nothing is hidden, on one line.
    ///
    /// Names and reasons may come from anywhere. What a terminal would obey, what turns the direction of
    /// the text beside it and what is not seen is written out: control characters as their pictures
    /// (␛, ␊), everything else as ⟨U+202E⟩. Joiners and variation selectors stay where emoji and
    /// scripts beyond ASCII need them.
    public static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        let scalars = Array(text.unicodeScalars)
        var shown = ""
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : nil
            let after = index + 1 < scalars.count ? scalars[index + 1] : nil
            if isHidden(scalar), !isNeeded(scalar, between: before, and: after) {
                shown += mark(of: scalar)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The text in which nothing is hidden but line ends and tabs, which stay.
    public static func printableLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false)
                    .map { printable(String($0)) }.joined(separator: "\t")
            }.joined(separator: "\n")
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default:
            scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.isNoncharacterCodePoint
        }
    }

    /// Joiners stand between two characters beyond ASCII, selectors after one or in a keycap.
    private static func isNeeded(
        _ scalar: Unicode.Scalar,
        between before: Unicode.Scalar?,
        and after: Unicode.Scalar?
    ) -> Bool {
        func isSeen(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { !$0.isASCII && (!isHidden($0) || isSelector($0)) } ?? false
        }
        if ["\u{200C}", "\u{200D}"].contains(scalar) { return isSeen(before) && isSeen(after) }
        guard isSelector(scalar) else { return false }
        return isSeen(before) || before.map { "0123456789#*".unicodeScalars.contains($0) } ?? false
    }

    private static func isSelector(_ scalar: Unicode.Scalar) -> Bool {
        (0xFE00...0xFE0F).contains(scalar.value)
    }

    private static func mark(of scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value).map { "\($0)" } ?? ""
        case 0x7F: "␡"
        default: String(format: "⟨U+%04X⟩", scalar.value)
        }
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

    /// A cell of a table, in colour where it is a verdict.
    ///
    /// Green for better, red for worse, yellow for what is open, blue for what is the same; the word says
    /// it, too.
    static func verdict(_ cell: String) -> String {
        let colours = [
            "better": 32, "worse": 31, "inconclusive": 33, "equivalent": 34, "improved": 32,
            "regressed": 31, "suspected": 33, "could not judge": 33, "quiet": 34,
        ]
        if let colour = colours[cell] { return "\u{1B}[\(colour)m\(cell)\u{1B}[0m" }
        guard let word = cell.split(whereSeparator: { " :".contains($0) }).first,
            let colour = colours[String(word)]
        else { return cell }
        return "\u{1B}[\(colour)m\(cell)\u{1B}[0m"
    }

    /// The text in bold where the terminal can show it.
    public static func heading(_ text: String, usesColour: Bool) -> String {
        let text = printable(text)
        return usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}
