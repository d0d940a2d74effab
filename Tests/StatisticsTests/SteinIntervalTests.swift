import Statistics
import Testing

@Suite struct SteinIntervalTests {
    // python3 -c "
    // import numpy as np; from math import *; from scipy.stats import t
    // d=np.log([1.01,.99,1.02,1.0,.98,1.01,1.03,.99,1.0,1.0,1.01,1.02]); p=d[:8]
    // h=t.ppf(.975,7)*p.std(ddof=1)/sqrt(12); m=d.mean()
    // print(exp(m),exp(m-h),exp(m+h),2*t.sf(m/(p.std(ddof=1)/sqrt(12)),7))"
    @Test func `the interval takes its spread from the pilot`() throws {
        let ratios = [1.01, 0.99, 1.02, 1.0, 0.98, 1.01, 1.03, 0.99, 1.0, 1.0, 1.01, 1.02]
        let pairs = ratios.map { Pair(baseline: 1.0, variant: $0) }
        let stein = try PairedRatio(of: pairs, pilot: 8)
        #expect(abs(stein.ratio - 1.0049046277) < 1e-9)
        #expect(abs((stein.lower ?? 0) - 0.993465011029) < 1e-9)
        #expect(abs((stein.upper ?? 0) - 1.016475970027) < 1e-9)
        #expect(abs((stein.pValue ?? 0) - 0.345903778754) < 1e-9)
        // With nothing after the pilot it is the usual interval, and so it is without one.
        let usual = try PairedRatio(of: pairs)
        #expect(try PairedRatio(of: pairs, pilot: 12).upper == usual.upper)
        #expect(try PairedRatio(of: pairs, pilot: 1) == usual)
        #expect(usual.pilotCount == nil && usual.upper != stein.upper)
    }
}
