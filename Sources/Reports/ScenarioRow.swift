public import Experiment
public import Statistics
public import Units

/// What the trials of a variant did under a LoadGen scenario: means over the valid ones.
public struct ScenarioRow: Sendable {
    /// Of the first trial that counts.
    public var kind: WorkKind

    /// Whether all trials did the same kind of work; figures over others mean nothing and are missing.
    public var isOfOneKind: Bool
    public var scenario: String
    public var mode: ScenarioResult.Mode
    public var validTrials: Int
    public var invalidTrials: Int
    public var targetQPS: Double?
    public var samplesPerSecond: MeanInterval<Double>?
    public var energyPerQuery: MeanInterval<Energy>?
    public var meanLatency: TimeSpan?
    public var earlyStoppingLatency: TimeSpan?

    /// Of all valid trials together; `nil` where one of them states none.
    public var histogram: [LatencyClass]?

    /// By percentile, those that every valid trial states.
    public var latencies: [Double: TimeSpan]

    /// `nil` where no trial names a scenario.
    ///
    /// - Parameter trials: those that ended well, the invalid ones included.
    init?(of trials: [TrialSummary]) {
        let all = trials.compactMap(\.scenario)
        guard let any = all.first else { return nil }
        let counted = trials.filter { $0.isCompleted && $0.scenario != nil }
        isOfOneKind = Self.areOfOneKind(trials.filter(\.isCompleted))
        let valid = isOfOneKind ? counted.compactMap(\.scenario) : []
        let first = valid.first ?? any
        kind = first.kind
        scenario = first.scenario
        mode = all.contains { $0.mode == .quick } ? .quick : .mlperf
        validTrials = counted.count
        invalidTrials = all.count - counted.count
        targetQPS = first.targetQPS
        samplesPerSecond = MeanInterval(of: valid.compactMap(\.samplesPerSecond))
        energyPerQuery = MeanInterval(
            of: (isOfOneKind ? counted : []).compactMap { trial in
                guard let energy = trial.energy.figure, let queries = trial.scenario?.queries
                else { return nil }
                return energy.value / queries
            }
        )
        meanLatency = Self.mean(valid.map(\.meanLatency))
        earlyStoppingLatency = Self.mean(valid.map(\.earlyStoppingLatency))
        let histograms = valid.compactMap(\.histogram)
        if !valid.isEmpty, histograms.count == valid.count {
            histogram = LatencyClass.sum(histograms)
        }
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
    /// Whether trials did the same kind of work, so that there is a mean of them.
    static func areOfOneKind(_ trials: [TrialSummary]) -> Bool {
        Set(trials.map { $0.scenario?.kind }).count <= 1
    }

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
