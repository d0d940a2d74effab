/// Goes through the bytes of a small text file without allocating anything.
struct ByteScanner {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    /// Goes behind a text that stands here.
    ///
    /// - Returns: whether it did.
    mutating func skip(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        for place in 0..<text.utf8CodeUnitCount
        where bytes[position + place] != text.utf8Start[place] {
            return false
        }
        position += text.utf8CodeUnitCount
        return true
    }

    /// Goes behind blanks and tabs.
    mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
            position += 1
        }
    }

    /// Goes behind the next blanks and the word after them.
    ///
    /// - Returns: whether there was a word in this line.
    mutating func skipWord() -> Bool {
        skipBlanks()
        let start = position
        while position < bytes.count, bytes[position] > 0x20 { position += 1 }
        return position > start
    }

    /// The number behind the next blanks: digits that end with a blank, a line or the text.
    ///
    /// - Returns: `nil` where there is none, or one above `UInt64.max`.
    mutating func number() -> UInt64? {
        skipBlanks()
        let start = position
        var value: UInt64 = 0
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
            let (tenfold, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeStill) =
                tenfold.addingReportingOverflow(UInt64(bytes[position] - 0x30))
            guard !isTooLarge, !isTooLargeStill else { return nil }
            value = sum
            position += 1
        }
        let endsWell = position == bytes.count || bytes[position] <= 0x20
        return position > start && endsWell ? value : nil
    }

    /// Goes to the beginning of the next line.
    ///
    /// - Returns: whether there is one.
    mutating func skipLine() -> Bool {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        position += 1
        return position < bytes.count
    }

    /// Goes behind the last byte of this kind in the text.
    ///
    /// - Returns: whether there is one; else it stays where it is.
    mutating func skipPast(last byte: UInt8) -> Bool {
        var place = bytes.count - 1
        while place >= position, bytes[place] != byte { place -= 1 }
        guard place >= position else { return false }
        position = place + 1
        return true
    }
}
