internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// No more phases of a variant than this are shown in a table; the files have all.
    static let shownPhases = 24

    /// Where in the window the energy went; `nil` where no window has a phase.
    var phaseTable: Table? {
        guard rows.contains(where: { !$0.phases.isEmpty }) else { return nil }
        let isPerTrial = rows.contains { $0.phasesArePerTrial && !$0.phases.isEmpty }
        let unit = isPerTrial ? Comparison.wholeTrial : unit
        return Table(
            title: "Phases of the window",
            columns: [
                ("variant", .left), ("phase", .left), ("count", .right), ("energy/\(unit)", .right),
                ("of it own", .right), ("share", .right), ("time/\(unit)", .right),
                ("power", .right), ("instrument", .right),
            ],
            rows: rows.flatMap { row in Self.shown(row.phases).map { cells($0, of: row) } }
        )
    }

    /// Those with the most energy, in their order; what no phase covers always.
    private static func shown(_ phases: [PhaseRow]) -> [PhaseRow] {
        guard phases.count > shownPhases + 1 else { return phases }
        func weight(_ phase: PhaseRow) -> Double { phase.share ?? phase.time?.mean.seconds ?? 0 }
        let least = phases.filter { !$0.path.isEmpty }.map(weight).sorted(by: >)[shownPhases - 1]
        var left = shownPhases
        return phases.filter { phase in
            if phase.path.isEmpty { return true }
            guard weight(phase) >= least, left > 0 else { return false }
            left -= 1
            return true
        }
    }

    private func cells(_ phase: PhaseRow, of row: VariantRow) -> [String] {
        func marked(_ text: String) -> String { VariantRow.marked(text, phase.provenance) }
        func energy(_ energy: MeanInterval<Energy>?) -> String {
            energy.map { marked($0.text) } ?? Table.missing
        }
        return [
            row.variant, Self.name(of: phase),
            phase.count.map { NumberText.significant($0, digits: $0 < 1000 ? 3 : 6) }
                ?? Table.missing,
            energy(phase.energy), energy(phase.ownEnergy),
            phase.share.map { marked(NumberText.significant($0 * 100, digits: 3) + " %") }
                ?? Table.missing,
            phase.time?.text ?? Table.missing,
            phase.power.map { marked($0.text) } ?? Table.missing,
            phase.instrument.map { "± \(NumberText.significant($0 * 100, digits: 2)) %" }
                ?? Table.missing,
        ]
    }

    private static func name(of phase: PhaseRow) -> String {
        guard let name = phase.path.last else { return "(unattributed)" }
        return String(repeating: "· ", count: phase.path.count - 1) + name
    }

    /// What is to be said about the phases of the trials: each kind of oddity once.
    var phaseTroubles: [String] {
        var families: [String: (worst: PhaseRemark, trials: Int)] = [:]
        for summary in summaries where summary.isCompleted {
            for remark in summary.phases?.remarks ?? [] where remark.isWorthSaying {
                let known = families[remark.family]
                let worst = known.map { $0.worst.count >= remark.count ? $0.worst : remark }
                families[remark.family] = (worst ?? remark, (known?.trials ?? 0) + 1)
            }
        }
        let remarks = families.sorted { $0.key < $1.key }.map { _, entry in
            "\(entry.trials.counted("trial")): \(entry.worst.explanation)"
        }
        let hidden = rows.filter { $0.phases.count > Self.shownPhases + 1 }.map { row in
            "\(row.variant): \(row.phases.count - 1 - Self.shownPhases) smaller phases are not in the "
                + "table; `joulebench export --phases --format csv` has them all."
        }
        return remarks + hidden
    }
}

extension Report {
    /// How the table of phases is meant.
    var phaseNotes: [String] {
        guard comparisons.contains(where: { $0.rows.contains { !$0.phases.isEmpty } }) else {
            return []
        }
        return [
            "Phases: means over all completed trials; one without a phase counts with nothing for it. "
                + "Each moment of the window belongs to the phase that began last among those that "
                + "are open (its own energy), and is part of all that are open. Own energies and "
                + "what no phase covers add up to the window. Between two readings energy is shared "
                + "out by time: the last column says what that may be off by in one trial, and is "
                + "of the order of the energy itself where phases are much shorter than the time between "
                + "readings."
        ]
    }
}
