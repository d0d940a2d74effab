internal import Experiment
internal import Statistics
internal import Units

/// The columns of a variant's row, for CSV and JSON.
enum VariantColumns {
    /// A value as the formats need it.
    enum Value {
        case text(String?)
        case number(Double?)
        case flag(Bool)
    }

    static let names = values(of: nil, in: nil, of: nil).map(\.0)

    static func cells(of row: VariantRow, in comparison: Comparison, of run: Run) -> [String] {
        values(of: row, in: comparison, of: run).map { _, value in
            switch value {
            case .text(let text): text ?? ""
            case .number(let number): cell(number)
            case .flag(let flag): flag ? "true" : "false"
            }
        }
    }

    /// Names and values in order; with `nil` only the names have a meaning.
    static func values(
        of row: VariantRow?,
        in comparison: Comparison?,
        of run: Run?
    ) -> [(String, Value)] {
        identity(row, comparison, run) + energy(row) + parts(row) + rest(row) + oneTime(row)
            + net(row?.net) + why(row?.why) + footprint(row?.footprint)
            + ScenarioColumns.values(of: row) + ImportedColumns.values(of: row?.importedResult)
            + VerdictColumns.values(of: row)
    }

    private static func identity(
        _ row: VariantRow?,
        _ comparison: Comparison?,
        _ run: Run?
    ) -> [(String, Value)] {
        [
            ("run_id", .text(run?.id)),
            ("suite", .text(run?.suiteName)),
            ("project_version", .text(run?.versionText)),
            ("comparison", .text(comparison?.name)),
            ("variant", .text(row?.variant)),
            ("is_baseline", .flag(row?.isBaseline ?? false)),
            ("unit_of_work", .text(comparison?.unitOfWork)),
            ("completed_trials", .number(row.map { Double($0.completedTrials) })),
            ("failed_trials", .number(row.map { Double($0.failedTrials) })),
        ]
    }

    private static func energy(_ row: VariantRow?) -> [(String, Value)] {
        [
            ("energy_per_unit_joules", .number(row?.energyPerUnit?.mean.joules)),
            ("energy_per_unit_half_width_joules", .number(row?.energyPerUnit?.halfWidth?.joules)),
            ("energy_provenance", .text(row?.provenance?.rawValue)),
            ("energy_scope", .text(row?.scope)),
            ("energy_missing_reason", .text(row?.energyMissingReason)),
            ("instrument_uncertainty_relative", .number(row?.instrument?.expanded)),
            ("instrument_edges_relative", .number(row?.instrument?.edges)),
            ("instrument_resolution_relative", .number(row?.instrument?.resolution)),
            ("instrument_sampling_relative", .number(row?.instrument?.sampling)),
            (
                "instrument_accuracy_relative",
                .number(row?.instrument.flatMap { $0.isAccuracyStated ? $0.accuracy : nil })
            ),
            ("energy_ratio", .number(row?.energyRatio?.ratio)),
            ("energy_ratio_lower", .number(row?.energyRatio?.lower)),
            ("energy_ratio_upper", .number(row?.energyRatio?.upper)),
            ("energy_ratio_p_value", .number(row?.energyRatio?.pValue)),
            ("energy_ratio_pairs", .number(row?.energyRatio.map { Double($0.count) })),
            ("energy_ratio_missing_reason", .text(row?.ratioMissingReason)),
            ("energy_noise_floor_relative", .number(row?.energyNoise?.relative)),
            ("energy_is_within_noise_floor", .text(row?.energyNoise.map { "\($0.holdsRatio)" })),
            ("average_power_watts", .number(row?.averagePower?.mean.watts)),
            ("average_power_half_width_watts", .number(row?.averagePower?.halfWidth?.watts)),
        ]
    }

    /// One column for each part of a machine that can have an energy, whether it was read or not.
    private static func parts(_ row: VariantRow?) -> [(String, Value)] {
        let domains: [(Channel.Domain, String)] = [
            (.package, "package"), (.dram, "dram"), (.core, "core"), (.uncore, "uncore"),
            (.psys, "psys"), (.gpu, "gpu"), (.integratedGPU, "integrated_gpu"),
            (.otherGPU, "other_gpu"),
        ]
        return domains.map { domain, name in
            let part = row?.energyByPart.first { $0.domain == domain }
            return ("\(name)_energy_per_unit_joules", .number(part?.energyPerUnit?.mean.joules))
        }
    }

    /// What it cost once beyond the baseline's artifacts, and when that is earned back.
    private static func oneTime(_ row: VariantRow?) -> [(String, Value)] {
        let cost = row?.oneTime?.cost
        let energy = cost?.energy?.figure
        var after: (units: Double, lower: Double, upper: Double)?
        if case .after(let units, let lower, let upper) = row?.oneTime?.breakEven {
            after = (units, lower, upper)
        }
        return [
            (
                "one_time_steps",
                .text(cost.map { $0.artifacts.map(\.step).joined(separator: " ") })
            ),
            ("one_time_energy_joules", .number(energy?.value.joules)),
            ("one_time_energy_uncertainty_joules", .number(energy?.uncertainty?.joules)),
            ("one_time_energy_provenance", .text(energy?.provenance.rawValue)),
            ("one_time_energy_missing_reason", .text(cost?.energy?.missingReason)),
            ("one_time_seconds", .number(cost?.seconds)),
            ("one_time_made_on", .text(row?.oneTime?.madeOn)),
            (
                "one_time_is_of_other_host",
                row?.oneTime?.isOfOtherHost.map(Value.flag) ?? .text(nil)
            ),
            ("saving_per_unit_joules", .number(row?.saving?.difference)),
            ("saving_per_unit_lower_joules", .number(row?.saving?.lower)),
            ("saving_per_unit_upper_joules", .number(row?.saving?.upper)),
            ("break_even", .text(row?.oneTime?.breakEven.word)),
            ("break_even_units", .number(after?.units)),
            ("break_even_lower_units", .number(after?.lower)),
            ("break_even_upper_units", .number(after?.upper)),
            ("break_even_missing_reason", .text(row?.oneTime?.breakEven.reason)),
        ]
    }

    private static func rest(_ row: VariantRow?) -> [(String, Value)] {
        [
            ("time_per_unit_seconds", .number(row?.timePerUnit?.mean.seconds)),
            ("time_per_unit_half_width_seconds", .number(row?.timePerUnit?.halfWidth?.seconds)),
            ("time_ratio", .number(row?.timeRatio?.ratio)),
            ("time_ratio_lower", .number(row?.timeRatio?.lower)),
            ("time_ratio_upper", .number(row?.timeRatio?.upper)),
            ("time_noise_floor_relative", .number(row?.timeNoise?.relative)),
            ("time_is_within_noise_floor", .text(row?.timeNoise.map { "\($0.holdsRatio)" })),
            ("flops_dense_per_unit", .number(row?.flopsDense?.operations)),
            ("flops_executed_per_unit", .number(row?.flopsExecuted?.operations)),
            ("int_ops_executed_per_unit", .number(row?.integerOperations?.operations)),
            ("flops_per_joule", .number(row?.flopsPerJoule)),
            ("int_ops_per_joule", .number(row?.integerOperationsPerJoule)),
            ("peak_memory_bytes", .number(row?.peakMemory?.bytes)),
            ("peak_gpu_memory_bytes", .number(row?.peakGPUMemory?.bytes)),
            ("model_bytes", .number(row?.modelSize?.bytes)),
            ("parameters", .number(row?.parameters)),
            ("parameters_nonzero", .number(row?.parametersNonzero)),
            ("quality", .number(row?.quality?.mean)),
            ("quality_difference", .number(row?.qualityDifference?.difference)),
            (
                "quality_difference_lower",
                .number(row?.qualityDifference?.spreadOfBlocks?.lowerBound)
            ),
            (
                "quality_difference_upper",
                .number(row?.qualityDifference?.spreadOfBlocks?.upperBound)
            ),
        ]
    }
}
