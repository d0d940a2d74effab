internal import Foundation

/// The standard normal distribution.
public enum StandardNormal {
    /// The probability of a value of at most `z`.
    public static func cumulative(_ z: Double) -> Double { upperTail(-z) }

    /// The probability of a value above `z`, accurate also where it is tiny.
    public static func upperTail(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

    /// The value that is exceeded with probability `1 − probability`, which is above 0 and below 1.
    public static func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a probability is between 0 and 1")
        // In the lower half the tail keeps its digits; the other half is its mirror.
        guard probability <= 0.5 else { return -quantile(1 - probability) }
        if probability == 0.5 { return 0 }
        var (low, high) = (0.0, 40.0)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return -high }
            if upperTail(middle) <= probability { high = middle } else { low = middle }
        }
    }
}
