/// The text of a counter file: decimal digits and a newline.
package enum CounterText {
    /// The most bytes that a counter file is read with: 20 digits are the largest `UInt64`.
    static let capacity = 64

    /// The number in the bytes of a counter file.
    ///
    /// Allocates nothing: it runs for every reading of a trial. Signs, blanks, separators and
    /// anything after the newline make it no number, and so does one above `UInt64.max`.
    ///
    /// - Returns: `nil` where the bytes are not digits with at most one newline after them.
    package static func number(in bytes: UnsafeRawBufferPointer) -> UInt64? {
        var digits = bytes[...]
        if digits.last == UInt8(ascii: "\n") { digits = digits.dropLast() }
        guard !digits.isEmpty else { return nil }
        var number: UInt64 = 0
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeStill) = tenfold.addingReportingOverflow(
                UInt64(byte - UInt8(ascii: "0"))
            )
            guard !isTooLarge, !isTooLargeStill else { return nil }
            number = sum
        }
        return number
    }

    /// The number in a text.
    package static func number(in text: String) -> UInt64? {
        var text = text
        return text.withUTF8 { number(in: UnsafeRawBufferPointer($0)) }
    }

    /// Writes a number as a counter file shows it.
    ///
    /// - Parameters:
    ///   - number: any.
    ///   - digits: how many digits at least, with zeros in front.
    ///   - buffer: has room for 21 bytes.
    /// - Returns: how many bytes were written.
    static func write(
        _ number: UInt64,
        digits: Int = 1,
        into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        var count = 1
        var above = number / 10
        while above > 0 {
            count += 1
            above /= 10
        }
        count = max(count, digits)
        var rest = number
        for place in (0..<count).reversed() {
            buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        buffer[count] = UInt8(ascii: "\n")
        return count + 1
    }
}
