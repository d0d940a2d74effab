/// Puts the pieces that a pipe delivers together to lines and keeps the last part of the text.
struct LineAssembler {
    /// A line longer than this is cut; no event is that long.
    static let longestLine = 1 << 20

    private var partial: [UInt8] = []
    private var isSkipping = false

    /// Takes bytes and gives the lines that they complete, without their ends.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(finishLine())
            } else if partial.count < Self.longestLine {
                partial.append(byte)
            } else {
                isSkipping = true
            }
        }
        return lines
    }

    /// The last line where the stream ended without a line end.
    mutating func finish() -> String? { partial.isEmpty ? nil : finishLine() }

    private mutating func finishLine() -> String {
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        let line = String(decoding: partial, as: UTF8.self) + (isSkipping ? " […]" : "")
        partial.removeAll(keepingCapacity: true)
        isSkipping = false
        return line
    }
}

/// The last part of a text, bounded, cut at lines.
struct TextTail {
    let limit: Int
    private var lines: [String] = []
    private var first = 0
    private var size = 0
    private(set) var droppedBytes = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ line: String) {
        lines.append(line)
        size += line.utf8.count + 1
        while size > limit, first < lines.count - 1 {
            let length = lines[first].utf8.count + 1
            size -= length
            droppedBytes += length
            lines[first] = ""
            first += 1
        }
        if first > 1024, first > lines.count / 2 {
            lines.removeFirst(first)
            first = 0
        }
    }

    var text: String { lines[first...].joined(separator: "\n") }
}
