import Experiment
import Reports
import Store

extension Report {
    /// The report of a run that a user names, with the readings of all its trials.
    static func load(_ name: String, from store: ResultStore) throws -> Report {
        let run = try store.run(named: name)
        return Report(
            run: run,
            trials: try store.trials(ofRun: run.id),
            hostStates: try store.hostStates(ofRun: run.id),
            noiseFloors: try store.noiseFloors(
                hostID: run.host.id,
                suite: run.suiteName
            ),
            idle: try store.idleMeasurements(ofRun: run.id)
        )
    }
}
