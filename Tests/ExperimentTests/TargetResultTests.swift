import Experiment
import TestSupport
import Testing
import Units

/// Trainings at a constant 40 W (`SampleRun.trial`: the window is from 1 to 3 s).
@Suite struct TargetResultTests {
    private func trial(_ scores: [(Double, Double)]) -> Trial {
        var trial = SampleRun.trial()
        trial.events.removeAll { $0.key == "eval_accuracy" }
        trial.events += scores.map { seconds, score in
            .statement("eval_accuracy", "\(score)", at: trial.started + .seconds(seconds))
        }
        return trial
    }

    private func result(_ scores: [(Double, Double)], _ target: Double?, higher: Bool = true)
        -> TargetResult?
    {
        TargetResult(
            of: trial(scores),
            quality: QualityMetric(event: "eval_accuracy", higherIsBetter: higher, target: target),
            estimateModel: nil
        )
    }

    @Test func `time and energy end at the first evaluation at the target`() throws {
        let found = try #require(result([(1.5, 0.5), (2.0, 0.8), (2.5, 0.7), (3, 0.9)], 0.8))
        let reached = try #require(found.reached)
        #expect(reached.time == .seconds(1))
        #expect(reached.evaluations == 2)
        #expect(found.evaluations == 4)
        #expect(found.cadence == .milliseconds(500))
        let energy = try #require(reached.energy.figure)
        let uncertainty = try #require(energy.uncertainty)
        #expect(uncertainty > .zero)
        #expect(abs(energy.value.joules - 40) <= uncertainty.joules)
        #expect(energy.provenance == .simulated)
    }

    @Test func `a loss has to fall to its target`() throws {
        let found = try #require(result([(1.5, 0.95), (2, 0.925)], 0.925, higher: false))
        #expect(found.reached?.time == .seconds(1))
    }

    @Test func `a training that never gets there is not converged`() throws {
        let found = try #require(result([(1.5, 0.5), (2, .nan), (2.5, 0.79)], 0.8))
        #expect(found.reached == nil && found.miss == nil)
        #expect(found.evaluations == 3 && found.unusableEvaluations == 1)
        #expect(found.cadence == .milliseconds(500))
        #expect(
            found.missingReason
                == "the target was not reached in 3 evaluations, 1 of them no number"
        )
        #expect(try #require(result([], 0.8)).reached == nil)
        #expect(result([], 0.8)?.missingReason == "the quality was not stated in the window")
        #expect(try #require(result([], 0.8)).cadence == nil)
    }

    @Test func `what was scored before the window does not count`() throws {
        let found = try #require(result([(0.5, 0.9), (2, 0.9)], 0.8))
        #expect(found.reached?.time == .seconds(1))
        #expect(found.evaluations == 1)
    }

    @Test func `an evaluation after run_stop reaches nothing inside the window`() throws {
        let late = try #require(result([(1.5, 0.5), (3.3, 0.9)], 0.8))
        #expect(late.reached == nil && late.evaluations == 2)
        #expect(late.miss == .afterRunStop)
        #expect(late.missingReason == "the target was evaluated only after run_stop")
        let atStop = try #require(result([(3, 0.9)], 0.8))
        #expect(atStop.reached?.time == .seconds(2) && atStop.missingReason == nil)
    }

    @Test func `evaluations that are no numbers are counted, and there is a warning`() throws {
        var trial = trial([(1.5, .infinity), (2, .nan), (2.5, 0.9)])
        trial.events.append(
            WorkloadEvent(
                kind: .point,
                key: "eval_accuracy",
                value: "\"good\"",
                instant: trial.started + .seconds(2.75)
            )
        )
        let quality = QualityMetric(event: "eval_accuracy", higherIsBetter: true, target: 0.8)
        let found = try #require(
            TargetResult(of: trial, quality: quality, estimateModel: nil)
        )
        #expect(found.evaluations == 4 && found.unusableEvaluations == 3)
        #expect(found.reached?.evaluations == 3)
        let warnings = trial.qualityWarnings(of: quality)
        #expect(
            warnings == [
                .workload(.qualityWithoutNumber(key: "eval_accuracy", value: "\"good\"")),
                .workload(.evaluationsWithoutNumber(key: "eval_accuracy", count: 3)),
            ]
        )
        #expect(warnings[1].explanation.contains("3 evaluations were no numbers"))
        #expect(trial.qualityWarnings(of: nil).isEmpty)
    }

    @Test func `a workload that says that it aborted is warned of`() {
        var trial = SampleRun.trial()
        func warnings() -> [TrialWarning] {
            trial.warningsFromData(samplingInterval: .seconds(1))
        }
        #expect(!warnings().contains(.workload(.aborted)))
        for index in trial.events.indices where trial.events[index].key == "run_stop" {
            trial.events[index].metadata = #"{"samples_count": 3, "status": "aborted"}"#
        }
        #expect(warnings().contains(.workload(.aborted)))
    }

    @Test func `without a target there is nothing to reach`() {
        #expect(result([(2, 0.9)], nil) == nil)
        #expect(!QualityMetric(event: "e", higherIsBetter: true).isReached(by: 1))
        #expect(!QualityMetric(event: "e", higherIsBetter: true, target: 0).isReached(by: .nan))
    }

    @Test func `the energy of the whole window is that of its parts`() throws {
        let trial = SampleRun.trial()
        let window = try #require(trial.window)
        #expect(
            trial.energy(in: window, estimateModel: nil) == trial.energy(estimateModel: nil)
        )
    }
}
