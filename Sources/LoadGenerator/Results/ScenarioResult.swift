/// What a run by a scenario's rules gave, VALID or INVALID with the reasons.
public struct ScenarioResult: Sendable, Hashable {
    public let settings: TestSettings
    public let record: LoadRecord

    /// Of samples.
    public let latencies: LatencyStatistics

    /// Of queries, in MultiStream.
    public let queryLatencies: LatencyStatistics?

    public let earlyStopping: EarlyStoppingResult

    /// `nil` where a run answered nothing.
    public init?(_ settings: TestSettings, _ record: LoadRecord) {
        guard let latencies = LatencyStatistics(record.latencies) else { return nil }
        self.settings = settings
        self.record = record
        self.latencies = latencies
        queryLatencies = LatencyStatistics(
            record.queryLatencies.map { LatencyRun(latency: $0, count: 1) }
        )
        earlyStopping = EarlyStoppingResult(
            settings,
            samples: latencies,
            queries: queryLatencies
        )
    }
}

/// The conditions of VALID.
extension ScenarioResult {
    /// Whether queries were issued, or in Offline worked on, for long enough.
    public var isMinDurationMet: Bool {
        switch settings.scenario {
        case .singleStream, .multiStream: record.finalQueryIssued >= settings.minDuration
        case .server: record.finalQueryScheduled >= settings.minDuration
        case .offline: latencies.max >= settings.minDuration
        }
    }

    public var areMinQueriesMet: Bool {
        record.queriesIssued >= settings.effectiveMinQueryCount
            && latencies.count >= settings.minSampleCount
    }

    /// Whether the percentile of the latency is within Server's bound; `nil` in the others.
    public var areConstraintsMet: Bool? {
        guard case .server(_, let bound) = settings.scenario else { return nil }
        return latencies.percentile(settings.percentile) <= bound
    }

    public var isValid: Bool {
        isMinDurationMet && areMinQueriesMet && areConstraintsMet != false && earlyStopping.isMet
    }

    /// What was not met and what would mend it, one sentence each.
    public var invalidReasons: [String] {
        var reasons: [String] = []
        if areConstraintsMet == false {
            reasons.append("The latency bound is exceeded: lower the target QPS.")
        }
        if !isMinDurationMet { reasons.append(durationReason) }
        if !areMinQueriesMet {
            reasons.append("Fewer queries or samples were answered than the minimum.")
        }
        if !earlyStopping.isMet { reasons.append(earlyStoppingReason) }
        return reasons
    }

    private var durationReason: String {
        let shortfall = "The run is shorter than its minimum duration"
        guard case .offline = settings.scenario else { return shortfall + "." }
        return shortfall + ": raise the expected QPS, so that the query holds more samples."
    }

    private var earlyStoppingReason: String {
        switch earlyStopping {
        case .tooFew(let queries, let needed):
            "Early stopping needs at least \(needed) queries and \(queries) were processed."
        case .missing(_, let more):
            "Early stopping needs at least \(more) more queries, all within the latency bound."
        case .estimated, .enough, .notApplicable: ""
        }
    }
}

/// The rates that the scenarios are judged by.
extension ScenarioResult {
    /// SingleStream's queries per second, the time between queries included.
    public var qpsWithOverhead: Double {
        Double(latencies.count - 1) / seconds(record.finalQueryIssued)
    }

    /// SingleStream's queries per second if no time passed between an answer and the next query.
    public var qpsWithoutOverhead: Double { 1 / seconds(latencies.mean) }

    /// Server's rate of arrivals.
    ///
    /// The start of the last query is the open end of the time.
    public var scheduledSamplesPerSecond: Double {
        Double(latencies.count - 1) / seconds(record.finalQueryScheduled)
    }

    /// Server's rate of answers.
    public var completedSamplesPerSecond: Double {
        Double(latencies.count - 1) / seconds(record.finalQueryDone)
    }

    /// Offline's samples per second.
    public var samplesPerSecond: Double { Double(latencies.count) / seconds(latencies.max) }

    /// How many answers of Server came after the bound.
    public var overLatencyCount: Int { latencies.count(above: settings.latencyBound) }

    private func seconds(_ time: Nanoseconds) -> Double { Double(time) / 1e9 }
}
