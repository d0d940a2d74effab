/// An amount of memory or storage.
public struct ByteCount: Quantity {
    public static let baseUnitSymbol = "B"

    /// The value in bytes.
    public let bytes: Double

    public var magnitude: Double { bytes }

    public init(magnitude: Double) { bytes = magnitude }

    public static func bytes(_ value: Int64) -> ByteCount { ByteCount(magnitude: Double(value)) }

    /// A size from kibibytes, the "kB" of `/proc/PID/status`.
    public static func kibibytes(_ value: Int64) -> ByteCount { .bytes(value * 1024) }
}
