/// A value of LoadGen's detail log.
enum DetailValue: Sendable, Hashable {
    case boolean(Bool)
    case integer(Int)
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case integers([Int])
}

/// The results under LoadGen's keys, in the order of its detail log.
extension ScenarioResult {
    var figures: [(key: String, value: DetailValue)] {
        var figures: [(String, DetailValue)] = [
            ("result_validity", .text(isValid ? "VALID" : "INVALID"))
        ]
        if let met = areConstraintsMet {
            figures.append(("result_perf_constraints_met", .boolean(met)))
        }
        figures += [
            ("result_min_duration_met", .boolean(isMinDurationMet)),
            ("result_min_queries_met", .boolean(areMinQueriesMet)),
            ("early_stopping_met", .boolean(earlyStopping.isMet)),
        ]
        if !isValid {
            let reasons = invalidReasons.joined(separator: " ")
            figures.append(("result_invalid_reason", .text(reasons)))
        }
        let lines = earlyStopping.lines.joined(separator: " ")
        figures.append(("early_stopping_result", .text(lines)))
        figures.append(("result_query_count", .integer(record.queriesIssued)))
        return figures + scenarioFigures + latencies.figures(of: "latency_ns")
    }

    private var scenarioFigures: [(String, DetailValue)] {
        switch settings.scenario {
        case .singleStream:
            [
                ("result_qps_with_loadgen_overhead", .number(qpsWithOverhead)),
                ("result_qps_without_loadgen_overhead", .number(qpsWithoutOverhead)),
                ("early_stopping_latency_ss", .integer(earlyStopping.latency(of: 0.90))),
                ("early_stopping_latency_ms", .integer(earlyStopping.latency(of: 0.99))),
            ]
        case .multiStream:
            (queryLatencies?.figures(of: "query_latency_ns", percentiles: "per_query_latency_ns")
                ?? [])
                + [("early_stopping_latency_ms", .integer(earlyStopping.latency(of: 0.99)))]
        case .server:
            [
                ("result_overlatency_query_count", .integer(overLatencyCount)),
                ("result_scheduled_samples_per_sec", .number(scheduledSamplesPerSecond)),
                ("result_completed_samples_per_sec", .number(completedSamplesPerSecond)),
            ]
        case .offline:
            [("result_samples_per_second", .number(samplesPerSecond))]
        }
    }
}

extension EarlyStoppingResult {
    /// The estimate of a percentile; 0 where there is none, as LoadGen writes it.
    func latency(of percentile: Double) -> Int {
        guard case .estimated(let estimate, _, let further) = self else { return 0 }
        if estimate.percentile == percentile { return Int(estimate.latency) }
        if case .estimated(let second)? = further, second.percentile == percentile {
            return Int(second.latency)
        }
        return 0
    }
}

extension LatencyStatistics {
    fileprivate func figures(
        of name: String,
        percentiles: String? = nil
    ) -> [(String, DetailValue)] {
        let extremes: [(String, DetailValue)] = [
            ("result_min_\(name)", .integer(Int(min))),
            ("result_max_\(name)", .integer(Int(max))),
            ("result_mean_\(name)", .integer(Int(mean))),
        ]
        return extremes
            + Self.percentiles.map { share in
                let percent = LogNumber.fixed(100 * share, digits: 2)
                return (
                    "result_\(percent)_percentile_\(percentiles ?? name)",
                    .integer(Int(percentile(share)))
                )
            }
    }
}
