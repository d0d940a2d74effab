/// The mean and the standard deviation of finite numbers, the same for every order of them.
struct Moments {
    let count: Int
    let mean: Double

    /// With n − 1; `nil` below two values.
    let standardDeviation: Double?

    /// Computes both.
    ///
    /// The values are summed in sorted order, so that a permutation changes no digit, and as
    /// distances from one of them, so that equal values have exactly that mean and no deviation.
    /// `nil` without values and where one, or the result, is not finite.
    init?(of values: some Collection<Double>) {
        let sorted = values.sorted()
        guard let origin = sorted.first, values.allSatisfy(\.isFinite) else { return nil }
        let distance = sorted.reduce(0) { $0 + ($1 - origin) }
        count = sorted.count
        mean = origin + distance / Double(sorted.count)
        guard mean.isFinite else { return nil }
        guard sorted.count > 1 else {
            standardDeviation = nil
            return
        }
        standardDeviation = Self.deviation(of: sorted, around: mean)
        guard standardDeviation?.isFinite == true else { return nil }
    }

    private static func deviation(of sorted: [Double], around mean: Double) -> Double {
        // Scaled by the largest distance: squares of very small or large values leave the range.
        let largest = sorted.reduce(0) { max($0, abs($1 - mean)) }
        guard largest > 0 else { return 0 }
        let squares = sorted.reduce(0) { sum, value in
            let share = (value - mean) / largest
            return sum + share * share
        }
        return largest * (squares / Double(sorted.count - 1)).squareRoot()
    }

    /// Half the width of the t interval of the mean; `nil` below two values.
    func halfWidth(confidence: Double) -> Double? { halfWidth(confidence: confidence, over: count) }

    /// The same for the mean of a number of values that have this spread.
    func halfWidth(confidence: Double, over number: Int) -> Double? {
        guard let standardDeviation else { return nil }
        let t = StudentT(degreesOfFreedom: Double(count - 1))
            .twoSidedQuantile(confidence: confidence)
        return t * standardDeviation / Double(number).squareRoot()
    }
}
