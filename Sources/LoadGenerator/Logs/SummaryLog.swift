/// `mlperf_log_summary.txt`.
extension LoadLog {
    var summary: String {
        let sections = [
            Self.banner("MLPerf Results Summary"), outcome, "", Self.banner("Additional Stats"),
            statistics, "", Self.banner("Test Parameters Used"), parameters, "", warningCount, "",
            "No errors encountered during test.",
        ]
        return sections.joined(separator: "\n") + "\n"
    }

    private static func banner(_ title: String) -> String {
        let line = String(repeating: "=", count: 48)
        return "\(line)\n\(title)\n\(line)"
    }

    private var warningCount: String {
        warning == nil
            ? "No warnings encountered during test."
            : "1 warning encountered. See detailed log."
    }

    private var outcome: String {
        var lines = [
            "SUT name : \(systemName)", "Scenario : \(result.settings.scenario.name)",
            "Mode     : PerformanceOnly", headline,
            "Result is : \(result.isValid ? "VALID" : "INVALID")",
        ]
        if let met = result.areConstraintsMet {
            lines.append("  Performance constraints satisfied : \(Self.word(met))")
        }
        lines += [
            "  Min duration satisfied : \(Self.word(result.isMinDurationMet))",
            "  Min queries satisfied : \(Self.word(result.areMinQueriesMet))",
            "  Early stopping satisfied: \(Self.word(result.earlyStopping.isMet))",
        ]
        if !result.isValid {
            lines += ["Recommendations:"] + result.invalidReasons.map { " * \($0)" }
        }
        if result.earlyStopping != .notApplicable {
            lines += ["Early Stopping Result:"] + result.earlyStopping.lines
        }
        return lines.joined(separator: "\n")
    }

    /// The figure that the scenario is judged by.
    private var headline: String {
        let settings = result.settings
        let name = EarlyStoppingResult.name(of: settings.percentile)
        switch settings.scenario {
        case .singleStream:
            let latency = result.latencies.percentile(settings.percentile)
            return "\(name) percentile latency (ns) : \(latency)"
        case .multiStream:
            let latencies = result.queryLatencies ?? result.latencies
            let latency = latencies.percentile(settings.percentile)
            return "\(name) percentile latency (ns) : \(latency)"
        case .server:
            let rate = LogNumber.fixed(result.completedSamplesPerSecond, digits: 2)
            return "Completed samples per second    : \(rate)"
        case .offline:
            return "Samples per second: \(LogNumber.general(result.samplesPerSecond))"
        }
    }

    private static func word(_ met: Bool) -> String { met ? "Yes" : "NO" }

    private var statistics: String {
        let latencies: [String]
        switch result.settings.scenario {
        case .multiStream:
            latencies = ["Per-query latency:  "] + Self.lines(result.queryLatencies)
        case .singleStream, .server, .offline: latencies = Self.lines(result.latencies)
        }
        return (rates + latencies).joined(separator: "\n")
    }

    private var rates: [String] {
        let text = { (rate: Double) in LogNumber.fixed(rate, digits: 2) }
        return switch result.settings.scenario {
        case .singleStream:
            [
                "QPS w/ loadgen overhead         : \(text(result.qpsWithOverhead))",
                "QPS w/o loadgen overhead        : \(text(result.qpsWithoutOverhead))", "",
            ]
        case .server:
            ["Scheduled samples per second : \(text(result.scheduledSamplesPerSecond))"]
        case .multiStream, .offline: []
        }
    }

    private static func lines(_ latencies: LatencyStatistics?) -> [String] {
        guard let latencies else { return [] }
        return [
            "Min latency (ns)                : \(latencies.min)",
            "Max latency (ns)                : \(latencies.max)",
            "Mean latency (ns)               : \(latencies.mean)",
        ]
            + LatencyStatistics.percentiles.map { share in
                let percent = LogNumber.fixed(100 * share, digits: 2)
                return "\(percent) percentile latency (ns)   : \(latencies.percentile(share))"
            }
    }

    private var parameters: String {
        let settings = result.settings
        var lines = ["samples_per_query : \(settings.samplesPerQuery)"]
        if let rate = settings.targetQPS {
            lines.append("target_qps : \(LogNumber.general(rate))")
        }
        lines += [
            "target_latency (ns): \(settings.latencyBound)",
            "max_async_queries : \(settings.maxAsyncQueries)",
            "min_duration (ms): \(settings.minDuration / 1_000_000)", "max_duration (ms): 0",
            "min_query_count : \(settings.effectiveMinQueryCount)", "max_query_count : 0",
            "qsl_rng_seed : \(settings.seeds.library)",
            "sample_index_rng_seed : \(settings.seeds.sampleIndex)",
            "schedule_rng_seed : \(settings.seeds.schedule)", "accuracy_log_rng_seed : 0",
            "accuracy_log_probability : 0", "accuracy_log_sampling_target : 0",
            "print_timestamps : 0", "performance_issue_unique : 0", "performance_issue_same : 0",
            "performance_issue_same_index : 0",
            "performance_sample_count : \(settings.sampleCount)",
            "accuracy_sample_count : \(settings.sampleCount)",
        ]
        return lines.joined(separator: "\n")
    }
}

extension TestSettings {
    /// How many queries may be open at once; 0 is any number.
    var maxAsyncQueries: Int { if case .server = scenario { 0 } else { 1 } }
}
