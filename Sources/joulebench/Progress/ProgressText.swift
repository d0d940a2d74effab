import Experiment
import Foundation
import Reports
import Units

/// The state of a run as lines.
enum ProgressText {
    /// The line that stays when a trial has ended.
    ///
    /// - Parameters:
    ///   - summary: of the trial.
    ///   - state: with the trial taken in.
    ///   - now: for the time that is left.
    /// - Returns: the line.
    static func line(_ summary: TrialSummary, _ state: ProgressState, now: MonotonicInstant)
        -> String
    {
        let quality = state.comparison(summary.planned.comparison)?.quality?.event
        var parts = [
            position(of: summary.planned, state) + ": " + result(of: summary, quality: quality)
        ]
        if let ratio = ratio(state.row(summary.planned)), !summary.planned.isWarmUp {
            parts.append(ratio)
        }
        if state.schedule.next() != nil || state.idleAfter > .zero,
            let left = state.timeLeft(now: now).text
        {
            parts.append("\(left) left")
        }
        return TerminalText.printable(parts.joined(separator: ", "))
    }

    /// The lines that are written over while the run goes on.
    ///
    /// - Parameters:
    ///   - state: of the run.
    ///   - now: for the time that a trial has taken and the time that is left.
    ///   - columns: how wide a line may be.
    ///   - rows: how many lines there is room for, at least 1.
    /// - Returns: at most `rows` lines of at most `columns` characters.
    static func frame(_ state: ProgressState, now: MonotonicInstant, columns: Int, rows: Int)
        -> [String]
    {
        guard let head = head(state) else { return [] }
        let left = left(state, now: now)
        let heading = spread(head, left, columns: columns)
        var lines = [heading, "  " + activity(state, now: now)]
        if let name = (current(state) ?? state.schedule.trials.last)?.comparison {
            lines += ratios(name, state, columns: columns, rows: max(rows - lines.count, 0))
        }
        return lines.prefix(max(rows, 1)).map { cut(TerminalText.printable($0), to: columns) }
    }

    private static func current(_ state: ProgressState) -> PlannedTrial? {
        switch state.activity {
        case .starting, .idle: state.schedule.next()
        case .waiting(let planned, _, _): planned ?? state.schedule.next()
        case .trial(let planned, _): planned
        case .ended(let summary, _): summary.planned
        }
    }

    /// `nil` where there is nothing to show.
    private static func head(_ state: ProgressState) -> String? {
        if case .idle(let moment, _, _) = state.activity {
            return "idle power \(moment.rawValue) the trials"
        }
        if let planned = current(state) { return position(of: planned, state) }
        // What waits after the last trial are the windows of idle power.
        if case .waiting = state.activity { return "idle power after the trials" }
        return nil
    }

    private static func left(_ state: ProgressState, now: MonotonicInstant) -> String {
        if let text = state.timeLeft(now: now).text { return "\(text) left" }
        return state.schedule.next() == nil ? "" : "time left unknown"
    }

    /// What goes on, and what it draws.
    private static func activity(_ state: ProgressState, now: MonotonicInstant) -> String {
        switch state.activity {
        case .starting: return "about to start"
        case .idle(_, let length, let since):
            let gone = min(max(now - since, .zero), length)
            return String(format: "%.1f of %.1f s", gone.inSeconds, length.inSeconds)
                + ", nothing is run meanwhile"
        case .ended(let summary, let end):
            return ended(summary, state, after: now - end)
        case .waiting(_, let reason, let since):
            return "waiting for \(TimeEstimate.clock((now - since).inSeconds)): \(reason)"
        case .trial(let planned, let since):
            let usual = state.durations.median(planned.comparison, planned.variant)
            let of = usual.map { String(format: " of about %.1f s", $0) } ?? " s"
            let time = String(format: "%.1f", max((now - since).inSeconds, 0)) + of
            return "\(time), \(power(state))"
        }
    }

    /// The last trial until the next one begins, the rest before that first.
    private static func ended(
        _ summary: TrialSummary,
        _ state: ProgressState,
        after time: Duration
    ) -> String {
        let rest = (state.conditions.cooldown - time).inSeconds
        let rests = rest > 0 && (state.schedule.next() != nil || state.idleAfter > .zero)
        let quality = state.comparison(summary.planned.comparison)?.quality?.event
        var mean = ""
        if summary.isCompleted, let power = summary.averagePower, let figure = summary.energy.figure
        {
            mean = String(format: ", %.1f W ", power.watts)
            mean += "\(figure.provenance.rawValue) on average"
        }
        return (rests ? "cool-down for \(TimeEstimate.clock(rest)) more; " : "")
            + "ended: " + result(of: summary, quality: quality) + mean
    }

    private static func power(_ state: ProgressState) -> String {
        guard !state.power.isEmpty else {
            return state.run.estimateModel == nil
                ? "no counter of energy" : "energy is estimated when the trial has ended"
        }
        let mark = state.power.isSimulated ? " SIMULATED" : ""
        return state.power.totalPower.map { String(format: "%.1f W now", $0.watts) + mark }
            ?? "power in a moment" + mark
    }

    /// A line for each variant of a comparison with its ratio to the baseline.
    private static func ratios(_ name: String, _ state: ProgressState, columns: Int, rows: Int)
        -> [String]
    {
        guard let comparison = state.comparison(name), comparison.variants.count > 1, rows > 1
        else { return [] }
        let variants = comparison.variants.map(\.name).filter { $0 != comparison.baseline }
        let shown = variants.prefix(variants.count > rows - 1 ? max(rows - 2, 1) : rows - 1)
        let width = min(shown.map(\.count).max() ?? 0, max(columns / 3, 8))
        let known = state.rows[name] ?? []
        let lines = shown.map { variant in
            let label = cut(variant, to: width).padding(
                toLength: width,
                withPad: " ",
                startingAt: 0
            )
            return "  \(label)  " + ratioCell(known.first { $0.variant == variant })
        }
        let rest = variants.count - shown.count
        let more = rest > 0 && rows > 2 ? ["  and \(rest) more"] : []
        let heading = "  ratio to \(comparison.baseline) so far, with its 95 % interval"
        return [heading] + lines + more
    }

    private static func ratioCell(_ row: VariantRow?) -> String {
        guard let row, row.completedTrials + row.failedTrials > 0 else { return "not yet run" }
        let failed = row.failedTrials > 0 ? ", \(row.failedTrials) failed" : ""
        let count = row.completedTrials == 1 ? "1 trial" : "\(row.completedTrials) trials"
        return (ratio(row) ?? "no ratio yet") + "  (\(count)\(failed))"
    }

    /// The energy ratio, or the time ratio where there is no energy; each by name.
    private static func ratio(_ row: VariantRow?) -> String? {
        guard let row else { return nil }
        return row.energyRatioText.map { "energy × \($0)" }
            ?? row.timeRatioText.map { "time × \($0)" }
    }

    private static func position(of trial: PlannedTrial, _ state: ProgressState) -> String {
        let schedule = state.schedule
        // “or more” until the pilots have said how many blocks there will be.
        let open = schedule.undecided.isEmpty ? "" : "+"
        let blocks =
            trial.isWarmUp
            ? schedule.design.warmUpBlocks
            : schedule.blocks(of: trial.comparison) ?? state.run.blocks
        return "[\(trial.sequence + 1)/\(schedule.trials.count)\(open)] \(trial.comparison), "
            + "\(trial.isWarmUp ? "warm-up " : "")block \(trial.block + 1)/\(blocks)"
            + "\(schedule.undecided.contains(trial.comparison) && !trial.isWarmUp ? "+" : ""), "
            + trial.variant
    }

    /// What a trial of a run gave, in a few words.
    static func result(of trial: Trial, in run: Run) -> String {
        guard let comparison = run.comparisons.first(where: { $0.name == trial.planned.comparison })
        else { return trial.explanation }
        return result(
            of: TrialSummary(of: trial, in: comparison, estimateModel: run.estimateModel),
            quality: comparison.quality?.event
        )
    }

    private static func result(of summary: TrialSummary, quality event: String?) -> String {
        guard summary.isCompleted else { return summary.explanation }
        var parts: [String] = []
        switch summary.energy {
        case .known(let figure):
            parts.append("\(TextFormat.short(figure.value)) \(figure.provenance.rawValue)")
        case .missing(let reason): parts.append("energy missing (\(reason))")
        }
        if let window = summary.window { parts.append("\(TextFormat.short(window))") }
        if let quality = summary.quality {
            parts.append("\(event ?? "quality") \(TextFormat.short(quality))")
        }
        return parts.joined(separator: ", ")
    }

    /// Two texts at the ends of a line; the first is cut where there is no room for both.
    private static func spread(_ left: String, _ right: String, columns: Int) -> String {
        let room = columns - right.count - 2
        guard room >= 16 else { return cut(left, to: columns) }
        let left = cut(left, to: room)
        return left + String(repeating: " ", count: columns - left.count - right.count) + right
    }

    /// A text that fits, with “…” where something was cut off.
    static func cut(_ text: String, to columns: Int) -> String {
        text.count <= columns ? text : String(text.prefix(max(columns - 1, 0))) + "…"
    }
}
