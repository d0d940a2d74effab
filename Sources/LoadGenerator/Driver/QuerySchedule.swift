internal import Foundation

/// When the queries of Server arrive, in nanoseconds after the start: a Poisson process, the same
/// one that LoadGen draws from the same seed.
public struct QuerySchedule: Sendable, Hashable {
    /// The arrivals, ascending; the first is 0.
    public let arrivals: [Nanoseconds]

    /// When the query after the last one would have arrived.
    public let end: Nanoseconds

    /// Draws arrivals until the last one comes at or after a duration and there are enough.
    ///
    /// - Parameters:
    ///   - seed: LoadGen's `schedule_rng_seed`.
    ///   - rate: In queries per second.
    ///   - duration: The least time from the first arrival to the last.
    ///   - minQueryCount: The least number of arrivals.
    public init(seed: UInt64, rate: Double, duration: Nanoseconds, minQueryCount: Int) {
        precondition(rate > 0 && rate.isFinite && minQueryCount >= 1)
        var engine = MersenneTwister(seed: seed)
        var arrivals: [Nanoseconds] = []
        arrivals.reserveCapacity(Int(Self.expectedCount(rate: rate, duration: duration) * 1.05))
        var next: Nanoseconds = 0
        repeat {
            arrivals.append(next)
            next += Nanoseconds(engine.exponential(rate: rate) * 1e9)
        } while arrivals[arrivals.count - 1] < duration || arrivals.count < minQueryCount
        self.arrivals = arrivals
        end = next
    }

    /// About how many queries arrive.
    public static func expectedCount(rate: Double, duration: Nanoseconds) -> Double {
        rate * Double(duration) / 1e9
    }
}
