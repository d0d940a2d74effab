import Statistics
import Testing

@Suite struct PlanningTests {
    /// Pairs whose logarithms of the ratio alternate around 0 and have this standard deviation.
    private func pairs(_ count: Int, deviation: Double) -> [Pair<Double>] {
        let scale = deviation * (Double(count - 1) / Double(count)).squareRoot()
        return (0..<count).map { number in
            Pair(baseline: 1, variant: 1 + (number.isMultiple(of: 2) ? scale : -scale))
        }
    }

    // python3 -c "
    // import numpy as np; from math import *; from scipy.stats import t
    // for n,s,h in [(8,.01,.01),(8,.02,.005),(10,.02,.01),(20,.05,.02),(10,.001,.05)]:
    //   k=s*sqrt((n-1)/n); d=np.log([1+k,1-k]*(n//2)); s0=np.std(d,ddof=1)
    //   print(n,s,h,max(n,ceil((t.ppf(.975,n-1)*s0/log(1+h))**2)))"
    @Test(arguments: [
        (8, 0.01, 0.01, 8), (8, 0.02, 0.005, 90), (10, 0.02, 0.01, 21), (20, 0.05, 0.02, 28),
        (10, 0.001, 0.05, 10),
    ])
    func `a pilot says how many pairs there must be`(
        count: Int,
        deviation: Double,
        halfWidth: Double,
        needed: Int
    ) throws {
        let pilot = try PairedRatio(of: pairs(count, deviation: deviation))
        #expect(pilot.pairs(forHalfWidth: halfWidth) == needed)
    }

    @Test func `a pilot of one pair says nothing, and an endless spread has a bound`() throws {
        #expect(
            try PairedRatio(of: [Pair(baseline: 1.0, variant: 2)]).pairs(forHalfWidth: 1) == nil
        )
        let wild = try PairedRatio(of: [
            Pair(baseline: 1e-300, variant: 1e300), Pair(baseline: 1e300, variant: 1e-300),
        ])
        #expect(wild.pairs(forHalfWidth: 0.0001) == 1_000_000_000)
        let equal = try PairedRatio(of: [
            Pair(baseline: 1.0, variant: 2), Pair(baseline: 2, variant: 4),
        ])
        #expect(equal.pairs(forHalfWidth: 0.0001) == 2)
    }
}
