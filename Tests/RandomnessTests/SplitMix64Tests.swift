import Randomness
import Testing

@Suite struct SplitMix64Tests {
    /// The first outputs for seed 1234567, from the reference C code of the algorithm
    /// (`splitmix64.c`, Sebastiano Vigna, 2015).
    @Test func `equals the reference sequence`() {
        var generator = SplitMix64(seed: 1_234_567)
        let words = (0..<5).map { _ in generator.next() }
        #expect(
            words == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ]
        )
    }

    @Test func `streams of one seed differ and repeat`() {
        let root = SplitMix64(seed: 7)
        var first = root.stream(1)
        var again = root.stream(1)
        var second = root.stream(2)
        let word = first.next()
        #expect(word == again.next())
        #expect(word != second.next())
    }
}
