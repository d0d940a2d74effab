/// A physical quantity: a number of one base unit, named for its dimension.
///
/// Values are made and read by unit (`Energy.microjoules(n)`, `energy.joules`), so that the
/// compiler keeps joules apart from watts and millijoules apart from joules. Statistics are
/// generic over this protocol.
public protocol Quantity: Sendable, Hashable, Comparable, AdditiveArithmetic {
    /// The symbol of the base unit, as SI writes it ("J", "W", "B").
    static var baseUnitSymbol: String { get }

    /// The value in the base unit.
    var magnitude: Double { get }

    /// Makes a quantity from a value in the base unit.
    init(magnitude: Double)
}

extension Quantity {
    public static var zero: Self { Self(magnitude: 0) }

    public static func + (left: Self, right: Self) -> Self {
        Self(magnitude: left.magnitude + right.magnitude)
    }

    public static func - (left: Self, right: Self) -> Self {
        Self(magnitude: left.magnitude - right.magnitude)
    }

    public static func < (left: Self, right: Self) -> Bool { left.magnitude < right.magnitude }

    public static func * (left: Self, right: Double) -> Self {
        Self(magnitude: left.magnitude * right)
    }

    public static func / (left: Self, right: Double) -> Self {
        Self(magnitude: left.magnitude / right)
    }

    /// The ratio of two quantities of one dimension, a plain number.
    public static func / (left: Self, right: Self) -> Double { left.magnitude / right.magnitude }
}
