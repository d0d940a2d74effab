internal import Foundation

/// Numbers as people read them: an SI prefix, and as many digits as the interval supports.
enum NumberText {
    private static let prefixes: [(exponent: Int, symbol: String)] = [
        (-12, "p"), (-9, "n"), (-6, "µ"), (-3, "m"), (0, ""), (3, "k"), (6, "M"), (9, "G"),
        (12, "T"), (15, "P"),
    ]

    /// "412.3 ± 1.2 µJ"; without an interval "412 µJ" with three digits.
    static func quantity(_ value: Double, plusMinus halfWidth: Double?, unit: String) -> String {
        guard value.isFinite else { return "\(value) \(unit)" }
        if isExtreme(max(value.magnitude, halfWidth ?? 0)) {
            let interval = halfWidth.map { $0.isFinite ? " ± \(scientific($0))" : "" } ?? ""
            return "\(scientific(value))\(interval) \(unit)"
        }
        let prefix = prefix(for: max(value.magnitude, halfWidth ?? 0))
        let scale = pow(10, -Double(prefix.exponent))
        let scaled = value * scale
        guard let halfWidth, halfWidth.isFinite else {
            return "\(significant(scaled, digits: 3)) \(prefix.symbol)\(unit)"
        }
        let decimals = decimals(forInterval: halfWidth * scale, value: scaled)
        return "\(fixed(scaled, decimals)) ± \(fixed(halfWidth * scale, decimals)) "
            + "\(prefix.symbol)\(unit)"
    }

    /// "0.412 [0.405, 0.419]".
    static func interval(_ value: Double, lower: Double?, upper: Double?) -> String {
        interval(value, lower, upper, leastDecimals: 2)
    }

    /// The same with as few decimals as the interval supports, but no fewer than some.
    static func interval(
        _ value: Double,
        _ lower: Double?,
        _ upper: Double?,
        leastDecimals: Int
    ) -> String {
        guard let lower, let upper, lower.isFinite, upper.isFinite else {
            return significant(value, digits: 3)
        }
        if isExtreme(max(value.magnitude, lower.magnitude, upper.magnitude)) {
            return "\(scientific(value)) [\(scientific(lower)), \(scientific(upper))]"
        }
        let decimals = max(
            decimals(forInterval: (upper - lower) / 2, value: value),
            leastDecimals
        )
        return "\(fixed(value, decimals)) [\(fixed(lower, decimals)), \(fixed(upper, decimals))]"
    }

    /// A share as a percentage: "89.51 %".
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 2)) %" }

    /// A difference of shares in percentage points, always with its sign.
    static func points(_ difference: Double, lower: Double?, upper: Double?) -> String {
        func signed(_ value: Double) -> String {
            let text = fixed(value.magnitude * 100, 2)
            if text == "0.00" { return text }
            return (value < 0 ? "−" : "+") + text
        }
        guard let lower, let upper, lower != upper else { return "\(signed(difference)) pt" }
        return "\(signed(difference)) [\(signed(lower)), \(signed(upper))] pt"
    }

    /// A size with a binary prefix: "2.10 MiB".
    static func bytes(_ bytes: Double) -> String {
        var value = bytes
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1024 { return "\(significant(value, digits: 3)) \(unit)" }
            value /= 1024
        }
        return "\(significant(value, digits: 3)) TiB"
    }

    /// A number rounded to some digits, without an exponent where that can be read.
    static func significant(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "\(value)" }
        guard value != 0 else { return "0" }
        if isExtreme(value) { return scientific(value) }
        let exponent = Int(floor(log10(value.magnitude)))
        let decimals = digits - 1 - exponent
        guard decimals < 0 else { return fixed(value, decimals) }
        let step = pow(10, Double(-decimals))
        return fixed((value / step).rounded() * step, 0)
    }

    /// Two digits of the interval, but never more than six of the value.
    private static func decimals(forInterval halfWidth: Double, value: Double) -> Int {
        guard halfWidth > 0 else { return 3 }
        let wanted = 1 - Int(floor(log10(halfWidth)))
        let integerDigits = value == 0 ? 1 : Int(floor(log10(value.magnitude))) + 1
        return max(0, min(wanted, 6 - integerDigits))
    }

    /// The SI prefix for a number, and what the number is multiplied by for it.
    static func prefix(of magnitude: Double) -> (scale: Double, symbol: String) {
        let prefix = prefix(for: magnitude)
        return (pow(10, -Double(prefix.exponent)), prefix.symbol)
    }

    private static func prefix(for magnitude: Double) -> (exponent: Int, symbol: String) {
        guard magnitude > 0 else { return (0, "") }
        let wanted = Int(floor(log10(magnitude) / 3)) * 3
        return prefixes.last { $0.exponent <= wanted } ?? prefixes[0]
    }

    /// Whether a number is so small or large that its zeros would be a line of their own.
    private static func isExtreme(_ value: Double) -> Bool {
        value != 0 && value.isFinite && (value.magnitude < 1e-15 || value.magnitude > 1e21)
    }

    /// "1.23e+300".
    private static func scientific(_ value: Double) -> String { String(format: "%.2e", value) }

    static func fixed(_ value: Double, _ decimals: Int) -> String {
        if value.magnitude > 1e21, value.isFinite { return scientific(value) }
        // `String(format:)` without a locale writes a point everywhere.
        return String(format: "%.\(max(decimals, 0))f", value == 0 ? 0 : value)
    }
}
