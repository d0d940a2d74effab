import Experiment
import Testing
import Units

@Suite struct UncertaintyBudgetTests {
    @Test func `bounds count as rectangular and combine in quadrature with factor 2`() {
        let budget = UncertaintyBudget<Energy>(
            edges: .joules(3),
            resolution: .joules(0),
            sampling: .joules(4)
        )
        // 2 · √(3²/3 + 4²/3)
        #expect(abs(budget.expanded.joules - 10 / 3.0.squareRoot()) < 1e-12)
        #expect(UncertaintyBudget<Energy>.coverageFactor == 2)
    }

    @Test func `an accuracy is stated expanded already and stands apart`() {
        let budget = UncertaintyBudget<Energy>(accuracy: .joules(5))
        #expect(budget.expanded == .joules(5))
        #expect(budget.expandedWithoutAccuracy == .zero)
    }

    @Test func `one bound alone is never understated`() {
        let budget = UncertaintyBudget<Energy>(edges: .joules(1))
        #expect(budget.expanded > .joules(1))
    }

    @Test func `the parts of several counters add up, as their errors may`() {
        let one = UncertaintyBudget<Energy>(edges: .joules(1), accuracy: .joules(2))
        let both = one + one
        #expect(both == UncertaintyBudget(edges: .joules(2), accuracy: .joules(4)))
        #expect(both / 2 == one)
    }
}
