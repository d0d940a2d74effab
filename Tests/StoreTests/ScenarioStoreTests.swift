import Experiment
import Foundation
import Store
import TestSupport
import Testing

@Suite struct ScenarioStoreTests {
    private func trial(_ sequence: Int, _ variant: String, validity: String) -> Trial {
        var trial = SampleRun.trial(sequence: sequence, variant: variant)
        trial.state([
            ("effective_scenario", "\"Server\""),
            ("effective_target_qps", variant == "dense" ? "100" : "200"),
            ("result_validity", "\"\(validity)\""),
            ("result_99.00_percentile_latency_ns", "4000000"),
            ("latency_histogram", "[[1000,3],[4000000,1]]"),
        ])
        return trial
    }

    @Test func `targets, logs of LoadGen and trials' warnings come back`() throws {
        let folder = try TemporaryFolder()
        let store = try ResultStore(path: folder.path + "/results.sqlite")
        var run = SampleRun.run()
        run.comparisons[0].quality?.target = 0.85
        run.comparisons[0].quality?.tolerance = 0.005
        run.comparisons[0].equivalence = 0.02
        run.comparisons[0].variants[1].command.loadGenFolder = "logs"
        try store.create(run)
        var trial = SampleRun.trial()
        trial.warnings = [
            .workload(.loadGen(problem: "x")),
            .workload(.outputKept(path: "/a", removedBytes: 3)),
        ]
        try store.save(trial, of: run)
        #expect(try store.run(named: "latest").comparisons == run.comparisons)
        let stored = try #require(try store.trials(ofRun: run.id).first)
        #expect(stored.warnings == trial.warnings)
        #expect(stored.loadGenProblem == "x")
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `SQL sees scenarios and targets, and means without INVALID trials`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/results.sqlite"
        let store = try ResultStore(path: path)
        var run = SampleRun.run()
        run.comparisons[0].quality?.target = 0.85
        let other = run.comparisons[0].variants[1].name
        try store.create(run)
        try store.save(trial(0, "dense", validity: "VALID"), of: run)
        try store.save(trial(1, other, validity: "VALID"), of: run)
        try store.save(trial(2, "dense", validity: "INVALID"), of: run)
        let shell = SQLiteShell(path: path)
        #expect(
            try shell.run(
                "SELECT work, validity, target_qps, latency_p99_seconds, invalid_reasons "
                    + "FROM scenario_result JOIN trial ON trial.id = trial_id "
                    + "WHERE variant = 'dense' ORDER BY sequence"
            ).split(separator: "\n")
                == [
                    "fixed_rate|VALID|100.0|0.004|",
                    "fixed_rate|INVALID|100.0|0.004|no reason is stated",
                ]
        )
        #expect(
            // The score comes after run_stop: what it took is not in the window.
            try shell.run("SELECT DISTINCT target, evaluations, seconds IS NULL FROM target_result")
                .hasPrefix("0.85|1|1")
        )
        #expect(
            try shell.run(
                "SELECT DISTINCT unusable_evaluations, missing_reason FROM target_result"
            ).hasPrefix("0|the target was evaluated only after run_stop")
        )
        #expect(
            try shell.run(
                "SELECT upper_bound_ns, sum(count) FROM latency_class GROUP BY 1 ORDER BY 1"
            ).split(separator: "\n") == ["1000|9", "4000000|3"]
        )
        #expect(
            try shell.run(
                "SELECT scenario, scenario_mode, kind_of_work, target_qps FROM comparison_table "
                    + "WHERE variant = 'dense'"
            ).hasPrefix("Server|quick|fixed_rate|100.0")
        )
        #expect(
            try shell.run("SELECT trials FROM comparison_table WHERE variant = 'dense'")
                .hasPrefix("1")
        )
        // At a fixed rate the arrivals decide the time, also of the baseline beside itself.
        #expect(
            try shell.run(
                "SELECT energy_ratio, time_ratio IS NULL FROM comparison_table "
                    + "WHERE variant = 'dense'"
            ).hasPrefix("1.0|1")
        )
        #expect(
            try shell.run("SELECT count(*) FROM summary WHERE exclusion_reason IS NOT NULL") == "1"
        )
        // 100 and 200 queries in a second are different work.
        #expect(
            try shell.run(
                "SELECT energy_ratio IS NULL FROM comparison_table WHERE variant <> 'dense'"
            ).hasPrefix("1")
        )
        #expect(try shell.run("PRAGMA integrity_check").hasPrefix("ok"))
        #expect(try shell.run("PRAGMA foreign_key_check") == "")
    }
}
