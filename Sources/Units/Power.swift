/// A rate of energy.
public struct Power: Quantity {
    public static let baseUnitSymbol = "W"

    /// The value in watts.
    public let watts: Double

    public var magnitude: Double { watts }

    public init(magnitude: Double) { watts = magnitude }

    public static func watts(_ value: Double) -> Power { Power(magnitude: value) }

    /// The energy that a constant power delivers over a time.
    public static func * (power: Power, time: Duration) -> Energy {
        .joules(power.watts * time.inSeconds)
    }
}
