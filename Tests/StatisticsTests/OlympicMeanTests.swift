import Statistics
import Testing

@Suite struct OlympicMeanTests {
    /// MLPerf Training v4.0, BERT on one node: time to train and energy by MLPerf's own rule, in kJ,
    /// of ten runs; published: 1793.34 kJ after scaling by 1.0106869564123353.
    private static let published: [(Double, Double)] = [
        (277.048, 1495.3438), (277.214, 1471.9807), (298.314, 1651.4238), (317.711, 1780.0248),
        (318.2, 1797.1617), (335.736, 1842.4592), (335.948, 1838.0983), (337.47, 1910.8991),
        (337.745, 1902.9839), (355.641, 1953.9803),
    ]

    private func runs(_ pairs: [(Double?, Double?)]) -> [OlympicMean.Run] {
        pairs.map { OlympicMean.Run(seconds: $0.0, joules: $0.1) }
    }

    @Test func `the score of a published submission is found again, whatever the order`() throws {
        let runs = runs(Self.published.map { ($0.0, $0.1 * 1000) })
        for order in [runs, runs.reversed(), runs.shuffled()] {
            let mean = try OlympicMean(of: order)
            #expect(mean.count == 8)
            let joules = try #require(mean.joules)
            #expect(abs(joules * 1.0106869564123353 - 1_793_341.6) < 1)
            #expect(abs(mean.seconds * 1.0106869564123353 / 60 - 5.386830930612543) < 1e-9)
        }
    }

    @Test func `time decides which energies are dropped`() throws {
        // The fastest has the largest energy and the slowest the least: both go all the same.
        let mean = try OlympicMean(of: runs([(1, 100), (2, 10), (3, 20), (4, 1)]))
        #expect(mean.seconds == 2.5)
        #expect(mean.joules == 15)
    }

    @Test func `one run that did not converge is the slowest, two are too many`() throws {
        let mean = try OlympicMean(of: runs([(nil, nil), (2, 10), (3, 20), (4, 30)]))
        #expect(mean.seconds == 3.5 && mean.joules == 25)
        #expect(throws: OlympicMean.Fault.notConverged(runs: 2)) {
            try OlympicMean(of: runs([(nil, nil), (nil, 3), (3, 20), (4, 30)]))
        }
    }

    @Test func `below three runs there is nothing to drop, and a missing energy is missing`() throws
    {
        #expect(throws: OlympicMean.Fault.tooFew(runs: 2)) {
            try OlympicMean(of: runs([(1, 1), (2, 2)]))
        }
        let mean = try OlympicMean(of: runs([(1, 1), (2, nil), (3, 3)]))
        #expect(mean.seconds == 2 && mean.joules == nil)
        #expect(try OlympicMean(of: runs([(1, nil), (2, 5), (3, nil)])).joules == 5)
    }
}
