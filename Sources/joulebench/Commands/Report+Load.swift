import Experiment
import Reports
import Store

/// A run as it is stored, with its trials and its report.
struct RunRecord {
    var report: Report

    /// All that were made, in their order.
    var trials: [Trial]

    /// - Parameters:
    ///   - name: as a user names the run.
    ///   - store: to read it from.
    ///   - settings: what the user states besides.
    ///   - hasCurves: whether the power over time is worked out, for plots.
    /// - Throws: `StoreError` where there is no such run, or it cannot be read.
    init(
        named name: String,
        from store: ResultStore,
        settings: ReportSettings = ReportSettings(),
        hasCurves: Bool = false
    ) throws {
        let run = try store.run(named: name)
        trials = try store.trials(ofRun: run.id)
        report = Report(
            run: run,
            trials: trials,
            hostStates: try store.hostStates(ofRun: run.id),
            noiseFloors: try store.noiseFloors(
                hostID: run.host.id,
                suite: run.suiteName
            ),
            idle: try store.idleMeasurements(ofRun: run.id),
            settings: settings,
            hasCurves: hasCurves
        )
    }

    /// A trial by its number, from 1, as `joulebench show` counts; where it was made again, the last.
    ///
    /// - Throws: `StoreError.noSuchTrial`.
    func trial(_ number: Int) throws -> Trial {
        let made = trials.withoutSuperseded()
        guard let chosen = made.last(where: { $0.planned.sequence == number - 1 }) else {
            throw StoreError.noSuchTrial(
                number,
                run: String(report.run.id.prefix(8)),
                trials: trials.count
            )
        }
        return chosen
    }
}

extension Report {
    /// The report of a run that a user names, with the readings of all its trials.
    static func load(
        _ name: String,
        from store: ResultStore,
        settings: ReportSettings = ReportSettings(),
        hasCurves: Bool = false
    ) throws -> Report {
        try RunRecord(named: name, from: store, settings: settings, hasCurves: hasCurves).report
    }
}
