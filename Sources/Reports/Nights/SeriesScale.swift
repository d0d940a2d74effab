internal import Experiment
internal import Foundation

/// How the values of a series are written: all with one prefix and as many digits as its bound needs.
struct SeriesScale {
    /// What a value is multiplied by.
    let factor: Double

    /// With its prefix: "µJ/sample"; empty for a ratio.
    let unit: String

    /// That are shown; a 20th of the bound can be seen.
    let decimals: Int

    init(of series: SeriesHistory) {
        let values = series.points.map(\.value.magnitude).filter(\.isFinite)
        let largest = values.max() ?? 0
        var (factor, unit) = (1.0, series.unit == "1" ? "" : series.unit)
        if series.unit == "B" {
            (factor, unit) = Self.binary(largest)
        } else if !series.key.metric.isDifference, series.unit != "1" {
            let prefix = NumberText.prefix(of: largest)
            (factor, unit) = (prefix.scale, prefix.symbol + series.unit)
        }
        (self.factor, self.unit) = (factor, unit)
        let size = series.key.metric.isDifference ? 1 : largest * factor
        let seen = size * series.bound / 20
        decimals = seen > 0 && seen.isFinite ? min(max(-Int(floor(log10(seen))), 0), 12) : 4
    }

    private static func binary(_ bytes: Double) -> (Double, String) {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        let place = bytes >= 1024 ? min(Int(log2(bytes) / 10), units.count - 1) : 0
        return (pow(2, -10 * Double(place)), units[place])
    }

    /// A value as JSON, with a digit more than is shown; `null` for what is no number.
    func json(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        let step = pow(10, Double(decimals + 1))
        let scaled = value * factor
        let rounded = (scaled * step).rounded() / step
        let text = "\(rounded.isFinite ? rounded : scaled)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
