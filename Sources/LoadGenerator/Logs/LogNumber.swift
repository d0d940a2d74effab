internal import Foundation

/// Numbers as C++ prints them.
enum LogNumber {
    /// A fixed number of decimals; not-a-number and infinities in the names of Python's `json`.
    static func fixed(_ value: Double, digits: Int) -> String {
        special(value) ?? String(format: "%.\(digits)f", value)
    }

    /// Six significant digits, as `std::ostream` prints by default.
    static func general(_ value: Double) -> String {
        special(value) ?? String(format: "%.6g", value)
    }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : nil
    }
}
