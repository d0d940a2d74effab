internal import Foundation

/// The number of heads in throws of a fair coin: the binomial distribution with probability ½.
enum FairCoin {
    /// The probability of at most `heads` in `throws`.
    static func cumulative(_ heads: Int, of throwCount: Int) -> Double {
        precondition(throwCount >= 0, "a number of throws")
        guard heads >= 0 else { return 0 }
        guard heads < throwCount else { return 1 }
        // The smaller tail is summed: the other is what it lacks to one.
        if 2 * heads > throwCount {
            return 1 - cumulative(throwCount - heads - 1, of: throwCount)
        }
        // From the largest term down, each from the one before: no term overflows.
        var term = exp(logProbability(heads, of: throwCount))
        var sum = 0.0
        var left = heads
        while left >= 0, term > 0 {
            sum += term
            term *= Double(left) / Double(throwCount - left + 1)
            left -= 1
        }
        return min(sum, 1)
    }

    /// The logarithm of the probability of just so many heads.
    private static func logProbability(_ heads: Int, of throwCount: Int) -> Double {
        // The sum is much larger than what is left of it: what each addition loses is kept apart
        // (Neumaier, Zeitschrift für Angewandte Mathematik und Mechanik 54, 1974).
        var sum = -Double(throwCount) * log(2.0)
        var lost = 0.0
        for number in 0..<heads {
            let part = log(Double(throwCount - number) / Double(number + 1))
            let next = sum + part
            lost += abs(sum) >= abs(part) ? (sum - next) + part : (part - next) + sum
            sum = next
        }
        return sum + lost
    }
}
