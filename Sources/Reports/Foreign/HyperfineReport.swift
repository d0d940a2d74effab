public import Experiment
internal import Statistics
internal import Units

/// The trials of a run as `hyperfine --export-json` writes them.
///
/// As in hyperfine, times are those of the whole command, from its start to its end, in seconds, and
/// not of the window inside it that energies are of. `user` and `system` are left out where the kernel
/// gave none for a trial, `stddev` is `null` for one run. Besides hyperfine's own fields there are
/// `energy_joules`, one for each run, and `energy_provenance`.
public struct HyperfineReport: Sendable {
    public var report: Report

    /// Of the run, by identifier.
    private var trials: [String: Trial]

    /// - Parameters:
    ///   - report: of a run.
    ///   - trials: of the same run.
    public init(_ report: Report, trials: [Trial]) {
        self.report = report
        self.trials = Dictionary(trials.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    /// - Throws: the encoder's own errors.
    public var text: String {
        get throws {
            let results = report.comparisons.flatMap { comparison in
                comparison.rows.compactMap { result(of: $0, in: comparison) }
            }
            return try JSONNode.object(["results": .array(results)]).documentText
        }
    }

    /// `nil` for a variant without a completed trial.
    private func result(of row: VariantRow, in comparison: ComparisonReport) -> JSONNode? {
        let summaries = comparison.summaries.filter {
            $0.planned.variant == row.variant && $0.isCompleted && !$0.planned.isWarmUp
        }
        let runs = summaries.compactMap { summary in
            trials[summary.trialID].map { (summary: summary, trial: $0) }
        }
        let times = runs.map { ($0.trial.ended - $0.trial.started).inSeconds }
        let sorted = times.sorted()
        guard let mean = MeanInterval(of: times), let first = sorted.first, let last = sorted.last
        else { return nil }
        let half = sorted.count / 2
        var fields: [String: JSONNode] = [
            "command": .text("\(comparison.comparison.name) / \(row.variant)"),
            "mean": .number(mean.mean),
            "stddev": mean.standardDeviation.map(JSONNode.number) ?? .null,
            "median": .number(
                sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
            ),
            "min": .number(first),
            "max": .number(last),
            "times": .array(times.map(JSONNode.number)),
            // Only completed trials are here.
            "exit_codes": .array(times.map { _ in .number(0) }),
            "parameters": parameters(of: row, in: comparison),
            "energy_joules": .array(
                runs.map { run in
                    run.summary.energy.figure.map { .number($0.value.joules) } ?? .null
                }
            ),
            "energy_provenance": .text(row.provenance?.rawValue ?? "missing"),
        ]
        addUsage(of: runs.map(\.trial), to: &fields)
        let peaks = runs.compactMap(\.summary.peakMemory.figure?.value.bytes)
        if peaks.count == runs.count {
            fields["memory_usage_byte"] = .array(peaks.map(JSONNode.number))
        }
        return .object(fields)
    }

    /// The CPU time of the commands on average, where it is known of all.
    private func addUsage(of trials: [Trial], to fields: inout [String: JSONNode]) {
        let usages = trials.compactMap(\.resourceUsage)
        guard usages.count == trials.count else { return }
        func mean(_ nanoseconds: (ResourceUsage) -> Int64) -> JSONNode {
            let sum = usages.reduce(0.0) { $0 + Double(nanoseconds($1)) }
            return .number(sum / Double(usages.count) / 1e9)
        }
        fields["user"] = mean(\.userNanoseconds)
        fields["system"] = mean(\.systemNanoseconds)
    }

    private func parameters(of row: VariantRow, in comparison: ComparisonReport) -> JSONNode {
        let variant = comparison.comparison.variants.first { $0.name == row.variant }
        return .object((variant?.parameters ?? [:]).mapValues(JSONNode.text))
    }
}
