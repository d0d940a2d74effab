/// Writes log values as JSON into bytes: keys sorted, nothing escaped that need not be.
///
/// JSON has no NaN and no infinities: they are written as the texts "NaN", "Infinity" and
/// "-Infinity". A general encoder needs about five times as long for a line.
enum LogText {
    static func append(_ value: LogValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .boolean(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let whole): append(whole, to: &bytes)
        case .number(let number): append(number, to: &bytes)
        case .text(let text): append(text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members): append(members, to: &bytes)
        }
    }

    static func append(_ members: [String: LogValue], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        // Most metadata has one member: there is nothing to sort.
        let sorted = members.count > 1 ? members.sorted { $0.key < $1.key } : Array(members)
        for (index, (key, value)) in sorted.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += (byte < 0x10 ? "\\u000\(digits)" : "\\u00\(digits)").utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    static func append(_ number: Double, to bytes: inout [UInt8]) {
        if number.isNaN {
            append("NaN", to: &bytes)
        } else if number.isInfinite {
            append(number < 0 ? "-Infinity" : "Infinity", to: &bytes)
        } else if number.magnitude < 0x1p53, let whole = Int64(exactly: number),
            whole != 0 || number.sign == .plus
        {
            append(whole, to: &bytes)
        } else {
            // Swift's shortest description that is read back as the same number is JSON, too.
            bytes += number.description.utf8
        }
    }

    static func append(_ whole: Int64, to bytes: inout [UInt8]) {
        bytes += whole.description.utf8
    }
}

extension LogValue {
    /// The value as JSON text: keys sorted, numbers that JSON lacks as texts.
    public var json: String {
        var bytes: [UInt8] = []
        LogText.append(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
