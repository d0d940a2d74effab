import Foundation
import Statistics
import Testing

/// The figures that check `PairedRatio` in other ways.
@Suite struct RatioChecksTests {
    private let pairs = zip(
        [100.2, 101.5, 99.8, 102.3, 100.9, 103.1],
        [90.7, 91.2, 90.1, 92.6, 90.4, 93.5]
    ).map { Pair(baseline: $0, variant: $1) }

    private func ratios(_ logarithms: [Double]) -> [Pair<Double>] {
        logarithms.map { Pair(baseline: 1, variant: exp($0)) }
    }

    /// By NumPy from the formula of Fieller, with `t = scipy.stats.t.ppf((1 + c)/2, n − 1)`.
    @Test(arguments: [
        (0.95, 0.8978876378591841, 0.9069424214765371),
        (0.99, 0.8952833143823065, 0.90948835686991),
    ])
    func `Fieller's interval is that of NumPy`(confidence: Double, lower: Double, upper: Double)
        throws
    {
        let ratio = try RatioOfMeans(of: pairs, confidence: confidence)
        #expect(abs(ratio.ratio - 0.9024350115169463) < 1e-12)
        #expect(abs((ratio.lower ?? .nan) - lower) < 1e-10)
        #expect(abs((ratio.upper ?? .nan) - upper) < 1e-10)
    }

    @Test func `Fieller's interval has no end where the baseline may be 0`() throws {
        let near = [(-1.0, 2.0), (1.5, 2.1), (0.2, 1.9)].map { Pair(baseline: $0, variant: $1) }
        let ratio = try RatioOfMeans(of: near)
        #expect(ratio.lower == nil && ratio.upper == nil && ratio.ratio.isFinite)
        #expect(throws: PairingFault.noPairs) { try RatioOfMeans(of: Array(pairs.prefix(1))) }
        let zero = [(-1.0, 2.0), (1, 2.1)].map { Pair(baseline: $0, variant: $1) }
        #expect(throws: PairingFault.outOfRange) { try RatioOfMeans(of: zero) }
        let bad = [(1.0, Double.nan), (1, 2.1)].map { Pair(baseline: $0, variant: $1) }
        #expect(throws: PairingFault.notFinite(pair: 0)) { try RatioOfMeans(of: bad) }
    }

    /// By NumPy from all Walsh averages; the place of the ends from the counts of all sums of ranks.
    @Test func `Hodges and Lehmann's figure and its interval are those of NumPy`() throws {
        let figure = try HodgesLehmann(
            of: ratios([
                0.31, -0.12, 0.55, 0.21, -0.05, 0.4, 0.12, 0.33, -0.21, 0.08, 0.27, 0.19,
            ])
        )
        #expect(abs(figure.ratio - 1.2002141509535775) < 1e-12)
        #expect(abs((figure.lower ?? .nan) - 1.030454533953517) < 1e-12)
        #expect(abs((figure.upper ?? .nan) - 1.3771277643359572) < 1e-12)
    }

    /// By SciPy 1.17: `scipy.stats.wilcoxon(x, method='exact')`; with ties and zeros by
    /// `PermutationMethod(n_resamples=inf)` without the zeros; 60 values by
    /// `method='asymptotic', correction=False`.
    @Test func `the p-value is that of SciPy, with ties and with many pairs`() throws {
        let exact = try HodgesLehmann(
            of: ratios([
                0.3, -0.1, 0.5, 0.2, -0.05, 0.4, 0.15, 0.35, -0.25, 0.08, 0.27, 0.19,
            ])
        )
        #expect(abs((exact.pValue ?? .nan) - 0.02685546875) < 1e-12)
        #expect(try HodgesLehmann(of: pairs).pValue == 0.03125)
        // Of powers of two, so that equal sizes stay equal through the logarithm.
        let tied = [8.0, 0.5, 8, 4, 0.25, 2, 1].map { Pair(baseline: 1, variant: $0) }
        #expect(abs((try HodgesLehmann(of: tied).pValue ?? .nan) - 0.3125) < 1e-12)
        #expect(
            abs((try HodgesLehmann(of: ratios(Self.sixty)).pValue ?? .nan) - 0.23885382738964556)
                < 1e-9
        )
    }

    @Test func `five pairs are too few for an interval of 95 %, six are enough`() throws {
        #expect(try HodgesLehmann(of: Array(pairs.prefix(5))).lower == nil)
        let six = try HodgesLehmann(of: pairs)
        #expect(six.lower != nil && six.upper != nil)
        #expect(try HodgesLehmann(of: [Pair(baseline: 2.0, variant: 2.0)]).pValue == nil)
    }

    /// Made by `scipy.stats.bootstrap((v,), np.mean, method='BCa', n_resamples=400000, rng=1)` of
    /// the logarithms.
    ///
    /// The tolerance is that of 40,000 resamples. Without the correction the interval
    /// is [1.01974, 1.06910].
    @Test func `the bootstrap interval is SciPy's BCa interval`() throws {
        let values = [
            0.02, -0.01, 0.05, 0.03, 0.00, 0.11, 0.04, -0.02, 0.06, 0.01, 0.03, 0.02, 0.25, 0.05,
            -0.03, 0.07, 0.02, 0.04, 0.00, 0.09, 0.05, 0.01,
        ]
        let interval = try #require(BootstrapRatio(of: ratios(values), resamples: 40_000, seed: 3))
        #expect(abs(interval.lower - 1.023452604923475) < 6e-4)
        #expect(abs(interval.upper - 1.0783742095944846) < 1.5e-3)
        let again = BootstrapRatio(of: ratios(values), resamples: 40_000, seed: 3)
        #expect(again == interval)
        #expect(BootstrapRatio(of: ratios(Array(values.prefix(19)))) == nil)
        #expect(
            BootstrapRatio(of: Array(repeating: Pair(baseline: 0, variant: 1), count: 20)) == nil
        )
    }

    @Test func `equal ratios have a bootstrap interval of no width`() throws {
        let interval = try #require(
            BootstrapRatio(of: Array(repeating: Pair(baseline: 2, variant: 4), count: 20))
        )
        #expect(abs(interval.lower - 2) < 1e-12 && abs(interval.upper - 2) < 1e-12)
    }

    /// By NumPy: J = 1 − 3/(4(n − 1) − 1), J·d.mean()/d.std(ddof=1), and the mean of
    /// sign(variant − baseline) over all two.
    @Test func `effect sizes are those of NumPy`() throws {
        let logarithmic = try #require(EffectSize(of: pairs, usesLogarithms: true))
        #expect(abs((logarithmic.hedges ?? .nan) + 18.108744779120492) < 1e-9)
        #expect(logarithmic.cliff == -1 && logarithmic.probabilityOfLarger == 0)
        let small = zip([1.0, 2, 3, 4], [2.0, 2, 5, 1]).map { Pair(baseline: $0, variant: $1) }
        let plain = try #require(EffectSize(of: small, usesLogarithms: false))
        #expect(plain.hedges == 0 && plain.cliff == -0.0625)
        #expect(EffectSize(of: Array(pairs.prefix(1)), usesLogarithms: true) == nil)
    }

    private static let sixty = [
        -0.701931, -1.224359, -0.148362, 0.520445, 1.236047, 0.209706, -0.452647, -0.68478,
        0.848746, 1.734783, 0.372769, -1.133329, -0.858265, 1.700019, 0.302882, -1.632135,
        0.016304, -1.063226, -0.529288, -0.388006, -0.613313, 0.653378, 0.036914, -0.489431,
        0.509638, 0.929855, -1.543023, -0.15673, -0.880747, -0.073155, -1.189419, 0.12069,
        0.062114, -0.204338, -0.947927, -0.29619, -0.991329, -1.255209, 0.324786, -1.00935,
        1.270296, 0.816588, -1.897817, 0.372129, -1.001717, 0.133057, 0.143632, -1.88843,
        -0.133423, -0.15579, 1.062001, -1.081447, 0.838042, -0.998973, -0.231291, -0.740473,
        1.548731, 0.668213, 2.531733, 0.741916,
    ]
}
