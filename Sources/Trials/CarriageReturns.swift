internal import Foundation

/// Makes line ends of the carriage returns with which progress bars write over their own line.
///
/// Without that a bar is one endless line: it would be cut, and an event behind it lost.
struct CarriageReturns {
    /// Whether the last piece ended with one, which was made a line end.
    private var isPending = false

    /// Works on a piece of a stream in place; `\r\n` stays one line end.
    ///
    /// - Returns: how many bytes at the start belong to a line end that was given before.
    mutating func replace(in bytes: UnsafeMutableRawBufferPointer) -> Int {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return 0 }
        let skipped = isPending && bytes[0] == UInt8(ascii: "\n") ? 1 : 0
        isPending = bytes[bytes.count - 1] == UInt8(ascii: "\r")
        var index = 0
        while let found = memchr(start + index, 0x0D, bytes.count - index) {
            let place = start.distance(to: found)
            index = place + 1
            if index == bytes.count || bytes[index] != UInt8(ascii: "\n") {
                bytes[place] = UInt8(ascii: "\n")
            }
            guard index < bytes.count else { break }
        }
        return skipped
    }
}
