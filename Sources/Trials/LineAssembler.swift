internal import Foundation

/// Puts the pieces that a pipe delivers together to lines and keeps the last part of the text.
struct LineAssembler {
    /// A line longer than this is cut; no event is that long.
    static let longestLine = 1 << 20

    private var partial: [UInt8] = []

    /// Bytes of the line that found no room.
    private var skipped = 0

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
        skipped += max(piece.count - room, 0)
    }

    /// The last line where the stream ended without a line end.
    mutating func finish() -> String? { partial.isEmpty ? nil : finishLine() }

    private mutating func finishLine() -> String {
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        var line = String(decoding: partial, as: UTF8.self)
        // A database's text ends at a NUL for most that read it: what follows would seem lost.
        if partial.contains(0) { line = line.replacing("\0", with: "\u{2400}") }
        if skipped > 0 { line += " [… \(skipped) bytes]" }
        partial.removeAll(keepingCapacity: true)
        skipped = 0
        return line
    }
}

/// The last part of a text, bounded, cut at lines; of a line that is longer, its last part.
struct TextTail {
    let limit: Int
    private var lines: [String] = []
    private var first = 0
    private var size = 0
    private(set) var droppedBytes = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ line: String) {
        let kept = lastPart(of: line)
        lines.append(kept)
        size += kept.utf8.count + 1
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

    /// As much of a line's end as there is room for, cut between two scalars.
    private mutating func lastPart(of line: String) -> String {
        let excess = line.utf8.count + 1 - limit
        guard excess > 0 else { return line }
        let end = line.utf8.dropFirst(excess).drop { $0 & 0xC0 == 0x80 }
        let kept = String(decoding: end, as: UTF8.self)
        droppedBytes += line.utf8.count - kept.utf8.count
        return kept
    }

    var text: String { lines[first...].joined(separator: "\n") }
}
