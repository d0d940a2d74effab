internal import Experiment
internal import Units

/// The figures of all trials as CSV with one value a row.
///
/// A row says what (`metric`, `unit`), of which trial, how much and where it comes from
/// (`provenance`). An energy or a quality that should be there and is not has a row with an empty
/// value and the provenance `missing`; what a trial never gives has none. Rows without a trial are
/// of a variant.
public struct TidyCSV: Sendable {
    public var report: Report

    public init(_ report: Report) { self.report = report }

    static let names = [
        "run_id", "comparison", "variant", "block", "is_warm_up", "trial_id", "outcome", "metric",
        "unit", "value", "provenance",
    ]

    public var text: String { CSVText.line(Self.names) + rowText }

    /// The rows without the heading, to follow those of another run.
    public var rowText: String {
        report.comparisons.flatMap { comparison in
            comparison.summaries.flatMap { lines(of: $0, in: comparison) }
                + comparison.rows.flatMap { lines(of: $0, in: comparison) }
        }.map { CSVText.line($0) }.joined()
    }

    /// What is of a variant and of no single trial: figures by the rule of an imported benchmark.
    private func lines(of row: VariantRow, in comparison: ComparisonReport) -> [[String]] {
        let head = [report.run.id, comparison.comparison.name, row.variant, "", "", "", ""]
        return (row.importedResult?.figures ?? []).map { figure in
            head + [
                figure.kind.name, figure.kind.unit, cell(figure.value),
                Provenance.imported.rawValue,
            ]
        }
    }

    private func lines(of trial: TrialSummary, in comparison: ComparisonReport) -> [[String]] {
        let head = [
            report.run.id, comparison.comparison.name, trial.planned.variant,
            "\(trial.planned.block)", "\(trial.planned.isWarmUp)", trial.trialID,
            trial.outcome.word,
        ]
        return TidyFigures(of: trial, in: comparison.comparison).all.map { figure in
            head + [figure.metric, figure.unit, cell(figure.value), figure.provenance]
        }
    }
}

/// What one trial gives, value by value.
struct TidyFigures {
    struct Entry {
        var metric: String
        var unit: String
        var value: Double?
        var provenance: String
    }

    var all: [Entry] = []

    init(of trial: TrialSummary, in comparison: Comparison) {
        let unit = comparison.unitOfWork.singular
        add("energy", "J", trial.energy)
        add("energy_per_unit", "J/\(unit)", trial.energyPerUnit)
        for part in trial.energyByPart {
            add("energy_\(part.domain.rawValue)", "J", part.energy)
        }
        add("average_power", "W", trial.averagePower?.watts, trial.energy.figure?.provenance)
        add("window", "s", trial.window?.inSeconds, .measured)
        add("time_per_unit", "s/\(unit)", trial.timePerUnit?.seconds, .measured)
        add("cpu_time", "s", trial.cpuTime?.inSeconds, .measured)
        add("peak_memory", "B", trial.peakMemory)
        if let memory = trial.peakGPUMemory { add("peak_gpu_memory", "B", memory) }
        addWork(of: trial, in: comparison)
        for count in trial.eventCounts { add(count) }
    }

    private mutating func addWork(of trial: TrialSummary, in comparison: Comparison) {
        // Where the trial is the unit, the workload says nothing of its work.
        if comparison.unitOfWork != Comparison.wholeTrial {
            add("work", comparison.unitOfWork, trial.work, .reported)
        }
        if let quality = comparison.quality {
            all.append(
                Entry(
                    metric: quality.event,
                    unit: "1",
                    value: trial.quality,
                    provenance: trial.quality == nil ? "missing" : Provenance.reported.rawValue
                )
            )
        }
        add("flops_dense", "FLOP", trial.flopsDense?.operations, .reported)
        add("flops_executed", "FLOP", trial.flopsExecuted?.operations, .reported)
        add("int_ops_executed", "op", trial.integerOperations?.operations, .reported)
        add("model", "B", trial.modelSize?.bytes, .reported)
        add("parameters", "1", trial.parameters, .reported)
        add("parameters_nonzero", "1", trial.parametersNonzero, .reported)
        if let reached = trial.toTarget?.reached {
            add("time_to_target", "s", reached.time.inSeconds, .measured)
            add("energy_to_target", "J", reached.energy)
        }
    }

    private mutating func add<Value: Quantity>(
        _ metric: String,
        _ unit: String,
        _ finding: Finding<Value>
    ) {
        all.append(
            Entry(
                metric: metric,
                unit: unit,
                value: finding.figure?.value.magnitude,
                provenance: finding.figure?.provenance.rawValue ?? "missing"
            )
        )
    }

    /// Nothing where it is not known.
    private mutating func add(
        _ metric: String,
        _ unit: String,
        _ value: Double?,
        _ provenance: Provenance?
    ) {
        guard let value, let provenance else { return }
        all.append(
            Entry(metric: metric, unit: unit, value: value, provenance: provenance.rawValue)
        )
    }

    /// A count that was scaled up from a part of the time is an estimate of it.
    private mutating func add(_ count: EventCount) {
        guard let known = try? count.outcome.get() else { return }
        add(
            "event_\(count.event)",
            count.event.hasSuffix("-clock") ? "ns" : "1",
            known.count,
            known.isMultiplexed ? .estimated : .measured
        )
    }
}
