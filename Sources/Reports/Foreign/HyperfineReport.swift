public import Experiment
internal import Statistics
internal import Units

/// The trials of a run as `hyperfine --export-json` writes them.
///
/// As in hyperfine (`src/benchmark/benchmark_result.rs`), times are those of the whole command, from its
/// start to its end, in seconds, and not of the window inside it that energies are of. Runs that failed
/// are among them, as with its `--ignore-failure`: `exit_codes` tells them, with 128 + the signal for
/// one that a signal ended and `null` for one that ran into its limit. `user` and `system` are left out
/// where the kernel gave none for a trial, `stddev` is `null` for one run. Besides hyperfine's own
/// fields there are `energy_joules`, one for each run, `window_seconds`, the time that it is of (`null`
/// where there is no window), and `energy_provenance`.
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
                let counted = comparison.summaries.filter { !$0.planned.isWarmUp && $0.isRun }
                let byVariant = Dictionary(grouping: counted, by: \.planned.variant)
                return comparison.comparison.variants.compactMap { variant in
                    result(of: variant, byVariant[variant.name] ?? [], in: comparison)
                }
            }
            return try JSONNode.object(["results": .array(results)]).documentText
        }
    }

    /// `nil` for a variant that never ran.
    private func result(
        of variant: Variant,
        _ summaries: [TrialSummary],
        in comparison: ComparisonReport
    ) -> JSONNode? {
        let runs = summaries.compactMap { summary in
            trials[summary.trialID].map { (summary: summary, trial: $0) }
        }
        let times = runs.map { ($0.trial.ended - $0.trial.started).inSeconds }
        guard var fields = Self.statistics(of: times) else { return nil }
        fields["command"] = .text("\(comparison.comparison.name) / \(variant.name)")
        fields["exit_codes"] = .array(
            runs.map { $0.trial.exitCode.map { .number(Double($0)) } ?? .null }
        )
        if !variant.parameters.isEmpty {
            fields["parameters"] = .object(variant.parameters.mapValues(JSONNode.text))
        }
        let figures = runs.map(\.summary.energy.figure)
        fields["energy_joules"] = .array(
            figures.map { $0.map { .number($0.value.joules) } ?? .null }
        )
        fields["window_seconds"] = .array(
            runs.map { $0.summary.window.map { .number($0.inSeconds) } ?? .null }
        )
        let origins = Set(figures.compactMap { $0?.provenance.rawValue }).sorted()
        fields["energy_provenance"] = .text(
            origins.isEmpty ? "missing" : origins.joined(separator: ",")
        )
        addUsage(of: runs.map(\.trial), to: &fields)
        let peaks = runs.compactMap(\.summary.peakMemory.figure?.value.bytes)
        if peaks.count == runs.count {
            fields["memory_usage_byte"] = .array(peaks.map(JSONNode.number))
        }
        return .object(fields)
    }

    /// `nil` of no time.
    private static func statistics(of times: [Double]) -> [String: JSONNode]? {
        let sorted = times.sorted()
        guard let mean = MeanInterval(of: times), let first = sorted.first, let last = sorted.last
        else { return nil }
        let half = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
        return [
            "mean": .number(mean.mean),
            "stddev": mean.standardDeviation.map(JSONNode.number) ?? .null,
            "median": .number(median),
            "min": .number(first),
            "max": .number(last),
            "times": .array(times.map(JSONNode.number)),
        ]
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
}

extension TrialSummary {
    /// Whether the command was run, to whatever end that was not the user's.
    fileprivate var isRun: Bool {
        switch outcome {
        case .notStarted, .interrupted: false
        default: !isOwed
        }
    }
}

extension Trial {
    /// As hyperfine has it: 128 + the signal for what a signal ended; `nil` where it is not known.
    fileprivate var exitCode: Int32? {
        switch outcome {
        case .completed, .windowNotClosed, .windowReopened: ignoredStatus ?? 0
        case .exited(let status): status
        case .signalled(let signal): 128 + signal
        case .timedOut, .notStarted, .interrupted: nil
        }
    }

    /// The status of a trial that was completed whatever its status, as asked.
    private var ignoredStatus: Int32? {
        for case .exitStatusIgnored(let status) in warnings { return status }
        return nil
    }
}
