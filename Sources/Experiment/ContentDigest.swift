internal import Crypto
internal import Foundation

/// SHA-256 over content, for cache keys and for telling suites and hosts apart.
public struct ContentDigest {
    private var hash = SHA256()

    public init() {}

    /// Takes in a piece with its length before it, so that no two lists of pieces look alike.
    public mutating func update(_ piece: some Sequence<UInt8>) {
        let bytes = Data(piece)
        withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: bytes)
    }

    public mutating func update(_ text: String) { update(text.utf8) }

    /// Takes in the content of a file, which is mapped and not copied.
    ///
    /// - Throws: where it cannot be read.
    public mutating func update(contentsOfFile path: String) throws {
        let content = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        withUnsafeBytes(of: UInt64(content.count).littleEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: content)
    }

    /// 64 hexadecimal digits.
    public func hexadecimal() -> String {
        hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The first 128 bits as a UUID of version 8 (RFC 9562: content of the maker's own choice).
    public func uuid() -> String {
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let text = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        return text.uuidString.lowercased()
    }

    /// The digest of one text.
    public static func hexadecimal(of text: String) -> String {
        var digest = ContentDigest()
        digest.update(text)
        return digest.hexadecimal()
    }
}
