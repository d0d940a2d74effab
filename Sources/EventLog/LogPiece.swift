/// A part of a line of output: an event, or the text around it.
///
/// What a program prints reaches us through loggers that put a rank or a colour before an event,
/// progress bars that never end their line, and pipes that several processes write to.
public enum LogPiece: Sendable, Hashable {
    case text(String)

    /// From the token on, to be read by `LogLine.parse`; it may be broken.
    case event(String)

    private static let token = Array(LogLine.token.utf8)

    /// Takes a line apart.
    ///
    /// An event ends with its JSON object. Where one is cut off by another one on the same line,
    /// the first is broken and the second is whole. Blanks and colours alone are no text.
    public static func split(_ line: String) -> [LogPiece] {
        let bytes = Array(line.utf8)
        guard let first = place(in: bytes, from: 0) else { return [.text(line)] }
        if first == 0, bytes.last == UInt8(ascii: "}"), place(in: bytes, from: token.count) == nil {
            return [.event(line)]
        }
        var pieces: [LogPiece] = []
        var done = 0
        var found: Int? = first
        while let start = found {
            appendText(bytes[done..<start], to: &pieces)
            done = eventEnd(in: bytes, from: start)
            pieces.append(.event(String(decoding: bytes[start..<done], as: UTF8.self)))
            found = place(in: bytes, from: done)
        }
        appendText(bytes[done...], to: &pieces)
        return pieces
    }

    /// Where the event that begins at a token ends.
    private static func eventEnd(in bytes: [UInt8], from start: Int) -> Int {
        let next = place(in: bytes, from: start + token.count)
        guard let end = objectEnd(in: bytes, from: start + token.count) else {
            return next ?? bytes.count
        }
        guard let next, next < end else { return end }
        // A token inside the object: a text that holds one, or another process's event.
        let whole = String(decoding: bytes[start..<end], as: UTF8.self)
        return (try? LogLine.parse(whole)) != nil ? end : next
    }

    /// The place after the JSON object that follows; `nil` where none does or it is not closed.
    private static func objectEnd(in bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var isString = false
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isString: index += 1
            case UInt8(ascii: "\""): isString.toggle()
            case UInt8(ascii: "{") where !isString: depth += 1
            case UInt8(ascii: "}") where !isString:
                depth -= 1
                if depth <= 0 { return depth == 0 ? index + 1 : nil }
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            default: if depth == 0 { return nil }
            }
            index += 1
        }
        return nil
    }

    private static func place(in bytes: [UInt8], from start: Int) -> Int? {
        let last = bytes.count - token.count
        guard start <= last else { return nil }
        // The first byte alone tells most places apart.
        return (start...last).first { index in
            bytes[index] == token[0] && bytes[index..<(index + token.count)].elementsEqual(token)
        }
    }

    private static func appendText(_ bytes: ArraySlice<UInt8>, to pieces: inout [LogPiece]) {
        guard hasText(bytes) else { return }
        pieces.append(.text(String(decoding: bytes, as: UTF8.self)))
    }

    /// Whether there is more than blanks and escape sequences (ECMA-48: ESC [ … final byte).
    private static func hasText(_ bytes: ArraySlice<UInt8>) -> Bool {
        var isEscape = false
        for (previous, byte) in zip([0] + bytes, bytes) {
            if isEscape {
                let isFinal = (0x40...0x7E).contains(byte)
                isEscape = !isFinal || (previous == 0x1B && byte == UInt8(ascii: "["))
            } else if byte == 0x1B {
                isEscape = true
            } else if byte > 0x20, byte != 0x7F {
                return true
            }
        }
        return false
    }
}
