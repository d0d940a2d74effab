/// Quantiles of sorted values.
enum Quantile {
    /// Between the two values around the place (Hyndman and Fan's definition 7, NumPy's default).
    ///
    /// The share is of the values that are below, and taken as 0 or 1 beyond them; there is at
    /// least one value, in rising order.
    static func value(_ share: Double, of sorted: [Double]) -> Double {
        let place = min(max(share, 0), 1) * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}
