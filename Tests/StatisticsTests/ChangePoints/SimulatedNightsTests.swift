import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

/// Made-up histories that are judged anew on each night: `scripts/benchmark regression` measures
/// the same with thousands of series, here a few hold the figures loosely.
@Suite struct SimulatedNightsTests {
    private func series(
        _ random: inout SplitMix64,
        nights: Int,
        noise: Double,
        autocorrelation: Double = 0,
        step: (night: Int, change: Double)? = nil
    ) -> [Double] {
        var deviation = random.normal()
        return (0..<nights).map { night in
            if night > 0 {
                deviation =
                    autocorrelation * deviation
                    + (1 - autocorrelation * autocorrelation).squareRoot() * random.normal()
            }
            return noise * deviation + (step.map { night >= $0.night ? $0.change : 0 } ?? 0)
        }
    }

    /// The first night, counted from 1, with a change.
    private func alarm(_ series: [Double], from first: Int = 1) -> Int? {
        (first...series.count)
            .first { !ChangePointAnalysis(of: Array(series[..<$0])).changes.isEmpty }
    }

    // Over 2,000 series of 100 nights it is 0.5, 1.8 and 2.7 %; with 40 of 60 nights more than 3 are
    // less likely than 1 in 300 even for the last. Seeds are fixed: no build fails by chance.
    @Test(arguments: [0, 0.3, 0.6])
    func `quiet series are quiet`(autocorrelation: Double) {
        var random = SplitMix64(seed: 1)
        let alarms = (0..<40)
            .count { _ in
                alarm(
                    series(
                        &random,
                        nights: 60,
                        noise: 0.02,
                        autocorrelation: autocorrelation
                    )
                ) != nil
            }
        #expect(alarms <= 3, "\(alarms) of 40")
    }

    @Test func `a step of three standard deviations is told within days`() {
        var random = SplitMix64(seed: 2)
        var delays: [Int] = []
        for _ in 0..<40 {
            let values = series(&random, nights: 80, noise: 0.01, step: (49, log(1.03)))
            #expect(ChangePointAnalysis(of: Array(values[..<49])).changes.isEmpty)
            delays.append(alarm(values, from: 50).map { $0 - 49 } ?? .max)
        }
        delays.sort()
        #expect(delays[20] <= 4 && delays[39] < .max, "\(delays)")
    }
}
