internal import Foundation

/// Puts the pieces that a pipe delivers together to lines and keeps the last part of the text.
struct LineAssembler {
    /// A line longer than this is cut; no event is that long.
    static let longestLine = 1 << 20

    private var partial: [UInt8] = []
    private var isSkipping = false

    /// Takes bytes and gives the lines that they complete, without their ends.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [String] {
        var lines: [String] = []
        var rest = bytes[...]
        while let found = newline(in: rest) {
            append(rest[..<found])
            lines.append(finishLine())
            rest = rest[(found + 1)...]
        }
        append(rest)
        return lines
    }

    /// The place of the next line end.
    private func newline(in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let buffer = UnsafeRawBufferPointer(rebasing: bytes)
        guard let start = buffer.baseAddress, let end = memchr(start, 0x0A, buffer.count) else {
            return nil
        }
        return bytes.startIndex + start.distance(to: UnsafeRawPointer(end))
    }

    private mutating func append(_ piece: Slice<UnsafeRawBufferPointer>) {
        let room = Self.longestLine - partial.count
        partial.append(contentsOf: piece.prefix(room))
        if piece.count > room { isSkipping = true }
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
