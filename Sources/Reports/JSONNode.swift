internal import Foundation

/// A JSON value that can be written.
///
/// Numbers that are not finite become `null`: JSON has no NaN and no infinity.
public enum JSONNode: Sendable, Hashable, Encodable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case array([JSONNode])
    case object([String: JSONNode])

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .number(let number) where !number.isFinite: try container.encodeNil()
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .array(let nodes): try container.encode(nodes)
        case .object(let nodes): try container.encode(nodes)
        }
    }

    /// The value on one line with its end, keys sorted.
    ///
    /// - Throws: the encoder's own errors.
    public var lineText: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }

    /// The value as a document, keys sorted.
    ///
    /// - Throws: the encoder's own errors.
    public var documentText: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
