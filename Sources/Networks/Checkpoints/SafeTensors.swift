internal import Foundation

/// A file of named tensors in the safetensors format.
///
/// Eight bytes with the length of the header (little-endian), the header in JSON with each tensor's
/// type, shape and place, then the tensors' bytes without a gap, little-endian.
/// https://github.com/huggingface/safetensors, "Format".
public struct SafeTensors: Sendable, Hashable {
    /// A tensor by name; the metadata are free text.
    public var tensors: [String: StoredTensor]
    public var metadata: [String: String]

    public init(tensors: [String: StoredTensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The bytes of all tensors together, without the header.
    public var tensorBytes: Int { tensors.values.reduce(0) { $0 + $1.bytes.count } }

    /// Reads a file.
    public static func read(_ path: String) throws(NetworksError) -> SafeTensors {
        try SafeTensors(bytes: Files.read(path), path: path)
    }

    /// Writes a file: under another name first, then renamed.
    public func write(to path: String) throws(NetworksError) { try Files.write(encoded, to: path) }

    /// The file's content: wide types first, so that every tensor is aligned to its type.
    var encoded: [UInt8] {
        let order = tensors.sorted {
            ($1.value.type.size, $0.key) < ($0.value.type.size, $1.key)
        }
        var entries: [String: HeaderEntry] = ["__metadata__": .metadata(metadata)]
        var offset = 0
        for (name, tensor) in order {
            let end = offset + tensor.bytes.count
            entries[name] = .tensor(
                .init(dtype: tensor.type.rawValue, shape: tensor.shape, offsets: [offset, end])
            )
            offset = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers only: the encoder has nothing to refuse.
        var header = [UInt8]((try? encoder.encode(entries)) ?? Data())
        header.append(contentsOf: repeatElement(0x20, count: (8 - header.count % 8) % 8))
        var bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) }
        bytes += header
        for (_, tensor) in order { bytes += tensor.bytes }
        return bytes
    }

    /// Reads a file's content and checks all of its header against its length.
    init(bytes: [UInt8], path: String) throws(NetworksError) {
        func malformed(_ reason: String) -> NetworksError {
            .malformed(path: path, format: "safetensors", reason: reason)
        }
        guard bytes.count >= 8 else { throw malformed("it has only \(bytes.count) bytes") }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(bytes.count - 8) else {
            throw malformed("its header should take \(length) bytes, \(bytes.count - 8) follow")
        }
        let body = 8 + Int(length)
        let entries: [String: HeaderEntry]
        do {
            entries = try JSONDecoder().decode(
                [String: HeaderEntry].self,
                from: Data(bytes[8..<body])
            )
        } catch {
            throw malformed("its header is not the JSON of safetensors")
        }
        self.init()
        var used = 0
        for (name, entry) in entries {
            switch entry {
            case .metadata(let text):
                metadata = text
            case .tensor(let place):
                let tensor = try Self.tensor(name, place, in: bytes[body...], malformed)
                used += tensor.bytes.count
                tensors[name] = tensor
            }
        }
        guard used == bytes.count - body else {
            throw malformed("its tensors take \(used) bytes, \(bytes.count - body) follow")
        }
    }

    private static func tensor(
        _ name: String,
        _ place: HeaderEntry.Place,
        in body: ArraySlice<UInt8>,
        _ malformed: (String) -> NetworksError
    ) throws(NetworksError) -> StoredTensor {
        guard let type = StoredTensor.ElementType(rawValue: place.dtype) else {
            throw malformed("tensor “\(name)” has the type \(place.dtype), which is not known here")
        }
        guard place.offsets.count == 2, 0 <= place.offsets[0],
            place.offsets[0] <= place.offsets[1], place.offsets[1] <= body.count
        else {
            throw malformed("tensor “\(name)” lies at \(place.offsets) of \(body.count) bytes")
        }
        var size = type.size
        for dimension in place.shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else {
                throw malformed("tensor “\(name)” has the shape \(place.shape)")
            }
            size = product
        }
        guard size == place.offsets[1] - place.offsets[0] else {
            throw malformed(
                "tensor “\(name)” of the shape \(place.shape) takes \(size) bytes, not "
                    + "\(place.offsets[1] - place.offsets[0])"
            )
        }
        let start = body.startIndex
        let bytes = body[(start + place.offsets[0])..<(start + place.offsets[1])]
        return StoredTensor(type: type, shape: place.shape, bytes: Array(bytes))
    }
}

/// What the header says under one name.
private enum HeaderEntry: Codable {
    struct Place: Codable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case offsets = "data_offsets"
        }
    }

    case metadata([String: String])
    case tensor(Place)

    init(from decoder: any Decoder) throws {
        if let key = decoder.codingPath.last, key.stringValue == "__metadata__" {
            self = .metadata(try [String: String](from: decoder))
        } else {
            self = .tensor(try Place(from: decoder))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .metadata(let text): try text.encode(to: encoder)
        case .tensor(let place): try place.encode(to: encoder)
        }
    }
}
