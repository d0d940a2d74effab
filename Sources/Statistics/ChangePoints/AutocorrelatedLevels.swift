internal import Foundation

/// A stretch of a series as levels under autocorrelated noise, to test the steps between them.
///
/// The noise is a stationary first-order autoregression: each night's deviation from the level is
/// φ times that of the night before, and something new. For a known φ the generalised least squares
/// difference of two levels, by its standard error, follows Student's t exactly, with as many
/// degrees of freedom as there are points less levels. φ is not known, and a few dozen points
/// tell little of it: with one estimate in its place false alarms are many. So p is the mean over a
/// grid of φ from 0 to 0.95, each weighted by its restricted likelihood (Patterson and Thompson,
/// Biometrika 58, 1971): that of the residuals alone, which has not the bias of residuals to look less
/// correlated than the noise is. All are as likely beforehand, so that a short series is not
/// taken for an independent one. Negative φ, which would make a difference the more certain, is not
/// believed.
struct AutocorrelatedLevels {
    /// What the equations need of the deviations of a level's points from its mean.
    private struct Level {
        var mean: Double
        var count: Double
        var first: Double
        var last: Double
        var sum = 0.0
        var squares = 0.0

        /// The last deviation of the level before; `nil` of the first level.
        var previous: Double?

        /// Of each deviation and the one before it, `previous` with the first.
        var products = 0.0

        init(_ values: ArraySlice<Double>, first: Double, last: Double, previous: Double?) {
            mean = values.meanFromFirst
            count = Double(values.count)
            self.first = first - mean
            self.last = last - mean
            self.previous = previous
            var before = previous
            for value in values {
                let deviation = value - mean
                sum += deviation
                squares += deviation * deviation
                if let before { products += deviation * before }
                before = deviation
            }
        }
    }

    private let levels: [Level]
    private let count: Int

    /// The levels between bounds in ascending order: the first and the last are the ends of the
    /// stretch.
    init(of series: [Double], bounds: [Int]) {
        var levels: [Level] = []
        for (start, end) in zip(bounds, bounds.dropFirst()) where start < end {
            levels.append(
                Level(
                    series[start..<end],
                    first: series[start],
                    last: series[end - 1],
                    previous: levels.last?.last
                )
            )
        }
        self.levels = levels
        count = (bounds.last ?? 0) - (bounds.first ?? 0)
    }

    /// Whether no level has any spread.
    private var isExact: Bool { levels.allSatisfy { $0.squares == 0 } }
    private var degreesOfFreedom: Int { count - levels.count }
}

extension AutocorrelatedLevels {
    /// The degrees that are tried.
    static let plausible = (0..<20).map { Double($0) / 20 }

    /// The mean of the plausible degrees; `nil` without spread and where no point is left over.
    var autocorrelation: Double? {
        guard !isExact, degreesOfFreedom > 0 else { return nil }
        let fits = Self.plausible.map { fit($0, contrast: nil) }
        return zip(Self.plausible, Self.weights(of: fits)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The probability of so clear a difference between a level and the one before it, without one:
    /// 1 where no point is left over to tell the spread, and 0 where there is a step and no spread.
    ///
    /// The first level is number 0 and has none before it. `degrees` are what is thought possible.
    func pValue(ofLevel number: Int, degrees: [Double] = Self.plausible) -> Double {
        guard degreesOfFreedom > 0 else { return 1 }
        if isExact { return levels[number].mean == levels[number - 1].mean ? 1 : 0 }
        let student = StudentT(degreesOfFreedom: Double(degreesOfFreedom))
        let fits = degrees.map { fit($0, contrast: number) }
        return zip(fits, Self.weights(of: fits)).reduce(0) { sum, pair in
            let (fit, weight) = pair
            return sum + weight * min(1, 2 * student.upperTail(abs(fit.t)))
        }
    }

    private static func weights(of fits: [Fit]) -> [Double] {
        let most = fits.map(\.logLikelihood).max() ?? 0
        let shares = fits.map { exp($0.logLikelihood - most) }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum }
    }
}

extension AutocorrelatedLevels {
    private struct Fit {
        /// The restricted likelihood's logarithm, up to a constant.
        var logLikelihood: Double

        /// The difference of two levels by its standard error; 0 without a contrast.
        var t: Double
    }

    /// Generalised least squares of all levels for one degree: each point less φ times the one
    /// before it has independent noise, and so has √(1 − φ²) times the first.
    ///
    /// What is estimated are the distances of the levels from their plain means, which are small, so
    /// that no digits cancel.
    private func fit(_ phi: Double, contrast: Int?) -> Fit {
        let equations = normalEquations(phi)
        let distances = equations.solution(for: equations.right)
        let explained = zip(distances, equations.right).reduce(0) { $0 + $1.0 * $1.1 }
        let freedom = Double(degreesOfFreedom)
        // Never 0 by rounding, where there is spread.
        let residual = max(equations.squares - explained, equations.squares * 1e-15)
        let logLikelihood =
            (log(1 - phi * phi) - equations.logDeterminant - freedom * log(residual)) / 2
        var fit = Fit(logLikelihood: logLikelihood, t: 0)
        if let contrast {
            var sides = [Double](repeating: 0, count: levels.count)
            sides[contrast] = 1
            sides[contrast - 1] = -1
            let solved = equations.solution(for: sides)
            let variance = (solved[contrast] - solved[contrast - 1]) * residual / freedom
            let (new, old) = (levels[contrast], levels[contrast - 1])
            let difference =
                (new.mean - old.mean) + (distances[contrast] - distances[contrast - 1])
            fit.t = difference / variance.squareRoot()
        }
        return fit
    }

    /// Tridiagonal, because the first point of a level is the only one that knows another level:
    /// the one before, by −φ.
    private func normalEquations(_ phi: Double) -> TridiagonalEquations {
        var equations = TridiagonalEquations(size: levels.count, offDiagonal: -phi)
        let rest = 1 - phi
        for (number, level) in levels.enumerated() {
            equations.diagonal[number] += (level.count - 1) * rest * rest
            equations.right[number] +=
                rest * ((level.sum - level.first) - phi * (level.sum - level.last))
            // Of the points that have this level's points before them.
            let before = level.squares - level.last * level.last
            equations.squares += level.squares + phi * phi * before - 2 * phi * level.products
            if let previous = level.previous {
                let jump = level.first - phi * previous
                equations.diagonal[number] += 1
                equations.right[number] += jump
                equations.diagonal[number - 1] += phi * phi
                equations.right[number - 1] -= phi * jump
                equations.squares += phi * phi * previous * previous
            } else {
                let start = 1 - phi * phi
                equations.diagonal[number] += start
                equations.right[number] += start * level.first
                equations.squares -= phi * phi * level.first * level.first
            }
        }
        return equations
    }
}

/// Symmetric linear equations whose matrix has one value beside its diagonal.
private struct TridiagonalEquations {
    var diagonal: [Double]
    var offDiagonal: Double
    var right: [Double]

    /// The sum of squares of what is fitted.
    var squares = 0.0

    init(size: Int, offDiagonal: Double) {
        diagonal = Array(repeating: 0, count: size)
        right = Array(repeating: 0, count: size)
        self.offDiagonal = offDiagonal
    }

    private var pivots: [Double] {
        var pivots = diagonal
        for number in pivots.indices.dropFirst() {
            pivots[number] -= offDiagonal * offDiagonal / pivots[number - 1]
        }
        return pivots
    }

    var logDeterminant: Double { pivots.reduce(0) { $0 + log($1) } }

    /// Elimination from the first on; the matrix is positive definite.
    func solution(for right: [Double]) -> [Double] {
        let pivots = pivots
        var solved = right
        for number in solved.indices.dropFirst() {
            solved[number] -= offDiagonal / pivots[number - 1] * solved[number - 1]
        }
        for number in solved.indices.reversed() {
            if number + 1 < solved.count { solved[number] -= offDiagonal * solved[number + 1] }
            solved[number] /= pivots[number]
        }
        return solved
    }
}
