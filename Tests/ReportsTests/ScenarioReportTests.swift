import Experiment
import Statistics
import TestSupport
import Testing
import Units

@testable import Reports

@Suite struct ScenarioReportTests {
    private static let other = SampleRun.comparison.variants[1].name

    private func trial(_ sequence: Int, _ variant: String, _ said: [(String, String)]) -> Trial {
        var trial = SampleRun.trial(sequence: sequence, variant: variant)
        if said.contains(where: { $0 == ("scenario_mode", "\"mlperf\"") }) { stretch(&trial) }
        trial.state(said)
        return trial
    }

    /// The same readings and events over 800 s instead of 2 s, as MLPerf's limits ask for.
    private func stretch(_ trial: inout Trial) {
        let start = trial.started
        func later(_ instant: MonotonicInstant) -> MonotonicInstant {
            start + (instant - start) * 400
        }
        trial.ended = later(trial.ended)
        for index in trial.events.indices {
            trial.events[index].instant = later(trial.events[index].instant)
        }
        for index in trial.readings.indices {
            trial.readings[index].before = later(trial.readings[index].before)
            trial.readings[index].after = later(trial.readings[index].after)
        }
    }

    private func said(
        _ scenario: String,
        validity: String = "VALID",
        mode: String = "quick",
        qps: String = "100"
    ) -> [(String, String)] {
        [
            ("effective_scenario", "\"\(scenario)\""), ("scenario_mode", "\"\(mode)\""),
            ("effective_min_duration_ms", mode == "mlperf" ? "600000" : "2000"),
            ("effective_target_qps", qps), ("result_validity", "\"\(validity)\""),
            ("result_min_duration_met", validity == "VALID" ? "true" : "false"),
            ("result_query_count", "200"), ("effective_samples_per_query", "10"),
            ("result_90.00_percentile_latency_ns", "2000000"),
            ("result_99.00_percentile_latency_ns", "4000000"),
        ]
    }

    private func report(_ first: [(String, String)], _ second: [(String, String)]) -> Report {
        let trials = (0..<2).flatMap { block in
            [trial(2 * block, "dense", first), trial(2 * block + 1, Self.other, second)]
        }
        return Report(run: SampleRun.run(), trials: trials)
    }

    private func text(_ report: Report) -> String {
        TerminalReport(report, usesColour: false).text
    }

    @Test func `a quick scenario is named over every table, with its latencies and energy`() throws
    {
        let report = report(said("Offline"), said("Offline"))
        let text = text(report)
        let titles = text.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.hasSuffix(":") }
        #expect(titles.count >= 4)
        #expect(
            titles.allSatisfy { $0.hasSuffix("(Offline, QUICK: no MLPerf result):") },
            "\(titles)"
        )
        for cell in ["fixed work", "2/2", "2.00 ms", "4.00 ms", "p90", "p99", "energy/query"] {
            #expect(text.contains(cell), "\(cell)")
        }
        let row = try #require(report.comparisons.first?.rows.first)
        // 80 J in 200 queries.
        #expect(row.scenario?.energyPerQuery?.mean.joules == 0.4)
        #expect(report.comparisons[0].rows[1].energyRatio?.ratio == 1)
        #expect(MarkdownReport(report).text.contains("QUICK: no MLPerf result"))
        let strict = self.text(
            self.report(said("Offline", mode: "mlperf"), said("Offline", mode: "mlperf"))
        )
        #expect(!strict.contains("QUICK") && strict.contains("(Offline, MLPerf's limits)"))
    }

    @Test(arguments: [
        ("Offline", "Server", "100"), ("Server", "Server", "200"),
        ("Offline", "SingleStream", "100"),
    ])
    func `work of different kinds is never set in ratio`(
        first: String,
        second: String,
        qps: String
    ) throws {
        let report = report(said(first), said(second, qps: qps))
        let row = try #require(report.comparisons.first?.rows.last)
        #expect(row.energyRatio == nil && row.timeRatio == nil)
        #expect(row.ratioMissingReason?.contains("different kinds") == true)
        #expect(text(report).contains("no energy ratio: the work is of different kinds"))
    }

    @Test func `kinds of work have tables of their own`() throws {
        let report = report(said("Offline"), said("Server"))
        let comparison = try #require(report.comparisons.first)
        let groups = comparison.workGroups
        #expect(
            groups.map(\.heading) == [
                "Work: Offline, fixed work, quick",
                "Work: Server, fixed rate, 100 queries/s, quick",
            ]
        )
        let energy = groups.compactMap(\.tables.first)
        #expect(energy.map { $0.rows.map { $0[0] } } == [["dense (baseline)"], [Self.other]])
        #expect(energy[0].columns.contains { $0.heading == "energy/sample" })
        #expect(energy[1].columns.contains { $0.heading == "energy/sample at the rate" })
        #expect(energy[1].title.hasPrefix("Energy and quality at a fixed rate (Server"))
        // No table has rows of both kinds, whatever it is of.
        for group in groups {
            #expect(group.tables.count >= 3)
            for table in group.tables {
                #expect(Set(table.rows.map { $0[0].hasPrefix("dense") }).count == 1, "\(table)")
            }
        }
        for text in [text(report), MarkdownReport(report).text] {
            #expect(text.contains("Work: Offline, fixed work, quick"))
            #expect(text.contains("Work: Server, fixed rate, 100 queries/s, quick"))
            #expect(text.contains("The variants do 2 kinds of work"))
        }
        let kinds = CSVReport(report).text.split(separator: "\r\n").map {
            $0.contains(",Server; fixed rate; 100 queries/s; quick,")
        }
        #expect(kinds == [false, false, true])
        let trials = CSVReport(report, content: .trials).text
        #expect(trials.contains(",Offline; fixed work; quick,"))
        #expect(
            try JSONReport(report).text.contains("\"work_kind\" : \"Offline; fixed work; quick\"")
        )
    }

    @Test func `one kind of work has no heading, and a failed variant stays with the others`()
        throws
    {
        let same = report(said("Server"), said("Server"))
        #expect(same.comparisons[0].workGroups.map(\.heading) == [nil])
        #expect(!text(same).contains("kinds of work"))
        var trials = (0..<2).map { trial(2 * $0, "dense", said("Server")) }
        var failed = SampleRun.trial(sequence: 1, variant: Self.other)
        failed.outcome = .exited(status: 1)
        trials.append(failed)
        let report = Report(run: SampleRun.run(), trials: trials)
        #expect(report.comparisons[0].workGroups.count == 1)
        #expect(text(report).contains(Self.other))
    }

    @Test func `a variant whose kind of work changes has no mean`() throws {
        var trials = (0..<2).map { trial(2 * $0, "dense", said("Server")) }
        trials += (0..<2).map { block in
            trial(2 * block + 1, Self.other, said("Server", qps: block == 0 ? "100" : "200"))
        }
        let report = Report(run: SampleRun.run(), trials: trials)
        let row = report.comparisons[0].rows[1]
        #expect(row.energyPerUnit == nil && row.timePerUnit == nil && row.averagePower == nil)
        #expect(row.scenario?.energyPerQuery == nil && row.scenario?.latencies.isEmpty == true)
        #expect(row.energyMissingReason == "the trials did work of different kinds")
        #expect(row.phases.isEmpty && row.scenario?.validTrials == 2)
        #expect(text(report).contains("Work: changing from trial to trial"))
    }

    @Test func `the histogram of latencies is exported, summed over valid trials`() throws {
        let histogram = ("latency_histogram", "[[1000,3],[2000,1]]")
        let report = report(said("Offline") + [histogram], said("Offline"))
        let rows = report.comparisons[0].rows
        #expect(
            rows[0].scenario?.histogram
                == [
                    LatencyClass(upperBoundNanoseconds: 1000, count: 6),
                    LatencyClass(upperBoundNanoseconds: 2000, count: 2),
                ]
        )
        #expect(rows[1].scenario?.histogram == nil)
        let json = try JSONReport(report).text.filter { !$0.isWhitespace }
        #expect(json.contains("\"latency_histogram\":[[1000,6],[2000,2]]"))
        #expect(json.contains("\"latency_histogram\":null"))
    }

    @Test func `at one fixed rate energies are compared and times are not`() throws {
        let report = report(said("Server"), said("Server"))
        let row = try #require(report.comparisons.first?.rows.last)
        #expect(row.energyRatio?.ratio == 1 && row.timeRatio == nil)
        #expect(text(report).contains("fixed rate, 100 queries/s"))
        let mixed = self.report(said("Server", mode: "mlperf"), said("Server"))
        #expect(mixed.comparisons[0].rows[1].energyRatio == nil)
        #expect(mixed.comparisons[0].rows[0].scenario?.mode == .mlperf)
    }

    @Test func `an INVALID trial is kept, named and in no mean`() throws {
        let report = report(said("Offline"), said("Offline", validity: "INVALID"))
        let row = try #require(report.comparisons.first?.rows.last)
        #expect(row.completedTrials == 0 && row.failedTrials == 2)
        #expect(row.scenario?.validTrials == 0 && row.scenario?.invalidTrials == 2)
        #expect(row.energyPerUnit == nil && row.scenario?.energyPerQuery == nil)
        #expect(!report.isComplete)
        #expect(report.failureSummary == "2 trials gave INVALID results")
        let text = text(report)
        #expect(
            text.contains("gave an INVALID result (Offline): the minimum duration was not met.")
        )
        #expect(text.contains("0/2"))
        let csv = CSVReport(report, content: .trials).text
        #expect(csv.contains("INVALID"))
    }

    @Test func `every format has the figures of scenarios`() throws {
        let report = report(said("Server"), said("Server"))
        let csv = CSVReport(report).text.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let heading = try #require(csv.first)
        func value(_ name: String) throws -> Substring {
            csv[1][try #require(heading.firstIndex { $0 == name }, "\(name)")]
        }
        #expect(try value("scenario") == "Server")
        #expect(try value("scenario_work") == "fixed_rate")
        #expect(try value("scenario_mode") == "quick")
        #expect(try value("target_qps") == "100")
        #expect(try value("latency_p99_seconds") == "0.004")
        #expect(try value("quality_target") == "")
        let trials = CSVReport(report, content: .trials).text.split(separator: "\r\n")
        // The first trial is of a variant whose name needs no quotes.
        let counts = trials.prefix(2).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).count
        }
        #expect(Set(counts).count == 1)
        #expect(try JSONReport(report).text.contains("\"scenario_work\" : \"fixed_rate\""))
    }
}

@Suite struct TargetReportTests {
    /// A run with a target, and trials that reach it after some seconds or never.
    ///
    /// `outcomes` are those of the first trials; `run_stop` comes `stop` seconds after `run_start`.
    private func report(
        _ dense: [Double?],
        _ other: [Double?],
        outcomes: [TrialOutcome] = [],
        stop: Double = 2
    ) -> Report {
        var run = SampleRun.run()
        run.comparisons[0].quality?.target = 0.8
        run.plannedTrials = dense.count + other.count
        let names = run.comparisons[0].variants.map(\.name)
        var trials: [Trial] = []
        for (block, pair) in zip(dense, other).enumerated() {
            for (position, seconds) in [pair.0, pair.1].enumerated() {
                var trial = SampleRun.trial(
                    sequence: 2 * block + position,
                    variant: names[position]
                )
                trial.events.removeAll { $0.key == "eval_accuracy" }
                for (at, score) in [(0.25, 0.5), (seconds ?? 1.9, seconds == nil ? 0.7 : 0.85)] {
                    trial.events.append(
                        .statement(
                            "eval_accuracy",
                            "\(score)",
                            at: trial.started + .seconds(1 + at)
                        )
                    )
                }
                for index in trial.events.indices where trial.events[index].key == "run_stop" {
                    trial.events[index].instant = trial.started + .seconds(1 + stop)
                }
                if trials.count < outcomes.count { trial.outcome = outcomes[trials.count] }
                trials.append(trial)
            }
        }
        return Report(run: run, trials: trials)
    }

    @Test func `time and energy to the target are compared block by block`() throws {
        let report = report([1, 1, 1], [0.5, 0.5, 0.5])
        let row = try #require(report.comparisons.first?.rows.last?.target)
        #expect(row.convergedTrials == 3 && row.trials == 3)
        #expect(row.time?.mean == .seconds(0.5))
        #expect(row.timeRatio?.ratio == 0.5)
        let ratio = try #require(row.energyRatio?.ratio)
        #expect((ratio - 0.5).magnitude < 0.01)
        #expect(row.olympic?.count == 1 && row.olympic?.seconds == 0.5)
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("To eval_accuracy ≥ 0.8:"))
        #expect(text.contains("energy to target") && text.contains("Olympic time"))
    }

    @Test func `a training that failed has not converged, one that was interrupted says nothing`()
        throws
    {
        let report = report(
            [1, 1, 1, 1],
            [1, 1, 1, 1],
            outcomes: [.exited(status: 1), .interrupted]
        )
        let dense = try #require(report.comparisons[0].rows[0].target)
        #expect(dense.convergedTrials == 3 && dense.trials == 4)
        // The failed one is the slowest, and one of the others the fastest.
        #expect(dense.olympic?.count == 2)
        let other = try #require(report.comparisons[0].rows[1].target)
        #expect(other.convergedTrials == 3 && other.trials == 3)
        #expect(report.failureSummary == "Some trials failed")
    }

    @Test func `an evaluation after run_stop is named in its own words`() throws {
        let report = report([1, 1, 1], [0.5, 0.5, 0.5], stop: 0.75)
        let rows = report.comparisons[0].rows
        #expect(rows[0].target?.convergedTrials == 0 && rows[1].target?.convergedTrials == 3)
        let text = TerminalReport(report, usesColour: false).text
        #expect(
            text.contains("dense, block 1: eval_accuracy ≥ 0.8 was evaluated only after run_stop")
        )
        #expect(!text.contains("not converged, eval"))
        let dense = try #require(rows[0].target)
        #expect(dense.trialsAfterStop == 3 && dense.unusableEvaluations == 0)
        let reason = "the target was evaluated only after run_stop"
        #expect(dense.missingReason == "in 3 of 3 trials, the first: \(reason)")
        #expect(rows[1].target?.missingReason == nil)
        for content in [CSVReport.Content.variants, .trials] {
            #expect(CSVReport(report, content: content).text.contains(reason))
        }
        #expect(
            try JSONReport(report).text.contains("\"trials_at_target_after_run_stop\" : 3")
        )
    }

    @Test(arguments: [
        ("queries", "query"), ("samples", "sample"), ("batches", "batch"), ("passes", "pass"),
        ("boxes", "box"), ("crashes", "crash"), ("loss", "loss"), ("images", "image"), ("s", "s"),
    ])
    func `the heading has the unit in the singular`(unit: String, singular: String) {
        var run = SampleRun.run()
        run.comparisons[0].unitOfWork = unit
        let text = TerminalReport(
            Report(run: run, trials: [SampleRun.trial()]),
            usesColour: false
        ).text
        #expect(text.contains("energy/\(singular) is missing"), "\(text)")
    }

    @Test func `a training that never gets there is named and is in no mean to target`() throws {
        let report = report([1, nil, 1.5], [nil, 0.5, nil])
        let rows = report.comparisons[0].rows
        let dense = try #require(rows[0].target)
        #expect(dense.convergedTrials == 2 && dense.trials == 3)
        #expect(dense.time?.mean == .seconds(1.25))
        // The one that did not converge is the slowest: one is left.
        #expect(dense.olympic?.count == 1 && dense.olympic?.seconds == 1.5)
        let other = try #require(rows[1].target)
        #expect(other.olympic == nil)
        #expect(other.olympicFault?.contains("2 trials did not reach the target") == true)
        // No block has both.
        #expect(other.timeRatio == nil && other.energyRatio == nil)
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("dense, block 2: not converged, eval_accuracy ≥ 0.8 was not reached"))
        let csv = CSVReport(report).text
        #expect(csv.contains("olympic_time_seconds"))
        #expect(try JSONReport(report).text.contains("\"quality_target\" : 0.8"))
    }
}
