internal import Experiment
internal import Statistics
internal import Units

/// The columns of a phase's row, for CSV and JSON.
enum PhaseColumns {
    static let names =
        ["run_id", "suite", "comparison", "variant"] + values(of: nil).map(\.0)

    static func cells(
        of phase: PhaseRow,
        _ row: VariantRow,
        in comparison: Comparison,
        of run: Run
    ) -> [String] {
        [run.id, run.suiteName, comparison.name, row.variant]
            + values(of: phase, row).map { _, value in
                switch value {
                case .text(let text): text ?? ""
                case .number(let number): cell(number)
                case .flag(let flag): flag ? "true" : "false"
                }
            }
    }

    /// Names and values in order; with `nil` only the names have a meaning.
    static func values(of phase: PhaseRow?, _ row: VariantRow? = nil)
        -> [(String, VariantColumns.Value)]
    {
        [
            ("phase", .text(phase.map { $0.path.joined(separator: "/") })),
            ("is_unattributed", .flag(phase?.path.isEmpty ?? false)),
            ("depth", .number(phase.map { Double(max($0.path.count - 1, 0)) })),
            ("trials", .number(phase.map { Double($0.trials) })),
            ("trials_with_phase", .number(phase?.trialsWithPhase.map { Double($0) })),
            ("count_per_trial", .number(phase?.count)),
            ("unit_is_trial", .flag(row?.phasesArePerTrial ?? false)),
            ("energy_per_unit_joules", .number(phase?.energy?.mean.joules)),
            ("energy_per_unit_half_width_joules", .number(phase?.energy?.halfWidth?.joules)),
            ("own_energy_per_unit_joules", .number(phase?.ownEnergy?.mean.joules)),
            ("share_of_window_energy", .number(phase?.share)),
            ("instrument_uncertainty_relative", .number(phase?.instrument)),
            ("energy_provenance", .text(phase?.provenance?.rawValue)),
            ("energy_missing_reason", .text(phase?.missingReason)),
            ("time_per_unit_seconds", .number(phase?.time?.mean.seconds)),
            ("own_time_per_unit_seconds", .number(phase?.ownTime?.mean.seconds)),
            ("average_power_watts", .number(phase?.power?.mean.watts)),
            ("scenario_mode", .text(row?.scenario?.mode.rawValue)),
            ("work_kind", .text(row?.scenario.map(\.kindCell))),
        ]
    }
}
