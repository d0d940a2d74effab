internal import Experiment
internal import Foundation

/// How figures, changes and versions of nights are worded: the same in every output.
enum NightWords {
    /// "412 [405, 419] µJ/sample", "1.051 [1.042, 1.060]", with the mark of what is no measurement.
    static func value(_ figure: NightFigure) -> String {
        let text = value(
            figure.value,
            lower: figure.lower,
            upper: figure.upper,
            unit: figure.unit,
            metric: figure.metric,
            reference: figure.reference
        )
        return VariantRow.marked(text, figure.provenance)
    }

    /// A value with its interval and its unit.
    ///
    /// - Parameters:
    ///   - value: in its unit.
    ///   - lower: of its interval; without both ends none is shown.
    ///   - upper: of its interval.
    ///   - unit: "1" for a ratio.
    ///   - metric: what it is of.
    ///   - reference: what it is set against.
    /// - Returns: with a sign where it is a difference.
    static func value(
        _ value: Double,
        lower: Double? = nil,
        upper: Double? = nil,
        unit: String,
        metric: FigureMetric,
        reference: SeriesKey.Reference
    ) -> String {
        if metric.isDifference {
            let isSigned = reference == .pin
            let number = isSigned ? signed(value) : NumberText.significant(value, digits: 4)
            return number + interval(lower, upper) { isSigned ? signed($0) : plain($0) }
                + (unit == "1" ? "" : " \(unit)")
        }
        if unit == "1" {
            return lower == nil || upper == nil
                ? NumberText.significant(value, digits: 4)
                : NumberText.interval(value, lower: lower, upper: upper)
        }
        if unit == "B" { return NumberText.bytes(value) }
        return NumberText.quantity(value, lower: lower, upper: upper, unit: unit)
    }

    /// "+5.1 % [+4.2, +6.0]" of changes in logarithms; of quality the difference in its unit.
    static func change(
        _ change: Double,
        lower: Double? = nil,
        upper: Double? = nil,
        of metric: FigureMetric
    ) -> String {
        guard change.isFinite else { return "by an unknown amount" }
        if metric.isDifference { return signed(change) + interval(lower, upper, signed) }
        return relative(expm1(change), lower: lower.map(expm1), upper: upper.map(expm1))
    }

    /// "+5.1 % [+4.2, +6.0]" of shares.
    static func relative(_ share: Double, lower: Double? = nil, upper: Double? = nil) -> String {
        guard share.isFinite else { return "by an unknown amount" }
        let largest = [share, lower ?? 0, upper ?? 0].map(\.magnitude).max() ?? 0
        let decimals = largest >= 1 ? 0 : largest >= 0.01 ? 1 : 2
        func percent(_ share: Double) -> String {
            let text = NumberText.fixed(share.magnitude * 100, decimals)
            return sign(of: share, shownAs: text) + text
        }
        return "\(percent(share)) %" + interval(lower, upper, percent)
    }

    /// A difference with its sign.
    private static func signed(_ value: Double) -> String {
        let text = NumberText.significant(value.magnitude, digits: 3)
        return sign(of: value, shownAs: text) + text
    }

    private static func plain(_ value: Double) -> String {
        NumberText.significant(value, digits: 4)
    }

    /// None of what is shown as 0.
    private static func sign(of value: Double, shownAs text: String) -> String {
        guard text.contains(where: { $0.isNumber && $0 != "0" }) else { return "" }
        return value < 0 ? "−" : "+"
    }

    private static func interval(
        _ lower: Double?,
        _ upper: Double?,
        _ write: (Double) -> String
    ) -> String {
        guard let lower, let upper, lower.isFinite, upper.isFinite else { return "" }
        return " [\(write(lower)), \(write(upper))]"
    }

    /// A commit's hash by its first 10 digits, any other version as it is.
    static func shortVersion(_ version: String) -> String {
        let digits = version.prefix { $0.isHexDigit }
        guard digits.count >= 20 else { return version }
        return "\(digits.prefix(10))\(version.dropFirst(digits.count))"
    }

    /// "NAME…NAME" or one alone, with what is known of a change's versions; `nil` where nothing is.
    static func versions(of alarm: Alarm) -> String? {
        guard alarm.versionRange != nil else { return nil }
        guard let before = alarm.versionBefore, let after = alarm.versionAfter else {
            return [alarm.versionBefore, alarm.versionAfter]
                .map { $0.map(shortVersion) ?? "unknown" }.joined(separator: "…")
        }
        if before == after { return "\(shortVersion(after)), the same before and after" }
        return "\(shortVersion(before))…\(shortVersion(after))"
    }

    /// "SIMULATED: …": a night's simulation, in every output of it.
    static func simulationNotice(_ simulation: String) -> String {
        "SIMULATED: \(simulation.withoutFullStop). These energies are not measurements."
    }
}

extension NumberText {
    /// "412.3 [411.1, 413.5] µJ": as `quantity(_:plusMinus:unit:)`, of an interval whose sides differ.
    static func quantity(_ value: Double, lower: Double?, upper: Double?, unit: String) -> String {
        guard value.isFinite, let lower, let upper, lower.isFinite, upper.isFinite, lower < upper
        else { return quantity(value, plusMinus: nil, unit: unit) }
        let prefix = prefix(of: max(value.magnitude, lower.magnitude, upper.magnitude))
        let scaled = interval(
            value * prefix.scale,
            lower * prefix.scale,
            upper * prefix.scale,
            leastDecimals: 0
        )
        return "\(scaled) \(prefix.symbol)\(unit)"
    }
}
