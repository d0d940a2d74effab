internal import Experiment
internal import Statistics

extension VariantColumns {
    /// The columns of what an energy ratio is made of.
    static func why(_ row: WhyRow?) -> [(String, Value)] {
        let split = try? row?.split?.get()
        let memory = try? row?.memoryRatio?.get()
        let place = try? row?.roofline?.get()
        return [
            ("split_energy_ratio", .number(split?.energy.ratio)),
            ("power_ratio", .number(split?.power.ratio)),
            ("power_ratio_lower", .number(split?.power.lower)),
            ("power_ratio_upper", .number(split?.power.upper)),
            ("split_time_ratio", .number(split?.time.ratio)),
            ("split_time_ratio_lower", .number(split?.time.lower)),
            ("split_time_ratio_upper", .number(split?.time.upper)),
            ("split_pairs", .number(split.map { Double($0.energy.count) })),
            ("split_missing_reason", .text(reason(row?.split))),
            ("peak_memory_ratio", .number(memory?.ratio)),
            ("peak_memory_ratio_lower", .number(memory?.lower)),
            ("peak_memory_ratio_upper", .number(memory?.upper)),
            ("peak_memory_ratio_missing_reason", .text(reason(row?.memoryRatio))),
            ("flops_executed_share_of_dense", .number(try? row?.executedShare.get())),
            ("flops_executed_share_missing_reason", .text(reason(row?.executedShare))),
            ("flops_per_byte", .number((try? row?.intensity.get())?.flopsPerByte)),
            (
                "flops_per_byte_is_multiplexed",
                (try? row?.intensity.get()).map { .flag($0.isMultiplexed) } ?? .text(nil)
            ),
            ("flops_per_byte_missing_reason", .text(reason(row?.intensity))),
            ("roofline", .text(place?.word)),
            ("roofline_share_of_roof", .number(place?.shareOfRoof)),
            ("roofline_missing_reason", .text(reason(row?.roofline))),
        ]
    }

    private static func reason<Value>(_ result: Result<Value, Absence>?) -> String? {
        guard case .failure(let absence) = result else { return nil }
        return absence.reason
    }
}
