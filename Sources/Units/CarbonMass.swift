/// A mass of greenhouse gases, as the carbon dioxide that has the same effect (CO2e).
public struct CarbonMass: Quantity {
    public static let baseUnitSymbol = "g CO2e"

    /// The value in grams.
    public let grams: Double

    public var magnitude: Double { grams }

    public init(magnitude: Double) { grams = magnitude }

    public static func grams(_ value: Double) -> CarbonMass { CarbonMass(magnitude: value) }
}
