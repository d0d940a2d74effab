internal import Statistics

/// Welch's interval of the difference of two means, which knows nothing of pairs: what a paired
/// interval is set beside.
public enum Welch {
    /// Half the width of the 95 % interval; `nil` unless both have two values or more.
    public static func halfWidth(_ first: [Double], _ second: [Double]) -> Double? {
        guard let one = share(first), let other = share(second) else { return nil }
        let sum = one + other
        // The degrees of freedom are those of Welch and Satterthwaite.
        let degrees =
            sum * sum
            / (one * one / Double(first.count - 1) + other * other / Double(second.count - 1))
        return StudentT(degreesOfFreedom: degrees).twoSidedQuantile(confidence: 0.95)
            * sum.squareRoot()
    }

    /// The variance of a mean.
    private static func share(_ values: [Double]) -> Double? {
        guard let deviation = MeanInterval(of: values)?.standardDeviation else { return nil }
        return deviation * deviation / Double(values.count)
    }
}
