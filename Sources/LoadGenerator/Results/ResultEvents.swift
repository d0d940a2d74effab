public import EventLog

/// The result as events of a workload's log: LoadGen's keys, and what LoadGen has no key for.
extension ScenarioResult {
    /// Keys and values, in order.
    ///
    /// `scenario_mode` is `quick` or `mlperf`, `scenario_shortfalls` says what a run lacks of
    /// MLPerf's limits, `queries` and `samples` count the work of the window, `latency_histogram`
    /// holds pairs of an upper bound in nanoseconds and a count. A figure that does not exist, such
    /// as a rate over no time, is left out.
    public var events: [(key: String, value: LogValue)] {
        var events = settings.events
        for (key, value) in figures {
            // LoadGen writes 0 where there is no estimate.
            if key.hasPrefix("early_stopping_latency"), value == .integer(0) { continue }
            if let value = value.logValue { events.append((key, value)) }
        }
        events += [
            ("queries", .integer(Int64(record.queriesIssued))),
            ("samples", .integer(Int64(latencies.count))),
            ("latency_histogram", histogram),
        ]
        return events
    }

    private var histogram: LogValue {
        .array(
            LatencyHistogram(record.latencies).classes.map {
                .array([.integer($0.upperBound), .integer(Int64($0.count))])
            }
        )
    }
}

extension TestSettings {
    /// What was asked for.
    fileprivate var events: [(key: String, value: LogValue)] {
        var events: [(String, LogValue)] = [
            ("scenario_mode", .text(mode.rawValue)),
            ("effective_scenario", .text(scenario.name)),
            ("effective_samples_per_query", .integer(Int64(samplesPerQuery))),
            ("effective_min_duration_ms", .integer(minDuration / 1_000_000)),
            ("effective_min_query_count", .integer(Int64(effectiveMinQueryCount))),
            ("effective_min_sample_count", .integer(Int64(minSampleCount))),
            ("effective_target_latency_percentile", .number(percentile)),
        ]
        if let targetQPS { events.append(("effective_target_qps", .number(targetQPS))) }
        if case .server(_, let bound) = scenario {
            events.append(("effective_target_latency_ns", .integer(bound)))
        }
        if !shortfalls.isEmpty {
            events.append(("scenario_shortfalls", .text(shortfalls.joined(separator: "; "))))
        }
        return events
    }
}

extension DetailValue {
    fileprivate var logValue: LogValue? {
        switch self {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(Int64(value))
        case .unsigned(let value): Int64(exactly: value).map(LogValue.integer)
        case .number(let value): value.isFinite ? .number(value) : nil
        case .text(let value): .text(value)
        case .integers(let values): .array(values.map { .integer(Int64($0)) })
        }
    }
}
