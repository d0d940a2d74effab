import Experiment
import Foundation
import Reports
import Trials
import Units

/// Says on standard error how a run goes on: one line that is rewritten on a terminal, plain lines
/// elsewhere.
///
/// Nothing is printed while a trial is measured.
final class Progress {
    private var schedule: TrialSchedule
    private let run: Run
    private let isTerminal: Bool
    private var seconds: [String: [Double]] = [:]

    init(schedule: TrialSchedule, run: Run, isTerminal: Bool = Console.errorIsTerminal) {
        self.schedule = schedule
        self.run = run
        self.isTerminal = isTerminal
    }

    func willStart(_ trial: PlannedTrial) {
        guard isTerminal else { return }
        let left = remaining(from: trial.sequence).map { ", \(Self.clock($0)) left" } ?? ""
        Console.write("\r\u{1B}[K\(position(of: trial))\(left)")
    }

    /// - Parameter schedule: with the trial recorded.
    func didFinish(_ trial: Trial, schedule: TrialSchedule) {
        self.schedule = schedule
        let planned = trial.planned
        let name = key(planned.comparison, planned.variant)
        seconds[name, default: []].append((trial.ended - trial.started).inSeconds)
        let left = remaining(from: planned.sequence + 1).map { ", \(Self.clock($0)) left" } ?? ""
        clear()
        Console.complain("\(position(of: planned)): \(Self.result(of: trial, in: run))\(left)")
    }

    /// Takes the line of the trial in progress away.
    func clear() {
        if isTerminal { Console.write("\r\u{1B}[K") }
    }

    private func position(of trial: PlannedTrial) -> String {
        // “or more” until the pilots have said how many blocks there will be.
        let open = schedule.undecided.isEmpty ? "" : "+"
        let blocks =
            trial.isWarmUp
            ? schedule.design.warmUpBlocks : schedule.blocks(of: trial.comparison) ?? run.blocks
        return "[\(trial.sequence + 1)/\(schedule.trials.count)\(open)] \(trial.comparison), "
            + "\(trial.isWarmUp ? "warm-up " : "")block \(trial.block + 1)/\(blocks)"
            + "\(schedule.undecided.contains(trial.comparison) && !trial.isWarmUp ? "+" : ""), "
            + trial.variant
    }

    /// What a trial gave, in a few words.
    static func result(of trial: Trial, in run: Run) -> String {
        guard trial.outcome == .completed,
            let comparison = run.comparisons.first(where: {
                $0.name == trial.planned.comparison
            })
        else { return trial.outcome.explanation }
        let summary = TrialSummary(
            of: trial,
            in: comparison,
            estimateModel: run.estimateModel
        )
        var parts: [String] = []
        switch summary.energy {
        case .known(let figure):
            parts.append("\(TextFormat.short(figure.value)) \(figure.provenance.rawValue)")
        case .missing(let reason): parts.append("energy missing (\(reason))")
        }
        if let window = summary.window { parts.append("\(TextFormat.short(window))") }
        if let quality = summary.quality {
            parts.append("\(comparison.quality?.event ?? "quality") \(TextFormat.short(quality))")
        }
        return parts.joined(separator: ", ")
    }

    /// The time that the trials from a place on will take; `nil` until every variant that is
    /// still to come was seen once.
    private func remaining(from sequence: Int) -> Double? {
        var total = 0.0
        for trial in schedule.trials.dropFirst(sequence) {
            let seen =
                seconds[key(trial.comparison, trial.variant)] ?? Array(seconds.values.joined())
            guard !seen.isEmpty else { return nil }
            total += seen.reduce(0, +) / Double(seen.count)
        }
        return total
    }

    private func key(_ comparison: String, _ variant: String) -> String {
        "\(comparison)/\(variant)"
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        let parts = [whole / 3600, whole / 60 % 60, whole % 60]
        let used = parts[0] > 0 ? parts[...] : parts[1...]
        return used.enumerated().map { index, part in
            index > 0 && part < 10 ? "0\(part)" : "\(part)"
        }.joined(separator: ":")
    }
}

/// Says how the prepare steps go.
enum PreparationProgress {
    static func report(_ event: Preparation.Event) {
        switch event {
        case .cached(let step): Console.complain("prepare \(step): already there")
        case .making(let step, let command):
            Console.complain("prepare \(step): \(command.joined(separator: " "))")
        case .line(_, let text):
            // Events are for the record, not for people.
            if !text.contains(":::MLLOG") {
                Console.complain("  " + TerminalText.printable(text))
            }
        case .made(let step, let seconds):
            Console.complain(
                "prepare \(step): done in \(TextFormat.short(Duration.seconds(seconds)))"
            )
        }
    }
}
