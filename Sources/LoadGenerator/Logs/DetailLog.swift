internal import Foundation

/// `mlperf_log_detail.txt`.
extension LoadLog {
    var detail: String {
        let end = Double(result.record.activeDuration) / 1e6
        let before = (identity + requested + effective).map { line($0.0, $0.1, at: 0) }
        let warnings = warning.map {
            [line("warning_generic_message", .text($0), at: 0, isWarning: true)]
        }
        let start = ([("generic_message", .text("Starting performance mode"))] + generated)
            .map { line($0.0, $0.1, at: 0) }
        let after = (power + result.figures + [("num_errors", .integer(0))])
            .map { line($0.0, $0.1, at: end) }
        return (before + (warnings ?? []) + start + after).joined(separator: "\n") + "\n"
    }

    private var settings: TestSettings { result.settings }

    private var identity: [(String, DetailValue)] {
        [
            ("loadgen_version", .text("joulebench (not MLCommons' LoadGen)")),
            ("test_datetime", .text(Self.date(startMilliseconds, "yyyy-MM-dd'T'HH:mm:ss'Z'"))),
            ("sut_name", .text(systemName)), ("qsl_name", .text(libraryName)),
            ("qsl_reported_total_count", .integer(settings.sampleCount)),
            ("qsl_reported_performance_count", .integer(settings.sampleCount)),
            ("scenario_mode", .text(settings.mode.rawValue)),
        ]
    }

    private var requested: [(String, DetailValue)] {
        [
            ("requested_scenario", .text(settings.scenario.name)),
            ("requested_test_mode", .text("PerformanceOnly")),
        ] + requestedOfScenario + [
            ("requested_min_duration_ms", .integer(Int(settings.minDuration / 1_000_000))),
            ("requested_max_duration_ms", .integer(0)),
            ("requested_min_query_count", .integer(settings.minQueryCount)),
            ("requested_max_query_count", .integer(0)),
        ] + seeds("requested") + Self.unused("requested") + [
            ("requested_performance_sample_count_override", .integer(0)),
            ("requested_accuracy_sample_count_override", .integer(0)),
            ("requested_sample_concatenate_permutation", .boolean(false)),
        ]
    }

    private var requestedOfScenario: [(String, DetailValue)] {
        let percentile = DetailValue.number(settings.percentile)
        return switch settings.scenario {
        case .singleStream:
            [("requested_single_stream_target_latency_percentile", percentile)]
        case .multiStream(let samples):
            [
                ("requested_multi_stream_target_latency_percentile", percentile),
                ("requested_multi_stream_samples_per_query", .integer(samples)),
            ]
        case .server(let rate, let bound):
            [
                ("requested_server_target_qps", .number(rate)),
                ("requested_server_target_latency_ns", .integer(Int(bound))),
                ("requested_server_target_latency_percentile", percentile),
                ("requested_server_coalesce_queries", .boolean(false)),
                ("requested_server_max_async_queries", .integer(0)),
                ("requested_server_num_issue_query_threads", .integer(0)),
            ]
        case .offline(let rate): [("requested_offline_expected_qps", .number(rate))]
        }
    }

    private var effective: [(String, DetailValue)] {
        let duration = Int(settings.targetDuration / 1_000_000)
        return [
            ("effective_scenario", .text(settings.scenario.name)),
            ("effective_test_mode", .text("PerformanceOnly")),
            ("effective_samples_per_query", .integer(settings.samplesPerQuery)),
        ] + (settings.targetQPS.map { [("effective_target_qps", .number($0))] } ?? []) + [
            ("effective_target_latency_ns", .integer(Int(settings.latencyBound))),
            ("effective_target_latency_percentile", .number(settings.percentile)),
            ("effective_max_async_queries", .integer(settings.maxAsyncQueries)),
            ("effective_target_duration_ms", .integer(duration)),
            ("effective_min_duration_ms", .integer(Int(settings.minDuration / 1_000_000))),
            ("effective_max_duration_ms", .integer(0)),
            ("effective_min_query_count", .integer(settings.effectiveMinQueryCount)),
            ("effective_max_query_count", .integer(0)),
            ("effective_min_sample_count", .integer(settings.minSampleCount)),
        ] + seeds("effective") + Self.unused("effective") + [
            ("effective_performance_sample_count", .integer(settings.sampleCount)),
            ("effective_accuracy_sample_count", .integer(settings.sampleCount)),
            ("effective_sample_concatenate_permutation", .boolean(false)),
        ]
    }

    private func seeds(_ prefix: String) -> [(String, DetailValue)] {
        [
            ("\(prefix)_qsl_rng_seed", .unsigned(settings.seeds.library)),
            ("\(prefix)_sample_index_rng_seed", .unsigned(settings.seeds.sampleIndex)),
            ("\(prefix)_schedule_rng_seed", .unsigned(settings.seeds.schedule)),
        ]
    }

    /// What LoadGen offers and we leave off.
    private static func unused(_ prefix: String) -> [(String, DetailValue)] {
        [
            ("\(prefix)_accuracy_log_rng_seed", .integer(0)),
            ("\(prefix)_accuracy_log_probability", .number(0)),
            ("\(prefix)_accuracy_log_sampling_target", .integer(0)),
            ("\(prefix)_print_timestamps", .boolean(false)),
            ("\(prefix)_performance_issue_unique", .boolean(false)),
            ("\(prefix)_performance_issue_same", .boolean(false)),
            ("\(prefix)_performance_issue_same_index", .integer(0)),
        ]
    }

    /// What was drawn.
    ///
    /// In the streams we draw while queries are issued, so there is no count.
    private var generated: [(String, DetailValue)] {
        let loaded = ("loaded_qsl_set", DetailValue.integers(SampleSequence(settings).loaded))
        guard !settings.scenario.isStream else { return [loaded] }
        return [
            loaded, ("generated_query_count", .integer(result.record.queriesIssued)),
            ("generated_samples_per_query", .integer(settings.samplesPerQuery)),
        ]
    }

    private var power: [(String, DetailValue)] {
        let format = "MM-dd-yyyy HH:mm:ss.SSS"
        let end = startMilliseconds + result.record.activeDuration / 1_000_000
        return [
            ("power_begin", .text(Self.date(startMilliseconds, format))),
            ("power_end", .text(Self.date(end, format))),
        ]
    }

    private static func date(_ milliseconds: Int64, _ format: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = format
        return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
    }

    private func line(
        _ key: String,
        _ value: DetailValue,
        at milliseconds: Double,
        isWarning: Bool = false
    ) -> String {
        let time = LogNumber.fixed(milliseconds, digits: 6)
        let process = ProcessInfo.processInfo.processIdentifier
        return ":::MLLOG {\"key\": \"\(key)\", \"value\": \(value.json), \"time_ms\": \(time), "
            + "\"namespace\": \"mlperf::logging\", \"event_type\": \"POINT_IN_TIME\", "
            + "\"metadata\": {\"is_error\": false, \"is_warning\": \(isWarning), "
            + "\"file\": \"joulebench\", \"line_no\": 0, \"pid\": \(process), \"tid\": \(process)}}"
    }
}

extension DetailValue {
    /// The value as LoadGen writes it: six significant digits, integers in full.
    fileprivate var json: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        case .number(let value): LogNumber.general(value)
        case .text(let value): Self.quoted(value)
        case .integers(let values): "[\(values.map(String.init).joined(separator: ","))]"
        }
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A string always encodes.
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
