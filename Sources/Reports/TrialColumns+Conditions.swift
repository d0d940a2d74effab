internal import Experiment
internal import Units

extension TrialColumns {
    static let netNames = [
        "net_energy_joules", "net_energy_uncertainty_joules", "net_energy_missing_reason",
        "context_idle_power_watts",
    ]

    static func netCells(of trial: TrialSummary, above idle: Finding<Power>) -> [String] {
        let net = trial.energy(above: idle)
        return [
            cell(net.figure?.value.joules), cell(net.figure?.uncertainty?.joules),
            net.missingReason ?? "", cell(trial.contextIdlePower?.figure?.value.watts),
        ]
    }
}
