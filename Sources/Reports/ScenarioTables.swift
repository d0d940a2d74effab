internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// What stands behind the title of each table; empty without scenarios.
    ///
    /// A quick trial's figures are none of MLPerf's, wherever they are read.
    var scenarioLabel: String {
        let found = rows.compactMap(\.scenario)
        guard !found.isEmpty else { return "" }
        let isQuick = found.contains { $0.mode == .quick }
        let names = found.reduce(into: [String]()) {
            if !$0.contains($1.scenario) { $0.append($1.scenario) }
        }
        return " (\(names.joined(separator: ", "))"
            + (isQuick ? ", QUICK: no MLPerf result)" : ", MLPerf's limits)")
    }

    /// How the scenario went, as its generator states it.
    var scenarioTable: Table? {
        guard rows.contains(where: { $0.scenario != nil }) else { return nil }
        let percentiles = Set(rows.flatMap { $0.scenario.map { Array($0.latencies.keys) } ?? [] })
            .sorted()
        let columns: [(String, Table.Alignment)] =
            [
                ("variant", .left), ("scenario", .left), ("mode", .left), ("does", .left),
                ("VALID", .right), ("samples/s", .right), ("energy/query", .right),
                ("mean latency", .right),
            ]
            + percentiles.map { ("p\(NumberText.shortest($0))", Table.Alignment.right) }
            + [("early stopping", .right)]
        return Table(
            title: "Scenario",
            columns: columns,
            rows: rows.map { scenarioCells($0, percentiles) }
        )
    }

    private func scenarioCells(_ row: VariantRow, _ percentiles: [Double]) -> [String] {
        guard let scenario = row.scenario else {
            return [row.variant] + Array(repeating: Table.missing, count: percentiles.count + 8)
        }
        func time(_ span: TimeSpan?) -> String {
            span.map { NumberText.quantity($0.seconds, plusMinus: nil, unit: "s") } ?? Table.missing
        }
        let rate = scenario.samplesPerSecond.map {
            NumberText.quantity($0.mean, plusMinus: $0.halfWidth, unit: "/s")
        }
        return [
            row.variant, scenario.scenario, scenario.mode.rawValue, scenario.kind.summary,
            "\(scenario.validTrials)/\(scenario.validTrials + scenario.invalidTrials)",
            rate ?? Table.missing,
            scenario.energyPerQuery.map { row.marked($0.text) } ?? Table.missing,
            time(scenario.meanLatency),
        ] + percentiles.map { time(scenario.latencies[$0]) } + [time(scenario.earlyStoppingLatency)]
    }

    /// What it took to reach the target quality.
    var targetTable: Table? {
        guard let first = rows.lazy.compactMap(\.target).first else { return nil }
        return Table(
            title: "To \(targetText(first.target))",
            columns: [
                ("variant", .left), ("converged", .right), ("time to target", .right),
                ("time ratio [95 %]", .right), ("energy to target", .right),
                ("energy ratio [95 %]", .right), ("uncertainty", .right), ("evaluations", .right),
                ("one each", .right), ("Olympic time", .right), ("Olympic energy", .right),
            ],
            rows: rows.map(targetCells)
        )
    }

    private func targetText(_ target: Double) -> String {
        let metric = comparison.quality?.event ?? "quality"
        let sign = comparison.quality?.higherIsBetter == false ? "≤" : "≥"
        return "\(metric) \(sign) \(NumberText.shortest(target))"
    }

    private func targetCells(_ row: VariantRow) -> [String] {
        guard let target = row.target else {
            return [row.variant] + Array(repeating: Table.missing, count: 10)
        }
        func ratio(_ ratio: ComparedRatio?, _ isKnown: Bool) -> String {
            row.isBaseline && isKnown ? "1" : ratio?.text ?? Table.missing
        }
        func olympic(_ value: Double?, unit: String) -> String {
            value.map { NumberText.quantity($0, plusMinus: nil, unit: unit) } ?? Table.missing
        }
        let energyRatio = ratio(target.energyRatio, target.energy != nil)
        let olympicEnergy = olympic(target.olympic?.joules, unit: "J")
        return [
            row.variant, "\(target.convergedTrials)/\(target.trials)",
            target.time?.text ?? Table.missing, ratio(target.timeRatio, target.time != nil),
            target.energy.map { row.marked($0.text) } ?? Table.missing,
            energyRatio == "1" || energyRatio == Table.missing
                ? energyRatio : row.marked(energyRatio),
            target.relativeUncertainty.map {
                "± \(NumberText.significant($0 * 100, digits: 2)) %"
            } ?? Table.missing,
            target.evaluations.map { NumberText.significant($0.mean, digits: 3) } ?? Table.missing,
            target.cadence.map { NumberText.quantity($0.seconds, plusMinus: nil, unit: "s") }
                ?? Table.missing,
            olympic(target.olympic?.seconds, unit: "s"),
            olympicEnergy == Table.missing ? olympicEnergy : row.marked(olympicEnergy),
        ]
    }

    /// Trials that never got to the target, each by name, and why figures to it are missing.
    var targetTroubles: [String] {
        guard let quality = comparison.quality, let target = quality.target else { return [] }
        let lost = summaries.filter { summary in
            summary.isCompleted && summary.toTarget != nil && summary.toTarget?.reached == nil
                && !summary.planned.isWarmUp
        }
        let named = lost.map { trial in
            let name = "\(trial.planned.variant), block \(trial.planned.block + 1)"
            let rest = "Kept, and left out of the means to target."
            if let reason = trial.toTarget?.miss?.rawValue {
                return "\(name): \(targetText(target)) was \(reason), so that what it took is not "
                    + "in the window. \(rest)"
            }
            let count = trial.toTarget?.evaluations ?? 0
            return "\(name): not converged, \(targetText(target)) was not reached in "
                + "\(count.counted("evaluation")). \(rest)"
        }
        let faults = rows.compactMap { row in
            row.target?.olympicFault.map { "\(row.variant): no Olympic mean: \($0)." }
        }
        let missing = rows.compactMap { row in
            row.target?.energyMissingReason.map {
                "\(row.variant): energy to target is missing: \($0)."
            }
        }
        return named + missing + faults
    }
}

extension Report {
    /// What is to be said about scenarios and targets.
    var scenarioNotes: [String] {
        let rows = comparisons.lazy.flatMap(\.rows)
        var notes: [String] = []
        if rows.contains(where: { $0.scenario != nil }) {
            notes.append(
                "Scenario: as the workload's load generator states it; figures are means over the "
                    + "VALID trials, INVALID ones are kept and named. Fixed work goes as fast as it "
                    + "can, and the rate is a result; at a fixed rate (Server) the time is given by the arrivals, and the "
                    + "power at that rate is what differs. Different kinds, rates or modes are never "
                    + "set in ratio. Latencies are LoadGen's percentiles (no interpolation); early "
                    + "stopping is MLPerf's estimate of the 90th (SingleStream) or 99th (MultiStream)."
            )
        }
        if rows.contains(where: { $0.scenario?.mode == .quick }) {
            notes.append(
                "QUICK: shorter or fewer queries than MLPerf asks for (600 s; 24,576 samples in "
                    + "Offline). VALID then says that the quick limits were met, no more."
            )
        }
        if rows.contains(where: { $0.target != nil }) {
            notes.append(
                "To target: from run_start to the first evaluation at or beyond the target, "
                    + "evaluations included; means and ratios over trials that got there. The "
                    + "uncertainty is the largest of one trial (k = 2). The Olympic mean is MLPerf's: "
                    + "fastest and slowest by time are dropped, from the energy as well, and one "
                    + "trial that did not converge may be the slowest. A trial that failed, or was evaluated "
                    + "only after run_stop, has not converged."
            )
        }
        return notes
    }
}

extension NumberText {
    /// A number as it would be written: "90", "99.9".
    static func shortest(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
