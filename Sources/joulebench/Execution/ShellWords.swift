/// The words of a command line, by the quoting rules of a shell and nothing else of it.
///
/// Blanks part words; `'…'` keeps all as it is; in `"…"` a backslash takes `"`, `\`, `$` and
/// `` ` `` for themselves; elsewhere a backslash takes the next character for itself (POSIX,
/// Shell Command Language, 2.2). What only a shell could do is a mistake, not a word.
enum ShellWords {
    enum Mistake: Error, Hashable, CustomStringConvertible {
        case unclosedQuote(Character)
        case endsWithBackslash
        /// A pipe, a redirection, a pattern, a variable.
        case needsShell(String)

        var description: String {
            switch self {
            case .unclosedQuote(let quote): "has an opening \(quote) without a closing one"
            case .endsWithBackslash: "ends with a backslash that has nothing after it"
            case .needsShell(let what):
                "has an unquoted \(what), which only a shell understands: add --shell, "
                    + "or quote it to hand it to the program as it is"
            }
        }
    }

    /// Splits a text into words.
    ///
    /// - Throws: `Mistake`.
    static func split(_ text: String) throws(Mistake) -> [String] {
        var scanner = Scanner(rest: text[...])
        return try scanner.scan()
    }

    /// A word as a shell would need it, so that a command can be copied.
    static func quoted(_ word: String) -> String {
        let plain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:{}+@%".contains($0) }
        return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }

    private struct Scanner {
        var rest: Substring
        private var words: [String] = []

        /// `nil` between words: `''` is a word, too.
        private var word: String?

        private static let operators: Set<Character> = [
            "|", "&", ";", "<", ">", "(", ")", "$", "`", "*", "?", "[",
        ]

        init(rest: Substring) { self.rest = rest }

        mutating func scan() throws(Mistake) -> [String] {
            while let character = rest.popFirst() {
                switch character {
                case "'", "\"": try takeQuoted(until: character)
                case "\\": try takeEscaped()
                case _ where character.isWhitespace: endWord()
                case _ where Self.operators.contains(character):
                    throw .needsShell(String(character))
                case "~" where word == nil, "#" where word == nil:
                    throw .needsShell(String(character))
                case "=" where words.isEmpty && Self.isName(word ?? ""):
                    throw .needsShell("\(word ?? "")=…")
                default: word = (word ?? "") + String(character)
                }
            }
            endWord()
            return words
        }

        private mutating func endWord() {
            if let word { words.append(word) }
            word = nil
        }

        private mutating func takeEscaped() throws(Mistake) {
            guard let next = rest.popFirst() else { throw .endsWithBackslash }
            word = (word ?? "") + String(next)
        }

        private mutating func takeQuoted(until quote: Character) throws(Mistake) {
            var text = ""
            while let character = rest.popFirst() {
                if character == quote {
                    word = (word ?? "") + text
                    return
                }
                if quote == "\"", character == "$" || character == "`" {
                    throw .needsShell(String(character))
                }
                if quote == "\"", character == "\\", let next = rest.first,
                    "\"\\$`".contains(next)
                {
                    text.append(next)
                    rest = rest.dropFirst()
                } else {
                    text.append(character)
                }
            }
            throw .unclosedQuote(quote)
        }

        /// Whether a text could be the name of a variable that is set for the command.
        private static func isName(_ text: String) -> Bool {
            guard let first = text.first, first.isLetter || first == "_" else { return false }
            return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        }
    }
}
