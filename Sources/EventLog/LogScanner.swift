/// Reads the usual shape of an event without a general JSON decoder.
///
/// What it reads, it reads as the decoder does: that is tested with generated and mutated lines.
/// Whatever is unusual (escapes in a text, very long numbers, a key twice, deep nesting) or wrong is
/// left to the decoder: every function gives `nil` then. A general decoder needs about eight
/// times as long for a line, and a training loop may print thousands of lines a second.
struct LogScanner {
    /// Values nested deeper than this are left to the decoder.
    private static let deepest = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place: Int

    /// Reads from a place on.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from place: Int) {
        self.bytes = bytes
        self.place = place
    }

    /// Where a token begins in some bytes; `nil` where it does not stand there.
    static func place(of token: StaticString, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let count = token.utf8CodeUnitCount
        let token = UnsafeBufferPointer(start: token.utf8Start, count: count)
        guard let first = token.first, bytes.count >= count else { return nil }
        var start = 0
        while start <= bytes.count - count {
            guard bytes[start] == first else {
                start += 1
                continue
            }
            if bytes[start..<start + count].elementsEqual(token) { return start }
            start += 1
        }
        return nil
    }

    /// The event that the rest of the bytes is.
    mutating func event() -> LogLine? {
        var fields = Fields()
        let isWhole = members { scanner, key in scanner.field(key, &fields) }
        skipSpace()
        guard isWhole, place == bytes.count, let kind = fields.kind, let key = fields.key else {
            return nil
        }
        return LogLine(
            kind: kind,
            key: key,
            value: fields.value ?? .null,
            metadata: fields.metadata ?? [:],
            timeMilliseconds: fields.time,
            namespace: fields.namespace ?? ""
        )
    }

    /// What an event is made of, as far as it has been read.
    private struct Fields {
        var namespace: String?
        var kind: LogLine.Kind?
        var key: String?
        var value: LogValue?
        var metadata: [String: LogValue]?
        var time: Double?
        var seen: Set<String> = []
    }

    /// Reads the value of one field of an event.
    ///
    /// - Returns: whether it is of the usual kind.
    private mutating func field(_ name: String, _ fields: inout Fields) -> Bool {
        switch name {
        case "event_type":
            guard fields.kind == nil, let word = text() else { return false }
            fields.kind = LogLine.Kind(rawValue: word)
            return fields.kind != nil
        case "key":
            guard fields.key == nil, let text = text() else { return false }
            fields.key = text
        case "namespace":
            guard fields.namespace == nil, let text = text() else { return false }
            fields.namespace = text
        case "value":
            guard fields.value == nil, let value = value(depth: 0) else { return false }
            fields.value = value
        case "metadata":
            guard fields.metadata == nil, case .object(let object) = value(depth: 0) else {
                return false
            }
            fields.metadata = object
        case "time_ms":
            guard fields.time == nil, let time = value(depth: 0)?.asNumber else { return false }
            fields.time = time
        default:
            return fields.seen.insert(name).inserted && value(depth: 0) != nil
        }
        return true
    }

    /// Reads an object, each of its values by a function.
    ///
    /// - Returns: whether all of it is of the usual kind.
    private mutating func members(_ take: (inout LogScanner, String) -> Bool) -> Bool {
        guard isNext("{") else { return false }
        if isNext("}") { return true }
        repeat {
            skipSpace()
            guard let name = text(), isNext(":"), take(&self, name) else { return false }
        } while isNext(",")
        return isNext("}")
    }

    private mutating func value(depth: Int) -> LogValue? {
        skipSpace()
        guard place < bytes.count, depth < Self.deepest else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "\""): return text().map(LogValue.text)
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "t"): return word("true") ? .boolean(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .boolean(false) : nil
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        // No JSON, but what Python's `json` prints of a loss that has diverged.
        case UInt8(ascii: "N"): return word("NaN") ? .number(.nan) : nil
        case UInt8(ascii: "I"): return word("Infinity") ? .number(.infinity) : nil
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> LogValue? {
        var object: [String: LogValue] = [:]
        let isWhole = members { scanner, name in
            guard let value = scanner.value(depth: depth + 1) else { return false }
            // A key that stands twice is the decoder's to judge.
            return object.updateValue(value, forKey: name) == nil
        }
        return isWhole ? .object(object) : nil
    }

    private mutating func array(depth: Int) -> LogValue? {
        var array: [LogValue] = []
        guard isNext("[") else { return nil }
        if isNext("]") { return .array(array) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            array.append(value)
        } while isNext(",")
        return isNext("]") ? .array(array) : nil
    }

    /// A text without escapes.
    private mutating func text() -> String? {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        let start = place + 1
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            guard bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        guard end < bytes.count else { return nil }
        place = end + 1
        return String(
            validating: UnsafeBufferPointer(rebasing: bytes[start..<end]),
            as: UTF8.self
        )
    }

    /// A number: whole ones are kept exactly, and so are those that are whole behind their point.
    private mutating func number() -> LogValue? {
        let start = place
        let isNegative = place < bytes.count && bytes[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        if isNegative, word("Infinity") { return .number(-.infinity) }
        let first = place
        var whole: Int64 = 0
        while let digit = digit() { whole = whole &* 10 &+ digit }
        let digits = place - first
        // Eighteen digits fit; a zero in front is no JSON.
        guard (1...18).contains(digits), digits == 1 || bytes[first] != UInt8(ascii: "0") else {
            return nil
        }
        let hasFraction = isHere(".")
        if hasFraction {
            let before = place
            while digit() != nil {}
            guard place > before else { return nil }
        }
        let hasExponent = isHere("e") || isHere("E")
        if hasExponent {
            if !isHere("+") { _ = isHere("-") }
            let before = place
            while digit() != nil {}
            guard place > before else { return nil }
        }
        guard hasFraction || hasExponent else { return .integer(isNegative ? -whole : whole) }
        return Self.decimal(bytes[start..<place])
    }

    /// A number with a point or an exponent, as the decoder takes it.
    private static func decimal(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> LogValue? {
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite,
            value.magnitude < 0x1p53
        else { return nil }
        // The decoder is asked for a whole number first.
        return Int64(exactly: value).map(LogValue.integer) ?? .number(value)
    }

    private mutating func digit() -> Int64? {
        guard place < bytes.count else { return nil }
        let digit = bytes[place] &- UInt8(ascii: "0")
        guard digit < 10 else { return nil }
        place += 1
        return Int64(digit)
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let end = place + word.utf8CodeUnitCount
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[place..<end].elementsEqual(letters) else { return false }
        place = end
        return true
    }

    /// Takes a character where it comes next, with space before it.
    private mutating func isNext(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        return isHere(character)
    }

    private mutating func isHere(_ character: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }
}
