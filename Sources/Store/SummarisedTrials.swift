internal import Dispatch
internal import Experiment

/// Trials of a run with what is worked out from them, which is done on another thread.
final class SummarisedTrials: @unchecked Sendable {
    let run: Run
    private let trials: [Trial]
    private let work = DispatchGroup()

    /// Written by the other thread, read after it is done.
    private var summaries: [TrialSummary?] = []

    init(_ trials: [Trial], of run: Run) {
        self.run = run
        self.trials = trials
        DispatchQueue.global().async(group: work) { [self] in
            summaries = trials.map { run.summary(of: $0) }
        }
    }

    /// Each trial with its summary; waits until all are worked out.
    func all() -> Zip2Sequence<[Trial], [TrialSummary?]> {
        work.wait()
        return zip(trials, summaries)
    }
}
