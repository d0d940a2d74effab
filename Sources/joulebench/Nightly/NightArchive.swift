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
        let run = try nights.last { $0.runID != nil }?.runID.map { try store.run(named: $0) }
        return try history(of: nights, comparisons: run?.comparisons ?? [])
    }

    /// The history of nights of one suite on one machine.
    ///
    /// - Parameters:
    ///   - nights: in their order; at least one.
    ///   - comparisons: of the suite, for its qualities.
    /// - Returns: with the alarms that these nights raised.
    /// - Throws: `StoreError`.
    func history(of nights: [Night], comparisons: [Comparison]) throws -> NightHistory {
        guard let newest = nights.last else { preconditionFailure("a history has a night") }
        return NightHistory(
            nights: nights,
            figures: try store.nightFigures(suite: newest.suite, machineID: newest.machineID),
            alarms: try alarms(raisedIn: nights),
            bounds: newest.bounds,
            comparisons: comparisons
        )
    }

    /// The alarms that were raised in some nights of one suite on one machine: one that is resumed
    /// late changes none of later ones.
    ///
    /// - Throws: `StoreError`.
    func alarms(raisedIn nights: [Night]) throws -> [Alarm] {
        guard let last = nights.last else { return [] }
        let known = Set(nights.map(\.id))
        return try store.alarms(suite: last.suite, machineID: last.machineID)
            .filter { known.contains($0.raisedNightID) }
    }
}
