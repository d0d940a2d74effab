public import Experiment
internal import Foundation
internal import Units

/// The completed trials of a run in the columns of CodeCarbon's `emissions.csv`, one a row.
///
/// Energies are those of the window, in kWh, emissions in kg CO2e and only where a grid was stated.
/// What is not known is an empty cell, never 0. The name of the project ends in “(estimated)” and the
/// like where the energy is not measured. As in CodeCarbon 3 (`_do_measurements` of
/// `emissions_tracker.py`), energies, powers and emissions hold the power usage effectiveness that the
/// column `pue` has, which is 1 where none is stated. `energy_consumed` is the energy of the trial's
/// window: the sum of the CPU's, the graphics boards' and the memory's, as far as they were read.
public struct CodeCarbonReport: Sendable {
    public var report: Report

    /// When trials were, by identifier.
    private var spans: [String: ClockSpan]

    /// The columns in CodeCarbon's order (`codecarbon/output_methods/emissions_data.py`).
    static let names = [
        "timestamp", "project_name", "run_id", "experiment_id", "duration", "emissions",
        "emissions_rate", "cpu_power", "gpu_power", "ram_power", "cpu_energy", "gpu_energy",
        "ram_energy", "energy_consumed", "water_consumed", "country_name", "country_iso_code",
        "region", "cloud_provider", "cloud_region", "os", "python_version", "codecarbon_version",
        "cpu_count", "cpu_model", "gpu_count", "gpu_model", "longitude", "latitude",
        "ram_total_size", "tracking_mode", "cpu_utilization_percent", "gpu_utilization_percent",
        "ram_utilization_percent", "ram_used_gb", "on_cloud", "pue", "wue",
    ]

    /// - Parameters:
    ///   - report: of a run.
    ///   - trials: of the same run.
    public init(_ report: Report, trials: [Trial]) {
        self.report = report
        let known = trials.compactMap { trial in ClockSpan(of: trial).map { (trial.id, $0) } }
        spans = Dictionary(known, uniquingKeysWith: { $1 })
    }

    public var text: String {
        let rows = report.comparisons.flatMap { comparison in
            comparison.summaries.filter { $0.isCompleted && !$0.planned.isWarmUp }.map { trial in
                let values = values(of: trial)
                return Self.names.map { values[$0] ?? "" }
            }
        }
        return ([Self.names] + rows).map { CSVText.line($0) }.joined()
    }

    private func values(of trial: TrialSummary) -> [String: String] {
        let run = report.run
        let span = spans[trial.trialID]
        var values = [
            "timestamp": span.map { Self.local($0.end) } ?? "",
            "project_name": projectName(of: trial),
            "run_id": trial.trialID,
            "experiment_id": run.id,
            "duration": cell(trial.window?.inSeconds),
            "os": run.host.operatingSystem,
            "codecarbon_version": "joulebench \(run.harnessVersion)",
            "cpu_count": run.host.logicalCPUs.map { "\($0)" } ?? "",
            "cpu_model": run.host.cpuModel,
            "ram_total_size": cell(run.host.memoryBytes.map { Double($0) / 0x1p30 }),
            "tracking_mode": Self.mode(trial.energy.figure?.provenance),
            "pue": cell(effectiveness),
        ]
        addEnergies(of: trial, to: &values)
        addFootprint(of: trial, to: &values)
        return values
    }

    private func projectName(of trial: TrialSummary) -> String {
        let planned = trial.planned
        return "\(report.run.suiteName) / \(planned.comparison) / \(planned.variant)"
            + TrackedFigure.mark(trial.energy.figure?.provenance)
    }

    /// What energies and powers are multiplied by.
    private var effectiveness: Double {
        report.footprint?.settings.powerUsageEffectiveness ?? 1
    }

    /// An estimate is made of the CPU time of the workload's processes; counters see the machine.
    private static func mode(_ provenance: Provenance?) -> String {
        switch provenance {
        case .estimated: "process"
        case nil: ""
        default: "machine"
        }
    }

    private func addEnergies(of trial: TrialSummary, to values: inout [String: String]) {
        let factor = effectiveness / FootprintSettings.joulesPerKilowattHour
        values["energy_consumed"] = cell(trial.energy.figure.map { $0.value.joules * factor })
        let domains: [(Channel.Domain, String)] = [
            (.package, "cpu"), (.gpu, "gpu"), (.dram, "ram"),
        ]
        for (domain, name) in domains {
            guard
                let energy = trial.energyByPart.first(where: { $0.domain == domain })?.energy.figure
            else { continue }
            values["\(name)_energy"] = cell(energy.value.joules * factor)
            guard let window = trial.window, window > .zero else { continue }
            values["\(name)_power"] = cell((energy.value / window).watts * effectiveness)
        }
    }

    private func addFootprint(of trial: TrialSummary, to values: inout [String: String]) {
        guard let footprint = report.footprint else { return }
        if let country = footprint.settings.grid?.country {
            values["country_name"] = country.name
            values["country_iso_code"] = country.threeLetters
        }
        let carbon = footprint.amounts(of: trial.energy, trialID: trial.trialID).carbon
        guard let kilograms = (try? carbon?.get()).map({ $0.grams / 1000 }) else { return }
        values["emissions"] = cell(kilograms)
        guard let window = trial.window, window > .zero else { return }
        values["emissions_rate"] = cell(kilograms / window.inSeconds)
    }

    /// As CodeCarbon writes times: without an offset; here always UTC.
    private static func local(_ seconds: Double) -> String {
        String(StepCourse.text(seconds).dropLast())
    }
}
