/// A place in a statement; lines and columns count from 1.
public struct SQLPosition: Sendable, Hashable {
    public var line: Int
    public var column: Int

    /// The whole line.
    public var text: String

    public init(line: Int, column: Int, text: String) {
        self.line = line
        self.column = column
        self.text = text
    }
}

/// What has to be known of a statement's text.
enum SQLText {
    /// The first word behind blanks, comments and empty statements; another character where there
    /// is no word.
    static func firstWord(of sql: String) -> String {
        var rest = Substring(sql)
        while let first = rest.first {
            if first.isWhitespace || first == ";" || first == "\u{FEFF}" {
                rest = rest.dropFirst()
            } else if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
            } else {
                let word = rest.prefix { $0.isLetter || $0 == "_" }
                return String(word.isEmpty ? rest.prefix(1) : word)
            }
        }
        return ""
    }

    /// INSERT, REPLACE, UPDATE or DELETE behind the tables of a WITH, as it is written there; `nil` without
    /// one.
    static func writingWord(of sql: String) -> String? {
        let writing = ["INSERT", "REPLACE", "UPDATE", "DELETE"]
        var depth = 0
        var rest = Substring(sql)
        while let first = rest.first {
            switch first {
            case "(": depth += 1
            case ")":
                depth -= 1
                guard depth == 0 else { break }
                let word = firstWord(of: String(rest.dropFirst()))
                if writing.contains(word.uppercased()) { return word }
            case "'", "\"", "`": rest = rest.dropFirst().drop { $0 != first }
            case "[": rest = rest.drop { $0 != "]" }
            case "-" where rest.hasPrefix("--"): rest = rest.drop { !$0.isNewline }
            case "/" where rest.hasPrefix("/*"):
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
            default: break
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// The place of a byte; `nil` for a negative number, with which SQLite says that it knows none.
    static func position(ofByte offset: Int, in sql: String) -> SQLPosition? {
        guard offset >= 0, offset <= sql.utf8.count else { return nil }
        let before = String(decoding: sql.utf8.prefix(offset), as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let all = sql.split(separator: "\n", omittingEmptySubsequences: false)
        return SQLPosition(
            line: lines.count,
            column: (lines.last?.count ?? 0) + 1,
            text: lines.count <= all.count ? String(all[lines.count - 1]) : ""
        )
    }
}
