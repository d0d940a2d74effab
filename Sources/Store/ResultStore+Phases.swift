internal import Experiment
internal import GRDB
internal import Units

extension ResultStore {
    /// Stores what each phase of a trial cost; nothing where none lies in its window.
    func insertPhases(of summary: TrialSummary, into rows: RowWriter) throws {
        guard let tree = summary.phases, !tree.phases.isEmpty else { return }
        let insertion: StaticString = """
            INSERT INTO phase (trial_id, position, path, name, depth, count, seconds, own_seconds,
                energy_joules, energy_uncertainty_joules, own_energy_joules,
                own_energy_uncertainty_joules, energy_provenance, energy_missing_reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        func insert(_ position: Int, _ phase: Phase?, _ total: PhaseCost, _ own: PhaseCost) throws {
            let energy = total.energy.figure
            try rows.insert(
                insertion,
                summary.trialID,
                position,
                try JSONText.encode(phase?.path ?? []),
                phase?.name,
                phase?.depth,
                phase?.count,
                total.time.inSeconds,
                own.time.inSeconds,
                energy?.value.joules,
                energy?.uncertainty?.joules,
                own.energy.figure?.value.joules,
                own.energy.figure?.uncertainty?.joules,
                energy?.provenance.rawValue,
                total.energy.missingReason
            )
        }
        for (position, phase) in tree.phases.enumerated() {
            try insert(position, phase, phase.total, phase.own)
        }
        try insert(tree.phases.count, nil, tree.unattributed, tree.unattributed)
    }
}
