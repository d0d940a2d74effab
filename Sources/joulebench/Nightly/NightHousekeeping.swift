import Experiment
import Store

/// Keeps the list of nights honest: one whose harness was killed is not running any more.
struct NightHousekeeping {
    let store: ResultStore

    /// Closes the nights that say they are running and that no harness has in its hands.
    ///
    /// - Throws: `StoreError`.
    func closeKilled(suite: String, machineID: String) throws {
        for var night in try store.nights(suite: suite, machineID: machineID)
        where night.state == .running && !isAttended(night) {
            night.state = .failed
            night.reasons = [
                night.runID.map { id in
                    "it was killed; `joulebench resume \(id.prefix(8))` goes on with its run while all "
                        + "is as it was"
                } ?? "it was killed before its first trial"
            ]
            try store.save(night)
        }
    }

    private func isAttended(_ night: Night) -> Bool {
        night.runID.map { store.isClaimed(runID: $0) == true } ?? false
    }
}
