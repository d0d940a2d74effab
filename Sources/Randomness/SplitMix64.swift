/// A seeded random number generator with the same sequence on every machine.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014). Plans, initial weights and test properties are drawn from it, so that the seed
/// that is recorded with a run is enough to repeat it.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A generator whose sequence is independent of this one's for each different stream number.
    ///
    /// Drawing from one stream never shifts another: a comparison that is added to a suite leaves
    /// the order of the others as it was.
    public func stream(_ number: UInt64) -> SplitMix64 {
        var mixer = SplitMix64(seed: state ^ (number &* 0xD1B5_4A32_D192_ED03))
        return SplitMix64(seed: mixer.next())
    }
}
