/// The generator that LoadGen draws arrivals and sample indices from: C++'s `std::mt19937`.
///
/// Matsumoto and Nishimura 1998; ISO C++ [rand.predef]. LoadGen's seeds have 64 bits, of which the
/// engine takes the lower 32.
struct MersenneTwister: Sendable {
    private static let size = 624
    private static let shift = 397

    private var state: [UInt32]
    private var position = MersenneTwister.size

    init(seed: UInt64 = 5489) {
        state = [UInt32](repeating: 0, count: Self.size)
        state[0] = UInt32(truncatingIfNeeded: seed)
        for index in 1..<Self.size {
            let previous = state[index - 1]
            state[index] = 1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(index)
        }
    }

    mutating func next() -> UInt32 {
        if position == Self.size { renew() }
        var word = state[position]
        position += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C_5680
        word ^= (word << 15) & 0xEFC6_0000
        return word ^ (word >> 18)
    }

    private mutating func renew() {
        state.withUnsafeMutableBufferPointer { state in
            for index in 0..<Self.size {
                let next = state[(index + 1) % Self.size]
                let word = (state[index] & 0x8000_0000) | (next & 0x7FFF_FFFF)
                let mixed = (word >> 1) ^ (word & 1 == 0 ? 0 : 0x9908_B0DF)
                state[index] = state[(index + Self.shift) % Self.size] ^ mixed
            }
        }
        position = 0
    }
}
