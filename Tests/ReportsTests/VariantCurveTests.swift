import Experiment
import Reports
import TestSupport
import Testing
import Units

@Suite struct VariantCurveTests {
    @Test func `a variant is shown by its trial in the middle, thinned and with all of its energy`()
        throws
    {
        let made = SyntheticRun(variants: 2, blocks: 5)
        let trials = made.trials
        let report = Report(run: made.run, trials: trials, hasCurves: true)
        #expect(report.curves.map(\.variant) == ["dense", "int8"])
        for curve in report.curves {
            let own = report.comparisons[0].summaries.filter {
                $0.planned.variant == curve.variant
            }
            let energies = own.compactMap { $0.energyPerUnit.figure?.value.joules }.sorted()
            let chosen = try #require(own.first { $0.trialID == curve.trialID })
            #expect(chosen.energyPerUnit.figure?.value.joules == energies[2])
            let energy = try #require(chosen.energy.figure?.value.joules)
            #expect(abs(curve.curve.energy.joules - energy) < 1e-9 * energy)
            #expect(curve.curve.points.count <= VariantCurve.mostPoints)
            #expect(curve.curve.provenance == .simulated)
            #expect(Set(curve.phases.map(\.name)) == ["load", "epoch", "forward", "backward"])
        }
    }

    @Test func `failed and warm-up trials are never the one that is shown`() {
        let made = SyntheticRun(variants: 1, blocks: 3)
        var trials = made.trials
        trials[0].planned.isWarmUp = true
        trials[1].outcome = .exited(status: 1)
        let report = Report(run: made.run, trials: trials, hasCurves: true)
        #expect(report.curves.map(\.trialID) == [trials[2].id])
        trials[2].outcome = .exited(status: 1)
        #expect(Report(run: made.run, trials: trials, hasCurves: true).curves.isEmpty)
    }

    @Test func `curves are worked out only where they are asked for`() {
        let made = SyntheticRun(variants: 2, blocks: 2)
        #expect(Report(run: made.run, trials: made.trials).curves.isEmpty)
    }
}
