import Foundation
import Randomness
import Statistics
import TestSupport
import Testing
import Units

/// Welch's interval against SciPy 1.17.
///
///     a = [412.0, 398.5, 405.25, 420.0, 401.75]
///     b = [380.0, 391.5, 377.25, 402.0, 385.5, 379.75, 388.0]
///     r = scipy.stats.ttest_ind(np.log(b), np.log(a), equal_var=False)
///     np.exp(np.mean(np.log(b)) - np.mean(np.log(a))), r.df, r.pvalue
///     np.exp(r.confidence_interval(0.95))
@Suite struct WelchTests {
    private static let first = [412.0, 398.5, 405.25, 420.0, 401.75]
    private static let second = [380.0, 391.5, 377.25, 402.0, 385.5, 379.75, 388.0]

    private func isClose(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) <= 1e-10 * abs(expected) } ?? false
    }

    @Test func `a ratio has the interval that SciPy gives it`() throws {
        let ratio = try #require(WelchRatio(of: Self.second, to: Self.first))
        #expect(isClose(ratio.ratio, 0.9479098700541685))
        #expect(isClose(ratio.lower, 0.9213847180585089))
        #expect(isClose(ratio.upper, 0.9751986375891388))
        #expect(isClose(ratio.logarithms.degreesOfFreedom, 9.03800106548984))
        #expect(isClose(ratio.pValue, 0.0020875236840980018))
        #expect(ratio.isApart == true)
        let wider = try #require(WelchRatio(of: Self.second, to: Self.first, confidence: 0.99))
        #expect(isClose(wider.lower, 0.9100533095035804))
        #expect(isClose(wider.upper, 0.9873411945902885))
    }

    @Test func `two values against seven have the fraction of a degree that SciPy gives them`()
        throws
    {
        let ratio = try #require(WelchRatio(of: Self.second, to: Self.first.prefix(2)))
        #expect(isClose(ratio.lower, 0.8560208452954644))
        #expect(isClose(ratio.upper, 1.0612695531917635))
        #expect(isClose(ratio.logarithms.degreesOfFreedom, 1.5464305831444503))
        #expect(isClose(ratio.pValue, 0.15858175148505266))
        #expect(ratio.isApart == false)
    }

    @Test func `a difference has the interval that SciPy gives it`() throws {
        let difference = try #require(WelchDifference(of: Self.second, from: Self.first))
        #expect(isClose(difference.difference, -21.214285714285722))
        #expect(isClose(difference.lower, -32.63929750736665))
        #expect(isClose(difference.upper, -9.7892739212048))
        #expect(isClose(difference.degreesOfFreedom, 8.759396544394535))
        #expect(isClose(difference.pValue, 0.002385903698717352))
        #expect(isClose(difference.halfWidth, 32.63929750736665 - 21.214285714285722))
    }

    // scipy.stats.ttest_ind([3, 5, 8], [2, 2, 2], equal_var=False)
    @Test func `a series without spread leaves the degrees of freedom to the other`() throws {
        let difference = try #require(
            WelchDifference(of: [3.0, 5.0, 8.0], from: [2.0, 2.0, 2.0])
        )
        #expect(isClose(difference.lower, -2.918276146042442))
        #expect(isClose(difference.upper, 9.584942812709109))
        #expect(isClose(difference.degreesOfFreedom, 2))
        #expect(isClose(difference.pValue, 0.1487434692412514))
    }

    // By SciPy 1.17, with the logarithms of both and L = log1p(bound): the larger p-value of
    //
    //     ttest_ind(b + L, a, equal_var=False, alternative='greater')
    //     ttest_ind(b - L, a, equal_var=False, alternative='less')
    //
    // and r._standard_error, np.sqrt(a.var(ddof=1) + b.var(ddof=1)).
    @Test(arguments: [
        (0.05, 0.641782630721614), (0.06, 0.3562923260725724), (0.08, 0.04714891635993771),
        (0.12, 0.0005046557785504535),
    ])
    func `equivalence is shown by two one-sided tests of Welch's`(bound: Double, wanted: Double)
        throws
    {
        let ratio = try #require(WelchRatio(of: Self.second, to: Self.first))
        let test = try #require(ComparedRatio.apart(ratio).equivalence(within: bound))
        #expect(isClose(test.pValue, wanted))
        #expect(test.isShown() == (wanted < 0.05))
        #expect(isClose(ratio.logarithms.standardError, 0.012554366044654439))
        #expect(isClose(ratio.logarithms.deviation, 0.030443602923596484))
    }

    @Test func `a compared ratio says what it was made of`() throws {
        let apart = ComparedRatio.apart(
            try #require(WelchRatio(of: Self.second, to: Self.first))
        )
        #expect(apart.count == 5)
        let paired = try PairedRatio(
            of: zip(Self.first, Self.second).map { Pair(baseline: $0, variant: $1) }
        )
        let same = ComparedRatio.paired(paired)
        #expect(same.count == 5 && same.ratio == paired.ratio && same.pValue == paired.pValue)
        #expect(same.lower == paired.lower && same.upper == paired.upper)
        #expect(same.logStandardDeviation == paired.logStandardDeviation)
        #expect(same.equivalence(within: 0.1) == paired.equivalence(within: 0.1))
        let one = try #require(WelchRatio(of: [2.0], to: [1.0, 1.1]))
        #expect(ComparedRatio.apart(one).count == 1)
        #expect(ComparedRatio.apart(one).equivalence(within: 0.1) == nil)
    }

    @Test func `series that do not spread differ exactly`() throws {
        let ratio = try #require(WelchRatio(of: [3.0, 3.0], to: [2.0, 2.0]))
        #expect(ratio.lower == ratio.ratio && ratio.upper == ratio.ratio)
        #expect(ratio.pValue == nil && ratio.isApart == true)
        let same = try #require(WelchRatio(of: [2.0, 2.0], to: [2.0, 2.0]))
        #expect(same.ratio == 1 && same.isApart == false)
    }

    @Test func `one value has a ratio and no interval`() throws {
        let ratio = try #require(WelchRatio(of: [3.0], to: Self.first))
        #expect(ratio.lower == nil && ratio.upper == nil && ratio.pValue == nil)
        #expect(ratio.isApart == nil && ratio.logarithms.degreesOfFreedom == nil)
        #expect(ratio.logarithms.firstCount == 5 && ratio.logarithms.secondCount == 1)
    }

    @Test(arguments: [[], [0.0], [-1.0, 2.0], [.nan], [.infinity]])
    func `what has no ratio gives none`(values: [Double]) {
        #expect(WelchRatio(of: values, to: [1.0, 2.0]) == nil)
        #expect(WelchRatio(of: [1.0, 2.0], to: values) == nil)
    }

    @Test(arguments: [20_261_126, UInt64.random(in: 0...UInt64.max)])
    func `exchanging the series inverts the ratio and its interval`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let first = (0..<Int(random.next() % 9 + 2)).map { _ in exp(random.normal()) }
            let second = (0..<Int(random.next() % 9 + 2)).map { _ in 3 * exp(random.normal()) }
            let ratio = try #require(WelchRatio(of: second, to: first))
            let inverse = try #require(WelchRatio(of: first, to: second))
            #expect(abs(ratio.ratio * inverse.ratio - 1) < 1e-12, "seed \(seed)")
            let (lower, upper) = (try #require(ratio.lower), try #require(inverse.upper))
            #expect(abs(lower * upper - 1) < 1e-9, "seed \(seed)")
            #expect(ratio.isApart == inverse.isApart, "seed \(seed)")
        }
    }

    @Test func `quantities have the ratio of their numbers`() throws {
        let ratio = try #require(
            WelchRatio(of: Self.second.map(Energy.joules), to: Self.first.map(Energy.joules))
        )
        #expect(ratio == WelchRatio(of: Self.second, to: Self.first))
    }
}
