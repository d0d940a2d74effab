internal import Experiment
internal import Foundation
internal import Statistics
internal import Units

extension Report {
    /// The line that names the run, with its simulation first where there is one.
    var headline: String {
        "\(run.suiteName), run \(run.id.prefix(8)), \(run.whenText), "
            + "\(run.stateText), \(trialCount) of \(run.plannedTrials) trials"
            + (calibrationNotice == nil ? "" : ", calibration")
    }

    /// Loud, above everything, where what follows is not of this machine.
    var simulationNotice: String? {
        if let simulation = run.simulation {
            return "SIMULATED: \(simulation). These energies are not measurements."
        }
        let steps = simulatedArtifacts
        guard !steps.isEmpty else { return nil }
        return "SIMULATED: what it cost to prepare \(steps.joined(separator: ", ")), kept from an "
            + "earlier run. It is not measured."
    }

    /// What stands under every table.
    var methodNotes: [String] {
        var notes = [
            intervalNote + " Energy is gross: idle power is not subtracted."
        ]
        let scopes = Set(comparisons.lazy.flatMap(\.rows).compactMap(\.scope)).sorted()
        if !scopes.isEmpty {
            notes.append(
                "The energy covers: \(scopes.joined(separator: "; "))."
                    + (run.imported == nil ? " It is not the energy of the whole machine." : "")
            )
        }
        if comparisons.lazy.flatMap(\.rows).contains(where: { $0.instrument != nil }) {
            notes.append(Self.uncertaintyNote(hasEstimates: hasEstimates))
        }
        let isConstant = comparisons.lazy.flatMap(\.rows).contains { row in
            row.qualityDifference?.halfWidth == 0
                && row.judgement(of: .quality)?.quality?.isOfExamples != true
        }
        if isConstant {
            notes.append(
                "A quality difference without an interval was the same in every block. How far it "
                    + "depends on the choice of the test set is not in the table."
            )
        }
        notes += verdictNotes
        if hasEstimates, let model = run.estimateModel {
            notes.append(
                "≈ … est.: energy is estimated, not measured, from \(model.summary) "
                    + "(\(model.basis); \(model.source))."
            )
            notes.append(model.meaningOfComparison)
        }
        notes += whyNotes
        notes += idleNotes
        notes += scenarioNotes
        notes += eventNotes
        notes += designNotes
        notes += phaseNotes
        notes += oneTimeNotes
        notes += footprintNotes
        return notes
    }

    /// What the intervals are over.
    private var intervalNote: String {
        run.imported == nil
            ? "± and [ ] are 95 % t intervals over blocks. A ratio is the geometric mean of "
                + "variant ÷ baseline, paired by block."
            : "± and [ ] are 95 % t intervals over trials. A ratio is that of the geometric means, "
                + "variant ÷ baseline, with Welch's interval: nothing is paired."
    }

    /// How the last table is meant.
    private static func uncertaintyNote(hasEstimates: Bool) -> String {
        let factor = Int(UncertaintyBudget<Energy>.coverageFactor)
        let scale =
            hasEstimates
            ? "The accuracy is that of the model."
            : "The accuracy is that of the sensor's own scale: the same in every trial on one "
                + "machine, so that it hardly matters to a ratio."
        return "Beside the spread, the last table says what the instrument may be off by in one "
            + "trial: the expanded uncertainty with coverage factor k = \(factor), and its parts as "
            + "bounds. Edges: refresh and interpolation at both ends of the window; resolution: the "
            + "counter's step; sampling: what happened between samples. \(scale)"
    }

    /// What was measured on this machine, what was not, and why.
    var sensorNotes: [String] {
        run.sensors.map { state in
            let simulated = state.isSimulated ? " (simulated)" : ""
            let remedy = state.remedy.map { ". To mend it: \($0)" } ?? ""
            return "\(state.sensor): \(state.availability.rawValue)\(simulated): "
                + "\(state.covers). \(state.reason.withoutFullStop)\(remedy)"
        }
    }

    /// The seed, the machine and the program.
    var provenanceNotes: [String] {
        if let imported = run.imported { return importNotes(imported) }
        let host = run.host
        let virtual = host.hypervisor.map { ", virtual machine (\($0))" } ?? ""
        var notes = [
            "seed \(run.seed), \(run.design.text), counters read each "
                + "\(NumberText.quantity(run.samplingInterval.inSeconds, plusMinus: nil, unit: "s"))",
            "host \(host.name): \(host.cpuModel), \(host.cpuCountText) logical CPUs, "
                + "\(host.memoryBytes.map { NumberText.bytes(Double($0)) } ?? "unknown memory"), "
                + "\(host.operatingSystem), "
                + "Linux \(host.kernel), \(host.architecture)\(virtual)",
            "joulebench \(run.harnessVersion), suite SHA-256 \(run.suiteDigest.prefix(12))",
        ]
        notes += run.projectVersion.map { [$0.note] } ?? []
        notes += run.thinning.map { [$0.note] } ?? []
        notes += decisionNotes
        notes += resumptionNotes + hostNotes
        notes += ShownRows.lines(run.artifacts.map(Self.note))
        return notes
    }

    /// Failed trials, then warnings of a comparison.
    func troubles(of comparison: ComparisonReport) -> [String] {
        troubleLists(of: comparison).flatMap(\.self)
    }

    /// The same for human eyes: of many of one kind the first.
    func shownTroubles(of comparison: ComparisonReport) -> [String] {
        troubleLists(of: comparison).flatMap { ShownRows.lines($0) }
    }

    /// By kind.
    private func troubleLists(of comparison: ComparisonReport) -> [[String]] {
        let failures = comparison.failures.map { trial in
            "\(trial.planned.variant), \(trial.planned.isWarmUp ? "warm-up " : "")block "
                + "\(trial.planned.block + 1): "
                + "\(Self.sentence(trial.explanation)) Kept, and left out of the table."
        }
        let missing = comparison.rows.flatMap { row -> [String] in
            let energy = row.energyMissingReason.map {
                "\(row.variant): energy/\(comparison.unit) is missing: \(Self.sentence($0))"
            }
            // Without an energy there is no ratio; the reason is said once.
            let ratio =
                row.energyPerUnit == nil
                ? nil : row.ratioMissingReason.map { "\(row.variant): no energy ratio: \($0)." }
            return [energy, ratio].compactMap(\.self)
        }
        let isSilent = comparison.summaries.contains { $0.isCompleted && $0.work == nil }
        let hint =
            isSilent
            ? [
                "A workload says how much it did with an event “\(comparison.comparison.unitOfWork)”; "
                    + "for one that says nothing, write “unit: \(Comparison.wholeTrial)” in the suite."
            ]
            : []
        let warnings = comparison.warnings.map { "\($0.trials.counted("trial")): \($0.text)" }
        let cut = decisions.filter { $0.comparison == comparison.comparison.name && $0.isCut }
            .map(\.explanation)
        return [
            failures, comparison.workTroubles, comparison.targetTroubles,
            comparison.qualityTroubles,
            missing, hint,
            comparison.phaseTroubles, comparison.oneTimeTroubles, comparison.whyTroubles,
            comparison.footprintTroubles, warnings, cut,
        ]
    }

    /// A text with one full stop at its end.
    private static func sentence(_ text: String) -> String {
        text.hasSuffix(".") ? text : text + "."
    }

    static func date(_ milliseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return date.formatted(.iso8601)
    }
}
