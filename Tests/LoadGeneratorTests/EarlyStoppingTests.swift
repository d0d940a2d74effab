import EventLog
import Foundation
import TestSupport
import Testing

@testable import LoadGenerator

@Suite struct EarlyStoppingTests {
    /// Made with SciPy: the smallest n with scipy.stats.binom.cdf(t, n, 1 - p) <= 0.01; 64 and 662
    /// stand in the rules and in mlperf.conf.
    static let minima: [(percentile: Double, overLatency: Int, queries: Int)] = [
        (0.90, 0, 44), (0.90, 1, 64), (0.90, 2, 81), (0.90, 5, 127), (0.90, 10, 197),
        (0.90, 25, 386), (0.90, 50, 681),
        (0.95, 0, 90), (0.95, 1, 130), (0.95, 2, 165), (0.95, 5, 259), (0.95, 10, 398),
        (0.97, 0, 152), (0.97, 1, 219), (0.97, 2, 277), (0.97, 5, 433), (0.97, 10, 667),
        (0.99, 0, 459), (0.99, 1, 662), (0.99, 2, 838), (0.99, 5, 1307), (0.99, 10, 2010),
        (0.99, 25, 3924), (0.99, 50, 6898),
        (0.999, 0, 4603), (0.999, 1, 6636), (0.999, 2, 8403), (0.999, 5, 13_105),
    ]

    @Test(arguments: minima)
    func `the least numbers of queries are SciPy's`(
        percentile: Double,
        overLatency: Int,
        queries: Int
    ) {
        let found = EarlyStopping.minimumQueries(overLatency: overLatency, percentile: percentile)
        #expect(found == queries)
    }

    @Test(arguments: minima.filter { $0.overLatency > 0 })
    func `a number of queries allows as many over the latency as it is enough for`(
        percentile: Double,
        overLatency: Int,
        queries: Int
    ) {
        let most = { EarlyStopping.mostOverLatency(queries: $0, percentile: percentile) }
        #expect(most(queries) == overLatency)
        #expect((most(queries - 1) ?? 0) == overLatency - 1)
    }

    /// scipy.stats.binom.logcdf(t, n, q).
    @Test(arguments: [
        (1000, 0.1, 80, -4.039_198_941_060_222),
        (4_742_678, 0.1, 472_748, -4.605_227_724_134_211),
        (50, 0.5, 30, -0.061_301_341_161_529_62), (50, 0.5, 25, -0.586_739_557_916_740_3),
    ])
    func `the binomial distribution is SciPy's`(n: Int, share: Double, t: Int, wanted: Double) {
        let found = EarlyStopping.cumulative(n, share: share, upTo: t)
        #expect(abs(found - wanted) < 1e-7 * abs(wanted) + 1e-12)
    }

    @Test func `too few queries allow none`() {
        #expect(EarlyStopping.mostOverLatency(queries: 0, percentile: 0.9) == nil)
        #expect(EarlyStopping.mostOverLatency(queries: 63, percentile: 0.9) == nil)
        #expect(EarlyStopping.mostOverLatency(queries: 64, percentile: 0.9) == 1)
    }

    @Test(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
    func `a submitted run of 4.7 million queries discards as many`() throws {
        let log = try RealLog("v4.1-untether-h13-resnet50-singlestream/performance/run_1")
        let queries = Int(try log.number("result_query_count"))
        let most = try #require(
            EarlyStopping.mostOverLatency(queries: queries, percentile: 0.90)
        )
        let result = try log.value("early_stopping_result")
        guard case .text(let text) = result else {
            Issue.record("no text")
            return
        }
        #expect(text.contains("discard \(most - 1) highest"))
    }
}
