import Experiment
import TestSupport
import Testing
import Units

@Suite struct ScenarioResultTests {
    /// The window is of `seconds`.
    private func trial(_ said: [(String, String)], seconds: Double = 600) -> Trial {
        var trial = SampleRun.trial()
        for index in trial.events.indices where trial.events[index].key == "run_stop" {
            trial.events[index].instant = trial.started + .seconds(1 + seconds)
        }
        trial.ended = trial.started + .seconds(2 + seconds)
        trial.state(said)
        return trial
    }

    private func result(_ said: [(String, String)]) -> ScenarioResult? {
        ScenarioResult(of: trial(said))
    }

    private static let server = [
        ("effective_scenario", "\"Server\""), ("effective_target_qps", "5600"),
        ("effective_min_duration_ms", "600000"), ("effective_samples_per_query", "1"),
        ("result_validity", "\"VALID\""), ("result_query_count", "3361528"),
        ("result_completed_samples_per_sec", "5602.44"), ("result_mean_latency_ns", "12710076"),
        ("result_99.00_percentile_latency_ns", "24157218"),
        ("result_99.90_percentile_latency_ns", "35150131"),
    ]

    @Test(
        arguments: [
            ("[[1000,3],[2000,1]]", 2), ("[[1000,3],[900,1]]", nil), ("[[1000,0]]", nil),
            ("[[1000]]", nil), ("[]", nil), ("[[-1,1]]", nil), ("\"x\"", nil), ("[[1.5,1]]", nil),
        ] as [(String, Int?)]
    )
    func `only a whole histogram of latencies is taken`(json: String, classes: Int?) throws {
        let found = try #require(result(Self.server + [("latency_histogram", json)]))
        #expect(found.histogram?.count == classes)
    }

    @Test func `a Server result is read from LoadGen's keys`() throws {
        let found = try #require(result(Self.server))
        #expect(found.scenario == "Server" && found.mode == .mlperf && found.validity == .valid)
        #expect(found.queries == 3_361_528 && found.samples == 3_361_528)
        #expect(found.samplesPerSecond == 5602.44)
        #expect(found.latency(percentile: 99) == .seconds(0.024157218))
        #expect(found.latency(percentile: 99.9) == .seconds(0.035150131))
        #expect(found.kind == .fixedRate(scenario: "Server", queriesPerSecond: 5600, mode: .mlperf))
        #expect(found.kind.summary == "fixed rate, 5600 queries/s")
        #expect(found.exclusion == nil)
    }

    @Test func `without a scenario there is no result`() {
        #expect(ScenarioResult(of: SampleRun.trial()) == nil)
        #expect(result([("effective_scenario", "3"), ("result_validity", "\"VALID\"")]) == nil)
    }

    @Test func `a quick mode is stated, or told by the limits in effect`() throws {
        let stated = try #require(result(Self.server + [("scenario_mode", "\"quick\"")]))
        #expect(stated.mode == .quick)
        let short = try #require(result(Self.server + [("effective_min_duration_ms", "10000")]))
        #expect(short.mode == .quick)
        let offline = [
            ("effective_scenario", "\"Offline\""), ("effective_min_duration_ms", "600000"),
        ]
        #expect(result(offline + [("effective_min_sample_count", "24576")])?.mode == .mlperf)
        #expect(result(offline + [("effective_min_sample_count", "24575")])?.mode == .quick)
        #expect(result(offline)?.kind.isFixedRate == false)
    }

    @Test func `the word mlperf counts only with the 600 s in settings and window`() throws {
        let stated = Self.server + [("scenario_mode", "\"mlperf\"")]
        func mode(_ trial: Trial) -> ScenarioResult.Mode? { ScenarioResult(of: trial)?.mode }
        func isWarnedOf(_ trial: Trial) -> Bool {
            warnings(trial).contains { if case .modeNotShown = $0 { true } else { false } }
        }
        #expect(mode(trial(stated)) == .mlperf && !isWarnedOf(trial(stated)))
        let short = trial(stated, seconds: 599)
        #expect(mode(short) == .quick && isWarnedOf(short))
        let silent = trial(stated.filter { $0.0 != "effective_min_duration_ms" })
        #expect(mode(silent) == .quick && isWarnedOf(silent))
        #expect(mode(trial(Self.server, seconds: 599)) == .quick)
    }

    private func warnings(_ trial: Trial) -> [WorkloadWarning] {
        trial.warningsFromData(samplingInterval: .seconds(1000)).compactMap {
            warning -> WorkloadWarning? in
            if case .workload(let own) = warning { own } else { nil }
        }
    }

    @Test func `what does not fit the rest is warned of`() {
        #expect(warnings(trial(Self.server)).isEmpty)
        let mode = trial(Self.server + [("scenario_mode", "\"fast\"")])
        #expect(warnings(mode) == [.unknownMode(name: "fast")])
        #expect(ScenarioResult(of: mode)?.mode == .quick)
        let scenario = trial([("effective_scenario", "\"Burst\"")])
        #expect(warnings(scenario) == [.unknownScenario(name: "Burst")])
        #expect(ScenarioResult(of: scenario) == nil)
        let observed = 3_361_528.0 / 600
        let fast = trial(Self.server + [("result_completed_samples_per_sec", "7000")])
        #expect(warnings(fast) == [.rateDisagrees(stated: 7000, observed: observed)])
    }

    @Test func `percentiles are between 0 and 100, and text has no control characters`() throws {
        let odd = ["-1", "0", "100", "inf", "nan"].map {
            ("result_\($0)_percentile_latency_ns", "1000")
        }
        let found = try #require(result(Self.server + odd))
        #expect(found.latencies.keys.sorted() == [99, 99.9])
        let named = try #require(
            result([
                ("effective_scenario", #""Off\u0000line\u001b""#),
                ("result_validity", #""INVALID""#),
                ("result_invalid_reason", #""a\u001b[31m\u009bb""#),
            ])
        )
        #expect(named.scenario == "Offline")
        #expect(named.validity == .invalid(reasons: ["a[31mb"]))
    }

    @Test func `an INVALID result says why and is left out`() throws {
        let broken =
            Self.server + [
                ("result_validity", "\"INVALID\""), ("result_min_duration_met", "false"),
                ("early_stopping_met", "false"), ("result_min_queries_met", "true"),
            ]
        let found = try #require(result(broken))
        #expect(
            found.validity
                == .invalid(reasons: [
                    "the minimum duration was not met",
                    "the criterion of early stopping was not met",
                ])
        )
        let summary = TrialSummary(
            of: trial(broken),
            in: SampleRun.comparison,
            estimateModel: nil
        )
        #expect(summary.outcome == .completed && !summary.isCompleted)
        #expect(summary.explanation.contains("INVALID"))
        let stated = result(
            Self.server + [
                ("result_validity", "\"INVALID\""),
                ("result_invalid_reason", #""too\n \"few\" \u00e9""#),
            ]
        )
        #expect(stated?.validity == .invalid(reasons: ["too  \"few\" é"]))
    }

    @Test func `a result without its validity is left out, too`() throws {
        let found = try #require(result([("effective_scenario", "\"Offline\"")]))
        #expect(found.validity == .unstated)
        #expect(found.exclusion?.contains("no result_validity") == true)
    }

    @Test func `work that the workload does not count is taken from the generator`() {
        var comparison = SampleRun.comparison
        comparison.unitOfWork = "queries"
        let summary = TrialSummary(of: trial(Self.server), in: comparison, estimateModel: nil)
        #expect(summary.work == 3_361_528)
        let offline = trial([
            ("effective_scenario", "\"Offline\""), ("generated_query_count", "1"),
            ("generated_samples_per_query", "24576"), ("result_query_count", "1"),
        ])
        #expect(ScenarioResult(of: offline)?.samples == 24_576)
    }

    @Test func `early stopping is that of the scenario`() {
        let both = [
            ("early_stopping_latency_ss", "120438"), ("early_stopping_latency_ms", "128968"),
        ]
        let single = result([("effective_scenario", "\"SingleStream\"")] + both)
        #expect(single?.earlyStoppingLatency == .seconds(120438e-9))
        let multi = result([("effective_scenario", "\"MultiStream\"")] + both)
        #expect(multi?.earlyStoppingLatency == .seconds(128968e-9))
        #expect(result(Self.server + both)?.earlyStoppingLatency == nil)
    }
}
