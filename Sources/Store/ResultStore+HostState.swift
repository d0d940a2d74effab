public import Experiment
internal import GRDB

extension ResultStore {
    /// Stores the state of a run's host at one of its ends; a second one at the same end takes the
    /// place of the first.
    ///
    /// - Parameters:
    ///   - state: what was read.
    ///   - moment: before the first or after the last trial.
    ///   - milliseconds: when, since 1970.
    ///   - runID: a run that is stored.
    /// - Throws: `StoreError`.
    public func save(
        _ state: HostState,
        moment: HostStates.Moment,
        atMilliseconds milliseconds: Int64,
        runID: String
    ) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO host_state VALUES (?, ?, ?, ?)",
                arguments: [runID, moment.rawValue, milliseconds, try JSONText.encode(state)]
            )
        }
    }

    /// The states of a run's host that were stored.
    ///
    /// - Throws: `StoreError`.
    public func hostStates(ofRun id: String) throws(StoreError) -> HostStates {
        try read { database in
            var states = HostStates()
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT moment, state FROM host_state WHERE run_id = ?",
                arguments: [id]
            )
            for row in rows {
                let state = try JSONText.decode(row["state"], as: HostState.self)
                switch HostStates.Moment(rawValue: row["moment"]) {
                case .before: states.before = state
                case .after: states.after = state
                case nil: break
                }
            }
            return states
        }
    }
}
