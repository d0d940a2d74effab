internal import Experiment
internal import Statistics
internal import Units

/// The figures of variants as families of Prometheus.
enum PrometheusFigures {
    /// What a family takes from a variant.
    private struct Metric {
        var name: String
        var help: String
        var unit: String?

        /// Whether it says where its energy comes from.
        var isOfEnergy = false

        /// Whether it says in which currency it is.
        var isCost = false
        var value: (VariantRow) -> Double?
    }

    static func families(of report: Report) -> [PrometheusFamily] {
        metrics.map { metric in
            PrometheusFamily(
                name: "joulebench_" + metric.name,
                help: metric.help,
                unit: metric.unit,
                samples: report.comparisons.flatMap { comparison in
                    comparison.rows.compactMap { row in
                        sample(metric, of: row, in: comparison, of: report)
                    }
                }
            )
        } + [parts(of: report)] + imported(of: report)
    }

    private static func sample(
        _ metric: Metric,
        of row: VariantRow,
        in comparison: ComparisonReport,
        of report: Report
    ) -> PrometheusFamily.Sample? {
        guard let value = metric.value(row), value.isFinite else { return nil }
        let origin =
            metric.isOfEnergy
            ? [("provenance", row.provenance?.rawValue ?? ""), ("scope", row.scope ?? "")] : []
        let currency = metric.isCost ? [("currency", row.footprint?.currency ?? "")] : []
        return .init(
            labels: labels(of: row, in: comparison, of: report) + origin + currency,
            value: value
        )
    }

    static func labels(
        of row: VariantRow,
        in comparison: ComparisonReport,
        of report: Report
    ) -> [(String, String)] {
        [
            ("suite", report.run.suiteName), ("comparison", comparison.comparison.name),
            ("variant", row.variant), ("unit_of_work", comparison.unit),
        ]
    }

    /// The energy of each part of the machine.
    private static func parts(of report: Report) -> PrometheusFamily {
        PrometheusFamily(
            name: "joulebench_part_energy_per_unit_joules",
            help: "Energy of one part of the machine for one unit of work; parts may overlap.",
            unit: "joules",
            samples: report.comparisons.flatMap { comparison in
                comparison.rows.flatMap { row in
                    row.energyByPart.compactMap { part -> PrometheusFamily.Sample? in
                        guard let energy = part.energyPerUnit else { return nil }
                        return .init(
                            labels: labels(of: row, in: comparison, of: report) + [
                                ("domain", part.domain.rawValue),
                                ("provenance", part.provenance?.rawValue ?? ""),
                            ],
                            value: energy.mean.joules
                        )
                    }
                }
            }
        )
    }

    private static var metrics: [Metric] { energies + footprints + ratios + others }

    private static var energies: [Metric] {
        [
            energy("energy_per_unit_joules", "Energy of one unit of work, gross, mean of trials.") {
                $0.energyPerUnit?.mean.joules
            },
            energy(
                "energy_per_unit_lower_joules",
                "Lower end of the 95 % interval of the energy of one unit of work."
            ) { $0.energyPerUnit?.lower?.joules },
            energy(
                "energy_per_unit_upper_joules",
                "Upper end of the 95 % interval of the energy of one unit of work."
            ) { $0.energyPerUnit?.upper?.joules },
            energy(
                "net_energy_per_unit_joules",
                "Energy of one unit of work above that of the idle machine."
            ) { $0.net.perUnit?.mean.joules },
            energy(
                "average_power_watts",
                "Mean power over the window, mean of trials.",
                unit: "watts"
            ) { $0.averagePower?.mean.watts },
            energy("flops_per_joule", "Executed FLOPs for each joule.", unit: nil) {
                $0.flopsPerJoule
            },
        ]
    }

    /// Only where they were asked for; of the gross energy, the building's share included.
    private static var footprints: [Metric] {
        [
            energy(
                "carbon_per_unit_grams",
                "CO2e of the electricity of one unit of work, mean of trials.",
                unit: "grams"
            ) { (try? $0.footprint?.carbon?.get())?.mean.grams },
            energy(
                "net_carbon_per_unit_grams",
                "CO2e of the energy of one unit of work above that of the idle machine.",
                unit: "grams"
            ) { (try? $0.footprint?.netCarbon?.get())?.mean.grams },
            cost("cost_per_unit", "Cost of the electricity of one unit of work, mean of trials.") {
                try? $0.footprint?.cost?.get().mean
            },
            cost(
                "net_cost_per_unit",
                "Cost of the energy of one unit of work above that of the idle machine."
            ) { try? $0.footprint?.netCost?.get().mean },
        ]
    }

    private static var ratios: [Metric] {
        [
            energy("energy_ratio", "Energy of a variant by that of the baseline.", unit: nil) {
                $0.energyRatio?.ratio
            },
            energy("energy_ratio_lower", "Lower end of its 95 % interval.", unit: nil) {
                $0.energyRatio?.lower
            },
            energy("energy_ratio_upper", "Upper end of its 95 % interval.", unit: nil) {
                $0.energyRatio?.upper
            },
            Metric(name: "time_ratio", help: "Time of a variant by that of the baseline.") {
                $0.timeRatio?.ratio
            },
            Metric(name: "time_ratio_lower", help: "Lower end of its 95 % interval.") {
                $0.timeRatio?.lower
            },
            Metric(name: "time_ratio_upper", help: "Upper end of its 95 % interval.") {
                $0.timeRatio?.upper
            },
        ]
    }

    private static var others: [Metric] {
        [
            Metric(
                name: "time_per_unit_seconds",
                help: "Time of one unit of work, mean of trials.",
                unit: "seconds"
            ) { $0.timePerUnit?.mean.seconds },
            Metric(
                name: "peak_memory_bytes",
                help: "The most memory that a trial's processes held.",
                unit: "bytes"
            ) { $0.peakMemory?.bytes },
            Metric(
                name: "peak_gpu_memory_bytes",
                help: "The most memory that was in use on its graphics boards.",
                unit: "bytes"
            ) { $0.peakGPUMemory?.bytes },
            Metric(name: "quality", help: "Quality as the workload states it, mean of trials.") {
                $0.quality?.mean
            },
            Metric(name: "completed_trials", help: "Trials that the means are of.") {
                Double($0.completedTrials)
            },
            Metric(name: "failed_trials", help: "Trials that were left out.") {
                Double($0.failedTrials)
            },
        ]
    }

    private static func energy(
        _ name: String,
        _ help: String,
        unit: String? = "joules",
        value: @escaping (VariantRow) -> Double?
    ) -> Metric {
        Metric(name: name, help: help, unit: unit, isOfEnergy: true, value: value)
    }

    private static func cost(
        _ name: String,
        _ help: String,
        value: @escaping (VariantRow) -> Double?
    ) -> Metric {
        Metric(name: name, help: help, isOfEnergy: true, isCost: true, value: value)
    }
}
