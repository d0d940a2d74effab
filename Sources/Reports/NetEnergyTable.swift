internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// Gross, idle and net energy side by side, where there is any net energy.
    var netEnergyTable: Table? {
        guard rows.contains(where: { $0.net.perUnit != nil || $0.net.contextPower != nil }) else {
            return nil
        }
        return Table(
            title: "Gross and net energy (for each \(unit))",
            columns: [
                ("variant", .left), ("gross", .right), ("idle", .right), ("net of idle", .right),
                ("net off by", .right), ("loaded and waiting", .right),
                ("net of that", .right), ("that off by", .right),
            ],
            rows: rows.map { row in
                let net = row.net
                return [
                    row.variant,
                    Self.cell(row.energyPerUnit?.text, row), Self.cell(net.idlePerUnit?.text, row),
                    Self.cell(net.perUnit?.text, row),
                    Self.cell(Self.plusMinus(net.uncertainty, beside: net.perUnit), row),
                    Self.cell(net.contextPower?.text, row),
                    Self.cell(net.aboveContextPerUnit?.text, row),
                    Self.cell(
                        Self.plusMinus(
                            net.aboveContextUncertainty,
                            beside: net.aboveContextPerUnit
                        ),
                        row
                    ),
                ]
            }
        )
    }

    private static func cell(_ text: String?, _ row: VariantRow) -> String {
        text.map(row.marked) ?? Table.missing
    }

    private static func plusMinus(
        _ uncertainty: Energy?,
        beside mean: MeanInterval<Energy>?
    ) -> String? {
        guard let uncertainty, mean != nil else { return nil }
        return "± "
            + NumberText.quantity(
                uncertainty.joules,
                plusMinus: nil,
                unit: Energy.baseUnitSymbol
            )
    }
}

extension Report {
    /// What the idle machine drew, and whether it drew the same after the run.
    var idleNotes: [String] {
        let asked = run.conditions.map { $0.trials.idleWindows > 0 } ?? false
        guard asked else { return [] }
        if let reason = idle.power.missingReason, (try? idle.before.get()) == nil {
            return ["Idle power was not measured, so there is no net energy: \(reason)."]
        }
        var notes = [
            "Idle power: \(Self.text(idle.before, "before")); \(Self.text(idle.after, "after")). "
                + "Net energy is gross less idle power × window. Ratios are of gross energy."
        ]
        if idle.isUnsteady, let change = idle.change {
            notes.append(
                "IDLE POWER CHANGED by \(Self.signed(change.power)) over the run, more than its "
                    + "uncertainty (± \(Self.watts(change.uncertainty))): net energies are as "
                    + "uncertain as half of that."
            )
        }
        let levels = [idle.before, idle.after].compactMap { try? $0.get() }
        notes += levels.flatMap(\.warnings).map { "The measuring of idle power: \($0)" }
        if let busiest = levels.compactMap(\.busyCPUs).max(), busiest > Self.idleBusyCPUs {
            notes.append(
                "While idle power was measured, \(NumberText.significant(busiest, digits: 2)) CPUs "
                    + "were busy: that power is not of an idle machine, and net energies are too low."
            )
        }
        return notes
    }

    /// What an idle machine's housekeeping and our own sampling keep busy at the most.
    private static let idleBusyCPUs = 0.1

    private static func text(_ level: Result<IdleLevel, Absence>, _ moment: String) -> String {
        switch level {
        case .failure(let absence): return "\(moment) missing (\(absence.reason))"
        case .success(let level):
            let power = NumberText.quantity(
                level.power.value.watts,
                plusMinus: level.power.budget?.expandedWithoutAccuracy.watts,
                unit: "W"
            )
            let windows =
                level.windows.count == level.attempted
                ? "\(level.attempted)" : "\(level.windows.count) of \(level.attempted)"
            let length = NumberText.significant(level.length.inSeconds, digits: 3)
            return "\(moment) \(VariantRow.marked(power, level.power.provenance)) "
                + "(\(level.power.scope); median of \(windows) \(level.attempted == 1 ? "window" : "windows") of \(length) s, median "
                + "absolute deviation \(watts(level.medianDeviation)))"
        }
    }

    private static func watts(_ power: Power) -> String {
        NumberText.quantity(power.watts, plusMinus: nil, unit: "W")
    }

    private static func signed(_ power: Power) -> String {
        (power.watts < 0 ? "−" : "+") + watts(.watts(power.watts.magnitude))
    }
}
