import Randomness
import Statistics
import TestSupport
import Testing

/// What a re-run says of a suspicion.
@Suite struct ChangeConfirmationTests {
    private func judge(_ lower: Double, _ upper: Double, change: Double = 0.03)
        -> ChangeConfirmation
    {
        ChangeConfirmation(
            of: change,
            from: 0.01,
            bound: 0.02,
            estimate: (lower + upper) / 2,
            interval: lower...upper
        )
    }

    @Test func `an interval beyond the old level with its estimate beyond the bound confirms`() {
        #expect(judge(0.035, 0.045) == .confirmed)
        #expect(judge(0.011, 0.052) == .confirmed)
        #expect(judge(-0.02, -0.012, change: -0.03) == .confirmed)
    }

    @Test func `an interval that lies wholly short of the bound refutes`() {
        #expect(judge(0.005, 0.015) == .refuted)
        // Different from the old level, and by less than matters.
        #expect(judge(0.015, 0.025) == .refuted)
        // A change in the other direction is not the one that was suspected.
        #expect(judge(-0.05, -0.04) == .refuted)
        #expect(judge(0.05, 0.06, change: -0.03) == .refuted)
    }

    @Test func `an interval that holds old level and bound leaves it open`() {
        #expect(judge(-0.01, 0.09) == .open)
        // The estimate short of the bound, its end beyond.
        #expect(judge(0.015, 0.035) == .open)
        #expect(judge(-0.03, 0.011, change: -0.03) == .open)
    }

    @Test func `the other direction is the mirror image`() {
        Properties.check(200) { random, seed in
            let level = Double.random(in: -1...1, using: &random)
            let middle = Double.random(in: -1...1, using: &random)
            let half = Double.random(in: 0...1, using: &random)
            let bound = Double.random(in: 0...0.5, using: &random)
            let rise = ChangeConfirmation(
                of: 1,
                from: level,
                bound: bound,
                estimate: middle,
                interval: (middle - half)...(middle + half)
            )
            let fall = ChangeConfirmation(
                of: -1,
                from: -level,
                bound: bound,
                estimate: -middle,
                interval: (-middle - half)...(half - middle)
            )
            #expect(rise == fall, "seed \(seed)")
        }
    }
}
