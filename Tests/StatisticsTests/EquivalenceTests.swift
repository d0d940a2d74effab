import Statistics
import Testing

@Suite struct EquivalenceTests {
    private let pairs = zip(
        [100.2, 101.5, 99.8, 102.3, 100.9, 103.1],
        [90.7, 91.2, 90.1, 92.6, 90.4, 93.5]
    ).map { Pair(baseline: $0, variant: $1) }

    /// By SciPy 1.17: d = log(b/a), se = d.std(ddof=1)/√6, L = log1p(bound),
    /// max(t.sf((d.mean() + L)/se, 5), t.sf((L − d.mean())/se, 5)).
    @Test(arguments: [
        (0.12, 0.001401511878231761), (0.1085, 0.43739502432758387), (0.11, 0.21466917149680012),
    ])
    func `the p-value is the larger of two one-sided ones`(bound: Double, wanted: Double) throws {
        let test = try #require(try PairedRatio(of: pairs).equivalence(within: bound))
        #expect(abs(test.pValue - wanted) < 1e-9)
        #expect(test.isShown() == (wanted < 0.05))
    }

    @Test func `one pair shows nothing, and equal values are equal`() throws {
        let one = try PairedRatio(of: [Pair(baseline: 1.0, variant: 1.0)])
        #expect(one.equivalence(within: 0.01) == nil)
        let same = try PairedRatio(
            of: Array(repeating: Pair(baseline: 2.0, variant: 2.0), count: 3)
        )
        #expect(same.equivalence(within: 0.01)?.isShown() == true)
        let apart = try PairedDifference(
            of: Array(repeating: Pair(baseline: 2.0, variant: 3.0), count: 3)
        )
        #expect(apart.equivalence(within: 0.5)?.isShown() == false)
    }
}
