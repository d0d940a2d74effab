public import Experiment
internal import GRDB

extension ResultStore {
    /// The design of a run as its row holds it.
    static func design(of row: Row) -> RunDesign {
        var rule = BlockRule.fixed(row["blocks"])
        if let pilot: Int = row["adaptive_pilot"], let width: Double = row["adaptive_half_width"],
            let maximum: Int = row["adaptive_maximum"]
        {
            rule = .adaptive(AdaptiveBlocks(pilot: pilot, halfWidth: width, maximum: maximum))
        }
        return RunDesign(
            blocks: rule,
            warmUpBlocks: row["warm_up_blocks"],
            order: BlockOrder(rawValue: row["block_order"]) ?? .shuffled,
            isCalibration: row["is_calibration"]
        )
    }

    func insertDesign(of run: Run, into database: Database) throws {
        var adaptive: AdaptiveBlocks?
        if case .adaptive(let rule) = run.design.blocks { adaptive = rule }
        try database.executeCached(
            sql: """
                UPDATE run SET warm_up_blocks = ?, block_order = ?, adaptive_pilot = ?,
                    adaptive_half_width = ?, adaptive_maximum = ?, is_calibration = ?
                WHERE id = ?
                """,
            arguments: [
                run.design.warmUpBlocks, run.design.order.rawValue, adaptive?.pilot,
                adaptive?.halfWidth, adaptive?.maximum, run.design.isCalibration, run.id,
            ]
        )
    }

    /// Stores how much is planned by now, and what was decided.
    func update(_ schedule: TrialSchedule, runID: String, in database: Database) throws {
        let decisions = schedule.decisions
        guard !decisions.isEmpty else { return }
        try database.execute(
            sql: """
                UPDATE run SET planned_trials = ?1, blocks = ?2
                WHERE id = ?3 AND (planned_trials <> ?1 OR blocks <> ?2)
                """,
            arguments: [
                schedule.trials.count, decisions.map(\.blocks).max() ?? 0, runID,
            ]
        )
        for decision in decisions {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO block_decision (run_id, comparison, metric, variant,
                        pilot_pairs, log_standard_deviation, needed_blocks, blocks)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    runID, decision.comparison, decision.metric.rawValue, decision.variant,
                    decision.pilotPairs, decision.logStandardDeviation, decision.needed,
                    decision.blocks,
                ]
            )
        }
    }

    /// What the pilots of an adaptive run said, in the order of its comparisons.
    ///
    /// - Throws: `StoreError`.
    public func blockDecisions(ofRun id: String) throws(StoreError) -> [BlockDecision] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT block_decision.* FROM block_decision
                    JOIN comparison ON comparison.run_id = block_decision.run_id
                        AND comparison.name = block_decision.comparison
                    WHERE block_decision.run_id = ? ORDER BY comparison.position
                    """,
                arguments: [id]
            ).map { row in
                BlockDecision(
                    comparison: row["comparison"],
                    metric: RatioMetric(rawValue: row["metric"]) ?? .time,
                    variant: row["variant"],
                    pilotPairs: row["pilot_pairs"],
                    logStandardDeviation: row["log_standard_deviation"],
                    needed: row["needed_blocks"],
                    blocks: row["blocks"]
                )
            }
        }
    }
}
