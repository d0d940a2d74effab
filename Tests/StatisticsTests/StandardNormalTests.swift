import Testing

@testable import Statistics

@Suite struct StandardNormalTests {
    /// Printed by SciPy 1.17 as `float(scipy.stats.norm.sf(z))`.
    @Test(arguments: [
        (-3, 0.9986501019683699), (-0.5, 0.6914624612740131), (0, 0.5),
        (0.1, 0.460172162722971), (1, 0.15865525393145707), (1.96, 0.024997895148220435),
        (5, 2.866515718791933e-07), (10, 7.61985302416047e-24), (30, 4.906713927147908e-198),
    ])
    func `tails are those of SciPy to 1e-10`(z: Double, tail: Double) {
        #expect(abs(StandardNormal.upperTail(z) / tail - 1) < 1e-10)
        #expect(abs(StandardNormal.cumulative(-z) / tail - 1) < 1e-10)
    }

    /// Printed by SciPy 1.17 as `float(scipy.stats.norm.ppf(p))`.
    @Test(arguments: [
        (1e-300, -37.0470962993612), (1e-12, -7.034483825301131), (0.001, -3.090232306167813),
        (0.025, -1.9599639845400545), (0.3, -0.5244005127080409), (0.5, 0),
        (0.9, 1.2815515655446004), (0.975, 1.959963984540054), (0.999999, 4.753424308817087),
    ])
    func `quantiles are those of SciPy to 1e-10`(probability: Double, z: Double) {
        #expect(abs(StandardNormal.quantile(probability) - z) <= 1e-10 * max(abs(z), 1))
    }

    /// Printed by SciPy 1.17 as `float(scipy.stats.binom.cdf(k, n, 0.5))`.
    @Test(arguments: [
        (0, 0, 1.0), (0, 1, 0.5), (0, 5, 0.03125), (2, 5, 0.5), (4, 5, 0.96875), (5, 5, 1),
        (3, 20, 0.0012884140014648438), (10, 20, 0.5880985260009766),
        (40, 100, 0.028443966820490444), (4900, 10000, 0.023292763852473225),
        (5100, 10000, 0.9777871004769597), (49_500, 100_000, 0.0007911799394257577),
        (0, 2000, 0),
    ])
    func `throws of a coin are those of SciPy to 1e-10`(heads: Int, count: Int, wanted: Double) {
        #expect(abs(FairCoin.cumulative(heads, of: count) - wanted) <= 1e-10 * wanted)
    }
}
