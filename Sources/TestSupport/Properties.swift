public import Randomness

/// Checks of a law with drawn values.
public enum Properties {
    /// Calls the body with generators of different seeds.
    ///
    /// The seeds are new in every run; a law that fails names its seed through the second
    /// argument, to be put into the test's message.
    ///
    /// - Parameters:
    ///   - count: how many cases are drawn.
    ///   - seed: a fixed one to repeat a failure.
    ///   - body: is given the generator and its seed.
    public static func check(
        _ count: Int,
        seed: UInt64 = .random(in: 0...UInt64.max),
        _ body: (inout SplitMix64, UInt64) throws -> Void
    ) rethrows {
        for number in 0..<count {
            let caseSeed = seed &+ UInt64(number)
            var random = SplitMix64(seed: caseSeed)
            try body(&random, caseSeed)
        }
    }
}
