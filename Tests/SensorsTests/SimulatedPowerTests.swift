import Randomness
import Sensors
import TestSupport
import Testing
import Units

@Suite struct SimulatedPowerTests {
    private func joules(_ curve: SimulatedPower, _ seconds: Double) -> Double {
        curve.energy(.seconds(seconds)).joules
    }

    @Test func `a square wave has the energy of its low and its high times`() {
        let curve = SimulatedPower.squareWave(
            low: .watts(10),
            high: .watts(100),
            period: .seconds(2),
            lowShare: 0.25
        )
        for (seconds, expected) in [
            (0.0, 0.0), (0.5, 5), (1, 55), (2, 155), (2.5, 160), (4, 310), (-1, 0),
        ] { #expect(abs(joules(curve, seconds) - expected) < 1e-6, "after \(seconds) s") }
    }

    @Test func `steps add up, and the last power goes on`() {
        let curve = SimulatedPower.steps([.watts(1), .watts(5), .watts(2)], each: .seconds(10))
        for (seconds, expected) in [
            (0.0, 0.0), (5, 5), (10, 10), (12, 20), (20, 60), (25, 70), (30, 80), (100, 220),
        ] { #expect(abs(joules(curve, seconds) - expected) < 1e-9, "after \(seconds) s") }
    }

    @Test func `a random walk stays within its bounds and never gives energy back`() {
        Properties.check(50) { random, seed in
            let curve = SimulatedPower.randomWalk(
                within: .watts(5)...(.watts(80)),
                largestStep: .watts(30),
                every: .milliseconds(50),
                count: 100,
                using: &random
            )
            var last = 0.0
            for step in 1...120 {
                let energy = joules(curve, Double(step) * 0.05)
                let watts = (energy - last) / 0.05
                #expect((4.999...80.001).contains(watts), "seed \(seed), step \(step)")
                last = energy
            }
        }
    }

    @Test func `a share of a curve has that share of its energy at all times`() {
        let curve = SimulatedPower.squareWave(low: .watts(1), high: .watts(9), period: .seconds(1))
        for seconds in [0.0, 0.3, 0.8, 7.7] {
            let share = joules(curve.scaled(by: 0.25), seconds)
            #expect(abs(share - joules(curve, seconds) / 4) < 1e-9)
        }
    }
}
