internal import Foundation

/// Where values lie along an axis, and its ticks.
struct PlotScale {
    /// A place on an axis that has a line and a number.
    struct Tick {
        var value: Double
        var label: String
    }

    /// The values at both ends of the axis, finite and apart from each other.
    let low: Double
    let high: Double

    /// The places of both ends in the drawing.
    let start: Double
    let end: Double
    let isLogarithmic: Bool

    /// A scale that holds some values.
    ///
    /// - Parameters:
    ///   - values: those that are not finite do not count, nor, on a logarithmic axis, those that are
    ///     not above 0.
    ///   - start: the place of the lowest.
    ///   - end: the place of the highest.
    ///   - includesZero: whether a linear axis begins or ends at 0 at the latest.
    ///   - isLogarithmic: whether equal ratios are equally long.
    ///   - margin: the share of the range that is left free at both ends.
    ///
    /// It is `nil` where no value counts.
    init?(
        holding values: [Double],
        from start: Double,
        to end: Double,
        includesZero: Bool = false,
        isLogarithmic: Bool = false,
        margin: Double = 0.04
    ) {
        let usable = values.filter {
            $0.isFinite && $0.magnitude < 1e200 && (!isLogarithmic || $0 > 1e-200)
        }
        guard var low = usable.min(), var high = usable.max() else { return nil }
        self.start = start
        self.end = end
        self.isLogarithmic = isLogarithmic
        if isLogarithmic {
            let room = max((log(high) - log(low)) * margin, 0.01)
            low = exp(log(low) - room)
            high = exp(log(high) + room)
        } else {
            if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
            let room = high > low ? (high - low) * margin : max(high.magnitude * 0.05, 1e-12)
            if !(includesZero && low == 0) { low -= room }
            if !(includesZero && high == 0) { high += room }
        }
        (self.low, self.high) = (low, high)
    }

    /// The place of a value; beyond the ends where the value is, not finite where that is not.
    func place(of value: Double) -> Double {
        let share =
            isLogarithmic
            ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
        return start + share * (end - start)
    }

    /// The place of a value, held between the ends; `nil` for what is no number.
    func held(_ value: Double) -> Double? {
        if value.isNaN { return nil }
        let place = place(of: min(max(value, low), high))
        return place.isFinite ? place : nil
    }

    /// Values at round numbers, no more than about so many.
    ///
    /// - Parameters:
    ///   - count: at least 2.
    ///   - unit: whose SI prefix the numbers get, the same for all; `nil` for plain numbers.
    /// - Returns: ascending; none where there are no round numbers on the axis.
    func ticks(about count: Int, unit: String? = nil) -> [Tick] {
        let step = Self.niceStep((high - low) / Double(max(count, 2)))
        guard step > 0, step.isFinite else { return [] }
        var values: [Double] = []
        if isLogarithmic, high / low > 5 {
            values = decades(about: count)
        } else {
            let first = (low / step).rounded(.up)
            let last = (high / step).rounded(.down)
            guard last - first < 50, last >= first else { return [] }
            values = stride(from: first, through: last, by: 1).map { $0 * step }
        }
        return values.map { Tick(value: $0, label: label($0, step: step, unit: unit)) }
    }

    /// 1, 2 and 5 times the powers of ten, or the powers only where these are many.
    private func decades(about count: Int) -> [Double] {
        let first = Int(log10(low).rounded(.down))
        let last = Int(log10(high).rounded(.up))
        let every = max(1, Int((Double(last - first) / Double(max(count, 2))).rounded(.up)))
        let isDense = last - first <= max(count / 2, 1)
        return stride(from: first, through: last, by: every).flatMap { exponent in
            (isDense ? [1.0, 2, 5] : [1.0]).map { $0 * pow(10, Double(exponent)) }
        }
        .filter { $0 >= low && $0 <= high }
    }

    private static func niceStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 0 }
        let power = pow(10, floor(log10(rough)))
        let part = rough / power
        return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power
    }

    private func label(_ value: Double, step: Double, unit: String?) -> String {
        let largest = isLogarithmic && high / low > 5 ? value : max(low.magnitude, high.magnitude)
        guard unit != nil || largest >= 1e4 || largest < 1e-3 else {
            return Self.plain(value, step: isLogarithmic && high / low > 5 ? value : step)
        }
        let prefix = NumberText.prefix(of: largest)
        let number = Self.plain(
            value * prefix.scale,
            step: (isLogarithmic && high / low > 5 ? value : step) * prefix.scale
        )
        let symbol = prefix.symbol + (unit ?? "")
        return symbol.isEmpty ? number : "\(number) \(symbol)"
    }

    /// With the decimals that the step needs.
    private static func plain(_ value: Double, step: Double) -> String {
        guard value.magnitude < 1e15 else { return String(format: "%.1e", value) }
        let decimals = step > 0 ? max(0, -Int(floor(log10(step * 1.000001)))) : 0
        let rounded = value.magnitude < step * 1e-9 ? 0 : value
        return String(format: "%.\(min(decimals, 9))f", rounded)
            .replacing("-", with: "−")
    }
}
