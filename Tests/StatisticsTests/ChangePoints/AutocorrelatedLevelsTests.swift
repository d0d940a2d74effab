import Foundation
import Randomness
import TestSupport
import Testing

@testable import Statistics

/// The test of a step under autocorrelated noise.
@Suite struct AutocorrelatedLevelsTests {
    // scipy.stats.ttest_ind(y[:10], y[10:]).pvalue, SciPy 1.16: that of the documents, 2.54e-11, has
    // np.std without ddof.
    @Test(arguments: [
        (EnergyDivergenceTests.example, 10, 6.0793389265181e-11),
        (EnergyDivergenceTests.short, 6, 2.126784204126262e-07),
    ])
    func `independent nights have SciPy's pooled p-value`(
        series: [Double],
        index: Int,
        p: Double
    ) {
        let levels = AutocorrelatedLevels(of: series, bounds: [0, index, series.count])
        #expect(abs(levels.pValue(ofLevel: 1, degrees: [0]) - p) < 1e-9 * p)
    }

    // Generalised least squares with the covariance φ^|i−j|, SciPy 1.16, for levels from 0, 4, 9 to
    // 13 of the first 13 points of the example:
    //
    //     V = phi ** np.abs(np.subtract.outer(np.arange(13), np.arange(13)))
    //     X = np.zeros((13, 3)); X[:4, 0] = X[4:9, 1] = X[9:, 2] = 1
    //     W = np.linalg.inv(V); C = np.linalg.inv(X.T @ W @ X); b = C @ X.T @ W @ y
    //     r = y - X @ b; s2 = r @ W @ r / 10; c = np.array([0, -1, 1])
    //     2 * scipy.stats.t.sf(abs(c @ b) / np.sqrt(s2 * c @ C @ c), 10)
    //
    // and the mean over φ = 0, 0.05 … 0.95 weighted by
    // exp(-(log(det(V)) + log(det(X' W X)) + 10 log(r' W r)) / 2).
    @Test(arguments: [
        (0, 0.0023267299477155), (0.3, 0.021304208062118017), (0.6, 0.1413242352874532),
        (0.95, 0.44801560353284897),
    ])
    func `the p-value for a degree is that of generalised least squares`(phi: Double, p: Double) {
        let levels = AutocorrelatedLevels(
            of: Array(EnergyDivergenceTests.example.prefix(13)),
            bounds: [0, 4, 9, 13]
        )
        #expect(abs(levels.pValue(ofLevel: 2, degrees: [phi]) - p) < 1e-9 * p)
    }

    @Test func `the p-value is the mean over what the restricted likelihood leaves`() throws {
        let levels = AutocorrelatedLevels(
            of: Array(EnergyDivergenceTests.example.prefix(13)),
            bounds: [0, 4, 9, 13]
        )
        #expect(abs(levels.pValue(ofLevel: 2) - 0.10887672964477983) < 1e-10)
        #expect(abs(try #require(levels.autocorrelation) - 0.42027175309983544) < 1e-9)
    }

    @Test func `the autocorrelation of long series is found`() throws {
        try Properties.check(3) { random, seed in
            for truth in [0, 0.3, 0.6, 0.9] {
                var noise = random.normal()
                let series = (0..<2000).map { index in
                    noise = truth * noise + (1 - truth * truth).squareRoot() * random.normal()
                    return noise + (index < 700 ? 0 : 5)
                }
                let found = try #require(
                    AutocorrelatedLevels(of: series, bounds: [0, 700, 2000]).autocorrelation
                )
                // Five standard errors of 1/√n and the step of the grid.
                #expect(abs(found - truth) < 0.12, "seed \(seed): \(found) for \(truth)")
            }
        }
    }

    @Test func `levels without spread differ for certain or not at all`() {
        let levels = AutocorrelatedLevels(of: [1, 1, 1, 1, 2, 2], bounds: [0, 2, 4, 6])
        #expect(levels.pValue(ofLevel: 1) == 1)
        #expect(levels.pValue(ofLevel: 2) == 0)
        #expect(levels.autocorrelation == nil)
        // A level for each point leaves none to tell the spread.
        #expect(AutocorrelatedLevels(of: [1, 2], bounds: [0, 1, 2]).pValue(ofLevel: 1) == 1)
        #expect(AutocorrelatedLevels(of: [1, 2, 4], bounds: [0, 2, 3]).autocorrelation != nil)
    }
}
