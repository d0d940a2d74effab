internal import Experiment
internal import Statistics
internal import Units

extension VariantColumns {
    /// The columns of net energy and of the context's idle power.
    static func net(_ row: NetEnergyRow?) -> [(String, Value)] {
        [
            ("idle_energy_per_unit_joules", .number(row?.idlePerUnit?.mean.joules)),
            ("net_energy_per_unit_joules", .number(row?.perUnit?.mean.joules)),
            ("net_energy_per_unit_half_width_joules", .number(row?.perUnit?.halfWidth?.joules)),
            ("net_energy_per_unit_uncertainty_joules", .number(row?.uncertainty?.joules)),
            ("net_energy_missing_reason", .text(row?.missingReason)),
            ("context_idle_power_watts", .number(row?.contextPower?.mean.watts)),
            (
                "context_idle_power_half_width_watts",
                .number(row?.contextPower?.halfWidth?.watts)
            ),
            ("context_idle_missing_reason", .text(row?.contextMissingReason)),
            (
                "net_of_context_energy_per_unit_joules",
                .number(row?.aboveContextPerUnit?.mean.joules)
            ),
            (
                "net_of_context_energy_per_unit_half_width_joules",
                .number(row?.aboveContextPerUnit?.halfWidth?.joules)
            ),
            (
                "net_of_context_energy_per_unit_uncertainty_joules",
                .number(row?.aboveContextUncertainty?.joules)
            ),
        ]
    }
}
