internal import Foundation

/// Student's t distribution, the basis of every interval of this project.
///
/// Probabilities come from the regularised incomplete beta function, without a table and without
/// the C library's `lgamma`, which is not safe to call from two threads. Ten digits are right up
/// to a million degrees of freedom; beyond, digits are lost slowly (nine are left at 10⁸).
public struct StudentT: Sendable, Hashable {
    /// Positive; fractions are allowed (Welch).
    public let degreesOfFreedom: Double

    /// Makes the distribution for a finite number of degrees of freedom above zero.
    public init(degreesOfFreedom: Double) {
        precondition(
            degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
            "degrees of freedom are above zero and finite"
        )
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value of at most `t`.
    public func cumulative(_ t: Double) -> Double {
        t < 0 ? upperTail(-t) : 1 - upperTail(t)
    }

    /// The probability of a value above `t`, accurate also where it is tiny.
    public func upperTail(_ t: Double) -> Double {
        if t.isNaN { return .nan }
        if t < 0 { return 1 - upperTail(-t) }
        // The tail and the mass around zero are each computed where they are small, so that
        // neither is the difference of two numbers close to each other.
        return t * t < 1 ? 0.5 - centralMass(t) : tail(t)
    }

    /// The value that is exceeded with probability `1 − probability`, which is above 0 and below 1.
    public func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "a probability is between 0 and 1")
        let fromMiddle = probability - 0.5
        if fromMiddle == 0 { return 0 }
        if abs(fromMiddle) < 0.25 {
            let wanted = abs(fromMiddle)
            let value = crossing { centralMass($0) >= wanted }
            return fromMiddle < 0 ? -value : value
        }
        let wanted = min(probability, 1 - probability)
        let value = crossing { tail($0) <= wanted }
        return fromMiddle < 0 ? -value : value
    }

    /// The factor `t` of a two-sided interval `mean ± t × standard error`.
    ///
    /// The confidence is above 0 and below 1, such as 0.95.
    public func twoSidedQuantile(confidence: Double) -> Double {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        // `1 − confidence` first: it is exact for a confidence of at least one half, so that
        // 0.999999 keeps all its digits.
        let outside = (1 - confidence) / 2
        return outside < 0.25 ? crossing { tail($0) <= outside } : quantile(0.5 + confidence / 2)
    }

    /// The probability of a value above `t`, for `t` of at least zero.
    private func tail(_ t: Double) -> Double {
        let (inside, outside) = shares(t)
        return 0.5 * betaShare(inside, complement: outside, degreesOfFreedom / 2, 0.5)
    }

    /// The probability of a value between zero and `t`, for `t` of at least zero.
    private func centralMass(_ t: Double) -> Double {
        let (inside, outside) = shares(t)
        return 0.5 * betaShare(outside, complement: inside, 0.5, degreesOfFreedom / 2)
    }

    /// `ν/(ν + t²)` and what it lacks to one, both with all their digits.
    private func shares(_ t: Double) -> (inside: Double, outside: Double) {
        let scaled = t / degreesOfFreedom.squareRoot()
        if scaled > 1 {
            let inverse = 1 / scaled
            let square = inverse * inverse
            return (square / (1 + square), 1 / (1 + square))
        }
        let square = scaled * scaled
        return (1 / (1 + square), square / (1 + square))
    }

    /// The smallest positive value from which on the condition holds.
    private func crossing(_ isReached: (Double) -> Bool) -> Double {
        var high = 1.0
        while !isReached(high), high < .greatestFiniteMagnitude / 2 { high *= 2 }
        var low = high / 2
        while isReached(low), low > .leastNormalMagnitude {
            high = low
            low /= 2
        }
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return high }
            if isReached(middle) { high = middle } else { low = middle }
        }
    }
}
