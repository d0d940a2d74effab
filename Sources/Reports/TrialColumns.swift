internal import Experiment
internal import Units

/// The columns of a trial's row in CSV.
enum TrialColumns {
    static let names =
        [
            "run_id", "trial_id", "comparison", "variant", "block", "is_warm_up", "position",
            "sequence",
            "outcome", "window_seconds", "work", "energy_joules", "energy_uncertainty_joules",
            "energy_edges_joules", "energy_resolution_joules", "energy_sampling_joules",
            "energy_accuracy_joules", "energy_provenance", "energy_scope", "energy_missing_reason",
            "average_power_watts", "cpu_seconds", "peak_memory_bytes", "peak_gpu_memory_bytes",
            "quality", "flops_dense",
            "flops_executed", "int_ops_executed", "model_bytes",
        ] + ScenarioColumns.trialNames

    static func cells(of trial: TrialSummary, of run: Run) -> [String] {
        let energy = trial.energy.figure
        var missing = ""
        if case .missing(let reason) = trial.energy { missing = reason }
        let identity = [
            run.id, trial.trialID, trial.planned.comparison, trial.planned.variant,
            "\(trial.planned.block)", "\(trial.planned.isWarmUp)", "\(trial.planned.position)",
            "\(trial.planned.sequence)", trial.outcome.word,
        ]
        return identity + [
            cell(trial.window?.inSeconds), cell(trial.work), cell(energy?.value.joules),
            cell(energy?.uncertainty?.joules), cell(energy?.budget?.edges.joules),
            cell(energy?.budget?.resolution.joules), cell(energy?.budget?.sampling.joules),
            cell(energy?.budget.flatMap { $0.isAccuracyStated ? $0.accuracy.joules : nil }),
            energy?.provenance.rawValue ?? "",
            energy?.scope ?? "", missing,
            cell(trial.averagePower?.watts), cell(trial.cpuTime?.inSeconds),
            cell(trial.peakMemory.figure?.value.bytes),
            cell(trial.peakGPUMemory?.figure?.value.bytes), cell(trial.quality),
            cell(trial.flopsDense?.operations), cell(trial.flopsExecuted?.operations),
            cell(trial.integerOperations?.operations), cell(trial.modelSize?.bytes),
        ] + ScenarioColumns.cells(of: trial)
    }
}
