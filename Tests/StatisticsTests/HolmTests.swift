import Statistics
import Testing

@Suite struct HolmTests {
    @Test func `p-values are raised by how many there are left`() {
        // methodology: [.01, .04, .03, .005] → [.03, .06, .06, .02]
        let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
        for (value, wanted) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
            #expect(abs((value ?? .nan) - wanted) < 1e-15)
        }
    }

    @Test func `what has no answer is not counted, and none exceeds 1`() {
        let adjusted = Holm.adjusted([nil, 0.5, 0.9, nil])
        #expect(adjusted == [nil, 1, 1, nil])
        #expect(Holm.adjusted([]).isEmpty)
        #expect(Holm.adjusted([0.04]) == [0.04])
        #expect(Holm.factors([0.01, nil, 0.04, 0.005]) == [2, 4, 1, 3])
    }
}
