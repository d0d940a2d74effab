/// A number of arithmetic operations; a multiply-accumulate counts as two.
///
/// Floating-point and integer operations are kept in different fields everywhere: integer work
/// is never called FLOPs.
public struct OperationCount: Quantity {
    public static let baseUnitSymbol = "op"

    /// The number of operations.
    public let operations: Double

    public var magnitude: Double { operations }

    public init(magnitude: Double) { operations = magnitude }

    public static func operations(_ value: Double) -> OperationCount {
        OperationCount(magnitude: value)
    }
}
