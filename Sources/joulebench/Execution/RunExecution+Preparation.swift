import Experiment
import Sensors
import Store
import Trials

extension RunExecution {
    /// What makes the artifacts of a suite, and measures their making.
    func preparation(of suite: BenchmarkSuite) -> Preparation {
        let store = ArtifactStore(root: resultsOptions.results + "/artifacts")
        // What killed runs left half made.
        store.removeRemains()
        return Preparation(
            store: store,
            locator: locator,
            household: household,
            meter: PreparationMeter(
                inventory: inventory,
                samplingInterval: suite.samplingInterval,
                host: HostDescription.read(),
                harnessVersion: Version.current
            )
        )
    }

    /// Makes the artifacts that are missing, and stores each with the run when it is there.
    ///
    /// - Throws: `TrialsError` where a step fails or is interrupted, `StoreError` where an artifact
    ///   cannot be stored.
    func make(
        _ steps: [PrepareStep],
        keys: [String: String],
        ofRun runID: String,
        by preparation: Preparation
    ) throws -> PreparedArtifacts {
        var position = 0
        return try preparation.run(
            steps,
            keys: keys,
            report: progressMode.isSilent ? { _ in } : PreparationProgress.report,
            keep: { artifact, making in
                try store.save(artifact, at: position, making: making, runID: runID)
                position += 1
            }
        )
    }
}
