import Foundation
import Randomness
import TestSupport

/// A kind of made-up history: log ratios of a variant to a pinned reference over nights.
struct History: Sendable {
    /// The standard deviation of a night, and the correlation of a night with the one before it.
    var noise: Double
    var autocorrelation: Double

    /// What is added from the night of the step on; `nil` where all is quiet.
    var step: Double?

    static let nights = 100

    /// The first night of the new level, counted from 1.
    static let stepNight = 50

    static let quiet = [0, 0.3, 0.6].map { History(noise: 0.02, autocorrelation: $0, step: nil) }
    static let steps = [
        History(noise: 0.01, autocorrelation: 0, step: log(1.03)),
        History(noise: 0.02, autocorrelation: 0, step: log(1.05)),
    ]

    /// A series of this kind; the same number gives the same series.
    ///
    /// A first-order autoregression that is stationary from the first night on.
    func series(number: Int, seed: UInt64, nights: Int = nights) -> [Double] {
        var random = SplitMix64(seed: seed).stream(UInt64(number))
        let fresh = noise * (1 - autocorrelation * autocorrelation).squareRoot()
        var deviation = noise * random.normal()
        return (1...nights).map { night in
            if night > 1 { deviation = autocorrelation * deviation + fresh * random.normal() }
            return deviation + level(on: night)
        }
    }

    /// The truth on a night.
    func level(on night: Int) -> Double { night < Self.stepNight ? 0 : step ?? 0 }
}
