/// A tensor as a file holds it: little-endian bytes with a type and a shape.
public struct StoredTensor: Sendable, Hashable {
    /// The types of safetensors that the checkpoints here use.
    public enum ElementType: String, Sendable {
        case float32 = "F32"
        case int32 = "I32"
        case uint16 = "U16"
        case int8 = "I8"
        case uint8 = "U8"

        /// Bytes an element.
        public var size: Int {
            switch self {
            case .float32, .int32: 4
            case .uint16: 2
            case .int8, .uint8: 1
            }
        }
    }

    public let type: ElementType
    public let shape: [Int]
    public let bytes: [UInt8]

    init(type: ElementType, shape: [Int], bytes: [UInt8]) {
        self.type = type
        self.shape = shape
        self.bytes = bytes
    }

    /// Makes a tensor of values, row-major.
    public init<Element: StorableElement>(_ values: [Element], shape: [Int]) {
        precondition(values.count == shape.reduce(1, *))
        type = Element.storedType
        self.shape = shape
        // Every platform of Swift is little-endian, as the format is.
        bytes = values.withUnsafeBytes { [UInt8]($0) }
    }

    /// The values, where they are of the type that is asked for.
    public func values<Element: StorableElement>(as _: Element.Type) -> [Element]? {
        guard type == Element.storedType else { return nil }
        let count = bytes.count / MemoryLayout<Element>.stride
        return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
            initialized = count
        }
    }
}

/// A Swift type that safetensors has a name for.
public protocol StorableElement: BitwiseCopyable {
    static var storedType: StoredTensor.ElementType { get }
}

extension Float: StorableElement {
    public static var storedType: StoredTensor.ElementType { .float32 }
}
extension Int32: StorableElement {
    public static var storedType: StoredTensor.ElementType { .int32 }
}
extension UInt16: StorableElement {
    public static var storedType: StoredTensor.ElementType { .uint16 }
}
extension Int8: StorableElement {
    public static var storedType: StoredTensor.ElementType { .int8 }
}
extension UInt8: StorableElement {
    public static var storedType: StoredTensor.ElementType { .uint8 }
}
