import Experiment
import Foundation
import TestSupport
import Testing

@testable import joulebench

/// States of a run with three variants, for tests of what is shown of it.
enum SampleProgress {
    static let comparison = Comparison(
        name: "inference",
        unitOfWork: "samples",
        quality: nil,
        baseline: "dense",
        variants: ["dense", "pruned", "int8"].map {
            Variant(
                name: $0,
                command: Command(template: ["run", $0], environment: [:]),
                parameters: [:]
            )
        }
    )

    static func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(seconds * 1e9))
    }

    static func state(
        _ design: RunDesign = RunDesign(blocks: .fixed(2), warmUpBlocks: 1),
        comparison: Comparison = SampleProgress.comparison,
        conditions: TrialConditions = .none
    ) -> ProgressState {
        var run = SampleRun.run()
        run.comparisons = [comparison]
        run.design = design
        run.conditions = RunConditions(trials: conditions)
        return ProgressState(
            run: run,
            schedule: TrialSchedule(comparisons: [comparison], design: design, seed: 1),
            channels: SampleRun.trial().channels
        )
    }

    /// Makes the next trial of the state's schedule: 80 J and `samples` in its window of 2 s; 4 s
    /// long.
    static func make(
        _ state: inout ProgressState,
        samples: Double = 1000,
        time: TrialTime = TrialTime(own: 4),
        at end: Double = 0
    ) throws -> TrialSummary {
        let planned = try #require(state.schedule.next())
        var trial = SampleRun.trial()
        trial.planned = planned
        for index in trial.events.indices where trial.events[index].key == "samples" {
            trial.events[index].number = samples
        }
        let summary = TrialSummary(of: trial, in: state.run.comparisons[0], estimateModel: nil)
        var schedule = state.schedule
        schedule.record(TrialResult(of: summary))
        state.take(summary, time: time, schedule: schedule, at: instant(end))
        return summary
    }
}
