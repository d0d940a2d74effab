internal import Foundation

/// MLPerf's early stopping: how many queries show, at a confidence of 99 %, that at most a share of
/// 1 − p of them exceeds a latency.
///
/// With t of n queries over the latency, the run says enough where P[Binomial(n, 1 − p) ≤ t] ≤ 1 %.
/// MLPerf Inference rules, “Early stopping criterion”, with tolerance d = 0.
public enum EarlyStopping {
    /// The smallest number of queries that is enough with some of them over the latency.
    ///
    /// - Parameters:
    ///   - t: The number over the latency.
    ///   - percentile: p as a share.
    ///   - confidence: c; MLPerf's is 99 %.
    /// - Returns: n, those over the latency included.
    public static func minimumQueries(
        overLatency t: Int,
        percentile: Double,
        confidence: Double = 0.99
    ) -> Int {
        precondition(t >= 0 && percentile > 0 && percentile < 1)
        let isEnough = { (queries: Int) in
            cumulative(queries, share: 1 - percentile, upTo: t) <= log(1 - confidence)
        }
        var step = 1
        while !isEnough(t + step) { step *= 2 }
        return t + smallest(in: (step / 2)...step) { isEnough(t + $0) }
    }

    /// The largest number of queries over the latency, at least 1, that a number of queries allows;
    /// `nil` where there are too few for even one.
    public static func mostOverLatency(
        queries: Int,
        percentile: Double,
        confidence: Double = 0.99
    ) -> Int? {
        let isTooMany = { (t: Int) in
            cumulative(queries, share: 1 - percentile, upTo: t) > log(1 - confidence)
        }
        guard queries > 0, !isTooMany(1) else { return nil }
        return smallest(in: 1...queries, where: isTooMany) - 1
    }

    /// ln P[Binomial(n, q) ≤ t], from its largest term downwards.
    static func cumulative(_ n: Int, share q: Double, upTo t: Int) -> Double {
        guard t < n else { return 0 }
        guard Double(t) < Double(n) * q else {
            // At or above the mean: the tail above is summed instead, since the terms of this one
            // would grow at first.
            return log1p(-min(1, exp(upperTail(n, share: q, above: t))))
        }
        var term = 1.0
        var sum = 1.0
        var k = t
        while k > 0, term > sum * 1e-17 {
            term *= Double(k) / Double(n - k + 1) * (1 - q) / q
            sum += term
            k -= 1
        }
        return logProbability(n, share: q, exactly: t) + log(sum)
    }

    private static func upperTail(_ n: Int, share q: Double, above t: Int) -> Double {
        var term = 1.0
        var sum = 1.0
        var k = t + 1
        while k < n, term > sum * 1e-17 {
            term *= Double(n - k) / Double(k + 1) * q / (1 - q)
            sum += term
            k += 1
        }
        return logProbability(n, share: q, exactly: t + 1) + log(sum)
    }

    private static func logProbability(_ n: Int, share q: Double, exactly k: Int) -> Double {
        let choices = lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
        return choices + Double(k) * log(q) + Double(n - k) * log1p(-q)
    }

    /// The smallest number that a monotone condition holds for, which it does for the last.
    private static func smallest(in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if holds(middle) { upper = middle } else { lower = middle + 1 }
        }
        return lower
    }
}
