import Experiment
import Reports
import Units

/// The phases of one trial as lines of text.
enum PhaseText {
    static func lines(_ tree: PhaseTree) -> [String] {
        let rows = tree.phases.map { phase in
            cells(
                String(repeating: "· ", count: phase.depth) + phase.name,
                "\(phase.count)",
                phase.total,
                phase.own,
                of: tree.window
            )
        }
        let rest = cells(
            "(unattributed)",
            "",
            tree.unattributed,
            tree.unattributed,
            of: tree.window
        )
        let table = Table(
            columns: [
                ("phase", .left), ("count", .right), ("energy", .right), ("instrument", .right),
                ("of it own", .right), ("share", .right), ("time", .right), ("power", .right),
            ],
            rows: rows + [rest]
        )
        let lines = tree.phases.isEmpty ? [] : table.alignedLines(usesColour: false)
        return lines + tree.remarks.map { "! " + $0.explanation }
    }

    private static func cells(
        _ name: String,
        _ count: String,
        _ total: PhaseCost,
        _ own: PhaseCost,
        of window: PhaseCost
    ) -> [String] {
        let missing = "—"
        guard let figure = total.energy.figure, let ownFigure = own.energy.figure else {
            let reason = total.energy.missingReason ?? ""
            return [name, count, "missing: \(reason)", "", "", "", seconds(total), ""]
        }
        let uncertainty = figure.uncertainty.map { "± \(TextFormat.short($0))" }
        let share = window.energy.figure.map { figure.value / $0.value }
            .flatMap { $0.isFinite ? "\(TextFormat.short($0 * 100)) %" : nil }
        return [
            name, count, marked(TextFormat.short(figure.value), figure.provenance),
            uncertainty ?? missing, marked(TextFormat.short(ownFigure.value), figure.provenance),
            share.map { marked($0, figure.provenance) } ?? missing, seconds(total),
            total.power.map { marked("\(TextFormat.short($0.watts)) W", figure.provenance) }
                ?? missing,
        ]
    }

    /// Phases may be shorter than a millisecond.
    private static func seconds(_ cost: PhaseCost) -> String {
        "\(TextFormat.short(cost.time.inSeconds)) s"
    }

    /// With the mark of what is no measurement.
    private static func marked(_ text: String, _ provenance: Provenance) -> String {
        switch provenance {
        case .estimated: "≈ \(text) est."
        case .simulated: "\(text) sim."
        case .integrated: "\(text) int."
        case .imported: "\(text) imp."
        case .measured, .reported: text
        }
    }
}
