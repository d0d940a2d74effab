internal import Experiment

/// A night as `github-action-benchmark` reads it with `tool: customSmallerIsBetter`.
///
/// The names are those of `GitHubActionReport`, the same every night; ratios to the pinned reference
/// have series of their own. A quality of which more is better is left out: the action would take its
/// loss for a gain.
public struct NightGitHubAction: Sendable {
    public var report: NightReport

    public init(_ report: NightReport) { self.report = report }

    /// - Throws: `NothingToExport` where no figure is known: the action takes no empty list.
    public var text: String {
        get throws {
            let entries = report.verdicts.filter(\.isLowerBetter).compactMap(entry)
            guard !entries.isEmpty else {
                throw NothingToExport(format: "github-action-benchmark", of: .night)
            }
            return try JSONNode.array(entries).documentText
        }
    }

    private func entry(_ verdict: SeriesVerdict) -> JSONNode? {
        TrackedFigure(verdict)?.actionEntry(
            of: [verdict.key.suite, verdict.key.comparison, verdict.key.variant],
            extra: extra(verdict)
        )
    }

    /// What the action shows beside a point.
    private func extra(_ verdict: SeriesVerdict) -> [String] {
        let night = report.night
        let count = verdict.figure?.count ?? 0
        let of = verdict.key.reference == .pin ? "pair" : "trial"
        return [
            "\(count.counted(of)), night \(night.number), run \(night.runID ?? "not known")",
            night.simulation.map(NightWords.simulationNotice),
            verdict.figure?.provenance.map { "energy is \($0.rawValue)" },
            "\(verdict.status.words)" + (verdict.reason.isEmpty ? "" : ": \(verdict.reason)"),
            report.canary.contains(where: \.isAlarm)
                ? "the canary alarmed: the machine was not as it should be" : nil,
        ].compactMap(\.self)
    }
}

/// A night in Bencher's metric format, with the benchmarks and measures of `BencherReport`.
///
/// Ratios to the pinned reference are measures of their own: `energy_ratio_to_pinned`; of quality the
/// difference.
public struct NightBencher: Sendable {
    public var report: NightReport

    public init(_ report: NightReport) { self.report = report }

    /// - Throws: `NothingToExport` where no figure is known.
    public var text: String {
        get throws {
            var benchmarks: [String: [String: JSONNode]] = [:]
            for verdict in report.verdicts {
                guard let figure = TrackedFigure(verdict) else { continue }
                let key = verdict.key
                let name = BencherReport.name(of: [key.suite, key.comparison, key.variant])
                let measure = figure.bencherMeasure
                benchmarks[name, default: [:]][measure.name] = measure.metric
            }
            guard !benchmarks.isEmpty else {
                throw NothingToExport(format: "bencher", of: .night)
            }
            return try JSONNode.object(benchmarks.mapValues(JSONNode.object)).documentText
        }
    }
}

extension TrackedFigure {
    /// Tonight's value of a series; `nil` where it is missing or no finite number.
    init?(_ verdict: SeriesVerdict) {
        guard let figure = verdict.figure, figure.value.isFinite else { return nil }
        let names = Self.names(of: verdict.key, unit: figure.unit)
        let isSpread = figure.lower != figure.upper
        let lower = isSpread ? figure.lower : nil
        let upper = isSpread ? figure.upper : nil
        self.init(
            label: names.label,
            key: names.key,
            unit: figure.unit,
            value: figure.value,
            lower: lower,
            upper: upper,
            halfWidth: lower.flatMap { lower in upper.map { ($0 - lower) / 2 } },
            provenance: figure.provenance
        )
    }

    /// Those of `costs(of:per:)` where it has the same figure.
    private static func names(of key: SeriesKey, unit: String) -> (label: String, key: String) {
        if key.reference == .pin {
            let kind = key.metric.isDifference ? "difference" : "ratio"
            return (key.metricText, "\(key.metric.rawValue)_\(kind)_to_pinned")
        }
        let work = unit.split(separator: "/", maxSplits: 1).dropFirst().first.map { "/\($0)" } ?? ""
        return switch key.metric {
        case .energy: ("energy\(work)", "energy_per_unit_joules")
        case .time: ("time\(work)", "time_per_unit_seconds")
        case .power: ("mean power", "mean_power_watts")
        case .memory: ("peak memory", "peak_memory_bytes")
        case .operations: ("operations\(work)", "operations_per_unit")
        case .quality: ("quality", "quality")
        }
    }
}
