import Experiment
import Reports
import Store

/// Reads the histories of nights back from the database.
struct NightArchive {
    let store: ResultStore

    /// - Parameter suite: its name; `nil` for all.
    /// - Returns: one for each suite and machine, in that order.
    /// - Throws: `StoreError`.
    func histories(ofSuite suite: String? = nil) throws -> [NightHistory] {
        let nights = try store.nights(suite: suite)
        var found: [NightHistory] = []
        var rest = nights[...]
        while let first = rest.first {
            let own = rest.prefix { $0.suite == first.suite && $0.machineID == first.machineID }
            rest = rest.dropFirst(own.count)
            found.append(try history(Array(own)))
        }
        return found
    }

    private func history(_ nights: [Night]) throws -> NightHistory {
        guard let newest = nights.last else { preconditionFailure("a history has a night") }
        let run = try nights.last { $0.runID != nil }?.runID.map { try store.run(named: $0) }
        return NightHistory(
            nights: nights,
            figures: try store.nightFigures(suite: newest.suite, machineID: newest.machineID),
            alarms: try store.alarms(suite: newest.suite, machineID: newest.machineID),
            bounds: newest.bounds,
            comparisons: run?.comparisons ?? []
        )
    }
}
