internal import Foundation

/// The regularised incomplete beta function I_x(a, b) where one parameter is one half.
///
/// That is all that Student's t needs, and it lets the complete beta function be computed from a
/// series that keeps its digits for many degrees of freedom, where a difference of two `lgamma`
/// loses them. `x` is from 0 to 1; the caller gives `1 − x` too, because the subtraction would
/// lose digits.
func betaShare(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    precondition(a == 0.5 || b == 0.5, "one parameter is one half")
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The fraction converges fast only left of the mean (Press et al., Numerical Recipes, 6.4).
    if x > (a + 1) / (a + b + 2) { return 1 - betaShare(complement, complement: x, b, a) }
    let other = a == 0.5 ? b : a
    // B(a, ½) = √π Γ(a) / Γ(a + ½)
    let logBeta = 0.5 * log(Double.pi) - log(gammaHalfStep(other))
    let front = exp(a * logarithm(x, complement) + b * logarithm(complement, x) - logBeta)
    return front * betaFraction(x, a, b) / a
}

/// The logarithm of `x`, through its complement where `x` is close to one.
private func logarithm(_ x: Double, _ complement: Double) -> Double {
    complement < 0.5 ? log1p(-complement) : log(x)
}

/// Γ(x + ½) / Γ(x) for positive `x`.
func gammaHalfStep(_ x: Double) -> Double {
    // From x to x + 1 the ratio grows by (x + ½)/x; the series below is good from 60 on.
    var argument = x
    var factor = 1.0
    while argument < 60 {
        factor *= argument / (argument + 0.5)
        argument += 1
    }
    // Graham, Knuth and Patashnik, Concrete Mathematics, exercise 9.60; the next term is below
    // 10⁻¹⁵ of the value.
    let coefficients: [Double] = [
        869 / 4_194_304, -399 / 262_144, -21 / 32_768, 5 / 1024, 1 / 128, -1 / 8, 1,
    ]
    let series = coefficients.reduce(0) { $0 / argument + $1 }
    return factor * argument.squareRoot() * series
}

/// The continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22).
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    var m = 1.0
    // About √max(a, b) steps are needed; the bound only guards against a loop without an end.
    while m < 1e6 {
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / kept(1 + even * d)
        c = kept(1 + even / c)
        result *= c * d
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / kept(1 + odd * d)
        c = kept(1 + odd / c)
        result *= c * d
        if abs(c * d - 1) < 1e-16 { break }
        m += 1
    }
    return result
}
