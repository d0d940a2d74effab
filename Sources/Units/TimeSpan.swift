/// A length of time as a quantity that statistics can be made of.
///
/// Clocks and limits use Swift's `Duration`; a mean of times is a `TimeSpan`.
public struct TimeSpan: Quantity {
    public static let baseUnitSymbol = "s"

    /// The value in seconds.
    public let seconds: Double

    public var magnitude: Double { seconds }

    public init(magnitude: Double) { seconds = magnitude }

    public static func seconds(_ value: Double) -> TimeSpan { TimeSpan(magnitude: value) }
}
