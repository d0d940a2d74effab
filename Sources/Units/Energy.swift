/// An amount of energy.
public struct Energy: Quantity {
    public static let baseUnitSymbol = "J"

    /// The value in joules.
    public let joules: Double

    public var magnitude: Double { joules }

    public init(magnitude: Double) { joules = magnitude }

    public static func joules(_ value: Double) -> Energy { Energy(magnitude: value) }

    /// An energy from microjoules, the unit of powercap's `energy_uj`.
    public static func microjoules(_ value: UInt64) -> Energy {
        Energy(magnitude: Double(value) / 1e6)
    }

    /// The average power over a time that is longer than zero.
    public static func / (energy: Energy, time: Duration) -> Power {
        .watts(energy.joules / time.inSeconds)
    }
}
