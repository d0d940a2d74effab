internal import Experiment

/// A figure by the rule of MLPerf, as files hold it.
struct ImportedFigure: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        case power = "power_watts"
        case energyPerQuery = "energy_per_query_joules"
        case samplesPerJoule = "samples_per_joule"
        case energyToTrain = "energy_to_train_joules"
        case timeToTrain = "time_to_train_seconds"
        case energyPerInference = "energy_per_inference_joules"
        case inferencesPerSecond = "inferences_per_second"

        var name: String { "mlperf_" + rawValue }

        /// Of one figure a row, where the unit stands beside the name.
        var unit: String {
            switch self {
            case .power: "W"
            case .energyPerQuery: "J/query"
            case .samplesPerJoule: "samples/J"
            case .energyToTrain: "J"
            case .timeToTrain: "s"
            case .energyPerInference: "J/inference"
            case .inferencesPerSecond: "inferences/s"
            }
        }

        /// As lists of trackers name it.
        var label: String {
            switch self {
            case .power: "MLPerf power"
            case .energyPerQuery: "MLPerf energy/query"
            case .samplesPerJoule: "MLPerf samples/J"
            case .energyToTrain: "MLPerf energy to train"
            case .timeToTrain: "MLPerf time to train"
            case .energyPerInference: "MLPerf energy/inference"
            case .inferencesPerSecond: "MLPerf inferences/s"
            }
        }

        var help: String {
            switch self {
            case .power: "Mean power by the rule of MLPerf Inference."
            case .energyPerQuery: "Energy of one query by the rule of MLPerf Inference."
            case .samplesPerJoule: "Samples for each joule, with the power by MLPerf's rule."
            case .energyToTrain: "Energy to train by the rule of MLPerf Training."
            case .timeToTrain: "Time to train by the rule of MLPerf Training."
            case .energyPerInference: "Median energy of one inference, as MLPerf Tiny has it."
            case .inferencesPerSecond: "Median rate of inferences, as MLPerf Tiny has it."
            }
        }

        /// The last word of the name, where it is a unit of Prometheus.
        var baseUnit: String? {
            switch self {
            case .power: "watts"
            case .energyPerQuery, .energyToTrain, .energyPerInference: "joules"
            case .timeToTrain: "seconds"
            case .samplesPerJoule, .inferencesPerSecond: nil
            }
        }

        /// Whether less of it is better.
        var isCost: Bool { ![.samplesPerJoule, .inferencesPerSecond].contains(self) }
    }

    var kind: Kind
    var value: Double
}

extension ImportedResult {
    /// The figures that it has.
    var figures: [ImportedFigure] {
        let all: [(ImportedFigure.Kind, Double?)] =
            switch self {
            case .inference(let power):
                [
                    (.power, power.averageWatts),
                    (.energyPerQuery, power.millijoulesPerQuery.map { $0 / 1000 }),
                    (.samplesPerJoule, power.samplesPerJoule),
                ]
            case .training(let training):
                [(.energyToTrain, training.joules), (.timeToTrain, training.seconds)]
            case .tiny(let tiny):
                [
                    (.energyPerInference, tiny.medianMicrojoulesPerInference / 1e6),
                    (.inferencesPerSecond, tiny.medianInferencesPerSecond),
                ]
            }
        return all.compactMap { kind, value in value.map { ImportedFigure(kind: kind, value: $0) } }
    }

    /// Which of MLPerf's rules.
    var rule: String {
        switch self {
        case .inference: "inference"
        case .training: "training"
        case .tiny: "tiny"
        }
    }

    /// How many trials are in the figures, of how many.
    fileprivate var counts: (kept: Int, all: Int) {
        switch self {
        case .inference: (1, 1)
        case .training(let training): (training.kept, training.results)
        case .tiny(let tiny): (tiny.windows, tiny.windows)
        }
    }

    /// VALID or INVALID, where the rule says that.
    fileprivate var validity: String? {
        if case .inference(let power) = self { power.validity } else { nil }
    }
}

/// The columns of figures by MLPerf's rules, for CSV and JSON; empty for any other run.
enum ImportedColumns {
    static func values(of result: ImportedResult?) -> [(String, VariantColumns.Value)] {
        let figures = result?.figures ?? []
        return [("mlperf_rule", .text(result?.rule))]
            + ImportedFigure.Kind.allCases.map { kind in
                (kind.name, .number(figures.first { $0.kind == kind }?.value))
            } + [
                ("mlperf_trials_that_count", .number(result.map { Double($0.counts.kept) })),
                ("mlperf_trials", .number(result.map { Double($0.counts.all) })),
                ("mlperf_result", .text(result?.validity)),
            ]
    }
}

extension TrackedFigure {
    /// Those by MLPerf's rules of which less is better.
    static func imported(_ result: ImportedResult?) -> [TrackedFigure] {
        (result?.figures ?? []).filter(\.kind.isCost).map { figure in
            TrackedFigure(
                label: figure.kind.label,
                key: figure.kind.name,
                unit: figure.kind.unit,
                value: figure.value,
                provenance: .imported
            )
        }
    }
}

extension PrometheusFigures {
    /// The figures by MLPerf's rules, with the provenance of what they are made of.
    static func imported(of report: Report) -> [PrometheusFamily] {
        ImportedFigure.Kind.allCases.map { kind in
            PrometheusFamily(
                name: "joulebench_" + kind.name,
                help: kind.help,
                unit: kind.baseUnit,
                samples: report.comparisons.flatMap { comparison in
                    comparison.rows.compactMap { row in
                        row.importedResult?.figures.first { $0.kind == kind }.map { figure in
                            PrometheusFamily.Sample(
                                labels: labels(of: row, in: comparison, of: report)
                                    + [("provenance", Provenance.imported.rawValue)],
                                value: figure.value
                            )
                        }
                    }
                }
            )
        }
    }
}
