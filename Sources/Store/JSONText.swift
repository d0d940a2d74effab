internal import Foundation

/// Values as JSON text in a column.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> String { try text(of: value) }

    private static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A list of texts, as the encoder writes it.
    ///
    /// Each trial has one, its command; of plain texts it is put together here, in a tenth of the time.
    static func encode(_ texts: [String]) throws -> String {
        func isPlain(_ byte: UInt8) -> Bool {
            (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
        guard texts.allSatisfy({ $0.utf8.allSatisfy(isPlain) }) else {
            return try text(of: texts)
        }
        return "[" + texts.map { "\"" + $0 + "\"" }.joined(separator: ",") + "]"
    }

    static func decode<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws
        -> Value
    {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
