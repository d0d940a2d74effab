public import Experiment
public import Statistics
public import Units

/// What the trials of a variant did under a LoadGen scenario: means over the valid ones.
public struct ScenarioRow: Sendable {
    public var kind: WorkKind
    public var scenario: String
    public var mode: ScenarioResult.Mode
    public var validTrials: Int
    public var invalidTrials: Int
    public var targetQPS: Double?
    public var samplesPerSecond: MeanInterval<Double>?
    public var energyPerQuery: MeanInterval<Energy>?
    public var meanLatency: TimeSpan?
    public var earlyStoppingLatency: TimeSpan?

    /// By percentile, those that every valid trial states.
    public var latencies: [Double: TimeSpan]

    /// `nil` where no trial names a scenario.
    ///
    /// - Parameter trials: those that ended well, the invalid ones included.
    init?(of trials: [TrialSummary]) {
        let all = trials.compactMap(\.scenario)
        guard let first = all.first else { return nil }
        let counted = trials.filter { $0.isCompleted && $0.scenario != nil }
        let valid = counted.compactMap(\.scenario)
        kind = first.kind
        scenario = first.scenario
        mode = all.contains { $0.mode == .quick } ? .quick : .mlperf
        validTrials = valid.count
        invalidTrials = all.count - valid.count
        targetQPS = first.targetQPS
        samplesPerSecond = MeanInterval(of: valid.compactMap(\.samplesPerSecond))
        energyPerQuery = MeanInterval(
            of: counted.compactMap { trial in
                guard let energy = trial.energy.figure, let queries = trial.scenario?.queries
                else { return nil }
                return energy.value / queries
            }
        )
        meanLatency = Self.mean(valid.map(\.meanLatency))
        earlyStoppingLatency = Self.mean(valid.map(\.earlyStoppingLatency))
        latencies = [:]
        for percentile in Set(valid.flatMap(\.latencies.keys)) {
            latencies[percentile] = Self.mean(valid.map { $0.latency(percentile: percentile) })
        }
    }

    private static func mean(_ times: [TimeSpan?]) -> TimeSpan? {
        let known = times.compactMap(\.self)
        guard known.count == times.count else { return nil }
        return MeanInterval(of: known)?.mean
    }
}

extension ScenarioRow {
    /// Why trials cannot be set in ratio; `nil` where they can.
    ///
    /// Both have to do the same kind of work: the same scenario and mode, and at a fixed rate the
    /// same rate.
    static func obstacle(_ variant: [TrialSummary], _ baseline: [TrialSummary]) -> String? {
        let own = Set(variant.map { $0.scenario?.kind })
        let other = Set(baseline.map { $0.scenario?.kind })
        guard own.union(other).count > 1 else { return nil }
        func words(_ kinds: Set<WorkKind?>) -> String {
            kinds.map { $0?.description ?? "no scenario" }.sorted().joined(separator: " and ")
        }
        return "the work is of different kinds (\(words(own)); baseline: \(words(other)))"
    }
}
