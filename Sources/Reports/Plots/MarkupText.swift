/// Text on its way into HTML or SVG.
enum MarkupText {
    /// The text in which nothing is markup and nothing hidden, for an element or an attribute in
    /// quotes: a name must not break a document or disguise what stands beside it.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in TerminalText.printable(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text cut to a width, with an ellipsis where something is left out.
    ///
    /// - Parameters:
    ///   - text: of one line.
    ///   - width: in the unit of `size`.
    ///   - size: of the font.
    /// - Returns: the text, or its beginning, with what is hidden in it written out.
    static func fitted(_ text: String, width: Double, size: Double) -> String {
        let text = TerminalText.printable(text)
        var left = width / size
        var kept = ""
        for character in text {
            let next = left - advance(of: character)
            // Room for the ellipsis.
            if next < 0.9 {
                return text.count - kept.count <= 1 && next >= 0 ? text : kept + "…"
            }
            kept.append(character)
            left = next
        }
        return kept
    }

    /// How wide a text is at the most, in the unit of `size`.
    static func width(of text: String, size: Double) -> Double {
        text.reduce(0) { $0 + advance(of: $1) } * size
    }

    /// In ems, for a common sans-serif font, rather too wide than too narrow.
    private static func advance(of character: Character) -> Double {
        guard character.isASCII else { return character.isLetter ? 1.05 : 1.0 }
        switch character {
        case "m", "w", "M", "W", "@", "%": return 0.9
        case "i", "l", "j", ".", ",", ":", ";", "'", "|", "!", " ": return 0.32
        default: return character.isUppercase ? 0.7 : 0.58
        }
    }

    /// A part of a file's name or an identifier: letters, digits and hyphens, never empty.
    static func slug(_ text: String) -> String {
        var slug = ""
        for character in text.lowercased() {
            let isPlain = character.isASCII && (character.isLetter || character.isNumber)
            if isPlain { slug.append(character) } else if slug.last != "-" { slug += "-" }
        }
        let words = slug.prefix(40).split(separator: "-")
        return words.isEmpty ? "x" : words.joined(separator: "-")
    }
}
