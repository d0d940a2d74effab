import Experiment
import Reports
import Store

extension Report {
    /// The report of a run that a user names, with the readings of all its trials.
    ///
    /// - Parameters:
    ///   - name: of the run.
    ///   - store: that holds it.
    ///   - hasCurves: whether the power over time is worked out, for plots.
    /// - Returns: the report.
    /// - Throws: where there is no such run, or the store cannot be read.
    static func load(
        _ name: String,
        from store: ResultStore,
        hasCurves: Bool = false
    ) throws -> Report {
        let run = try store.run(named: name)
        return Report(
            run: run,
            trials: try store.trials(ofRun: run.id),
            hostStates: try store.hostStates(ofRun: run.id),
            noiseFloors: try store.noiseFloors(
                hostID: run.host.id,
                suite: run.suiteName
            ),
            idle: try store.idleMeasurements(ofRun: run.id),
            hasCurves: hasCurves
        )
    }
}
