internal import Experiment
internal import GRDB
internal import Units

/// The rows that are worked out of a trial when it is stored, for queries.
extension ResultStore {
    func insert(_ summary: TrialSummary, into rows: RowWriter) throws {
        let energy = summary.energy.figure
        try rows.insert(
            """
            INSERT INTO summary (
                trial_id, window_seconds, energy_joules, energy_uncertainty_joules,
                energy_provenance, energy_scope, energy_missing_reason, cpu_seconds,
                peak_memory_bytes, work, quality, flops_dense, flops_executed,
                int_ops_executed, parameters, parameters_nonzero, model_bytes,
                energy_edges_joules, energy_resolution_joules, energy_sampling_joules,
                energy_accuracy_joules, peak_gpu_memory_bytes, exclusion_reason)
            VALUES
                (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            summary.trialID,
            summary.window?.inSeconds,
            energy?.value.joules,
            energy?.uncertainty?.joules,
            energy?.provenance.rawValue,
            energy?.scope,
            summary.energy.missingReason,
            summary.cpuTime?.inSeconds,
            summary.peakMemory.figure?.value.bytes,
            summary.work,
            summary.quality.flatMap { $0.isNaN ? nil : $0 },
            summary.flopsDense?.operations,
            summary.flopsExecuted?.operations,
            summary.integerOperations?.operations,
            summary.parameters,
            summary.parametersNonzero,
            summary.modelSize?.bytes,
            energy?.budget?.edges.joules,
            energy?.budget?.resolution.joules,
            energy?.budget?.sampling.joules,
            energy?.budget.flatMap { $0.isAccuracyStated ? $0.accuracy.joules : nil },
            summary.peakGPUMemory?.figure?.value.bytes,
            summary.exclusion
        )
    }

    func insertEnergies(
        of summary: TrialSummary,
        channels: [Channel],
        into rows: RowWriter
    ) throws {
        for (number, channel) in channels.enumerated() {
            guard let energy = summary.energyByChannel[channel.name] else { continue }
            try rows.insert(
                "INSERT INTO channel_energy VALUES (?, ?, ?, ?, ?, ?)",
                summary.trialID,
                number,
                energy.figure?.value.joules,
                energy.figure?.uncertainty?.joules,
                energy.figure?.provenance.rawValue,
                energy.missingReason
            )
        }
    }

    func insertCounts(of summary: TrialSummary, into rows: RowWriter) throws {
        for count in summary.eventCounts {
            let known = try? count.outcome.get()
            var missing: String?
            if case .failure(let absence) = count.outcome { missing = absence.reason }
            try rows.insert(
                "INSERT INTO event_count VALUES (?, ?, ?, ?, ?, ?)",
                summary.trialID,
                count.event,
                count.interface,
                known?.count,
                known?.runningShare,
                missing
            )
        }
    }
}
