/// A file as it was read.
public struct SourceFile: Sendable, Hashable {
    public var path: String
    public var content: [UInt8]

    /// When it was changed last, in milliseconds since 1970.
    public var modifiedAtMilliseconds: Int64

    public init(path: String, content: [UInt8], modifiedAtMilliseconds: Int64 = 0) {
        self.path = path
        self.content = content
        self.modifiedAtMilliseconds = modifiedAtMilliseconds
    }

    /// The last part of the path.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The name without its last ending.
    var stem: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    func mistake(_ reason: String, line: Int? = nil) -> ImportError {
        .mistake(path: path, line: line, reason: reason)
    }
}

/// A line of a text file, without its end.
struct SourceLine: Sendable, Hashable {
    /// From 1.
    var number: Int
    var text: String

    /// Whether a line end follows; the last line of a file that was cut off has none.
    var isEnded: Bool
}

extension SourceFile {
    /// The lines that are not blank; ends are LF or CRLF.
    ///
    /// - Throws: `ImportError` where it is empty or no text.
    func lines() throws(ImportError) -> [SourceLine] {
        if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
            throw mistake("it is UTF-16; convert it with iconv -f UTF-16 -t UTF-8")
        }
        var lines: [SourceLine] = []
        var number = 1
        var rest = content[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            var piece = rest[..<(end ?? rest.endIndex)]
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            if piece.contains(0) {
                throw mistake("a NUL byte: it is no text, or damaged", line: number)
            }
            if piece.last == 0x0D { piece = piece.dropLast() }
            let text = String(decoding: piece, as: UTF8.self)
            if text.contains(where: { $0 != " " && $0 != "\t" }) {
                lines.append(SourceLine(number: number, text: text, isEnded: end != nil))
            }
            number += 1
        }
        guard !lines.isEmpty else { throw mistake("the file is empty") }
        return lines
    }

    /// The whole text.
    ///
    /// - Throws: `ImportError` as `lines()`.
    func text() throws(ImportError) -> String {
        _ = try lines()
        return String(decoding: content, as: UTF8.self)
    }
}

extension StringProtocol {
    /// Without blanks and tabs at both ends.
    var trimmed: String {
        var part = self[...]
        while let first = part.first, first == " " || first == "\t" { part = part.dropFirst() }
        while let last = part.last, last == " " || last == "\t" { part = part.dropLast() }
        return String(part)
    }
}
