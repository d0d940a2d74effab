import Experiment
import Foundation
import Reports
import Trials
import Units

/// What one run of a variant showed of what its suite expects; nothing of it is a measurement.
struct Verification {
    /// What one check gave.
    enum Finding: Hashable {
        case passed(String)
        /// Worth a look, and no reason against a run.
        case doubtful(String, reason: String)
        case failed(String, reason: String)
        /// Nothing is expected, or nothing can be said after an earlier failure.
        case notChecked
    }

    var comparison: String
    var variant: String
    var ending: Finding
    var window: Finding
    var work: Finding
    var quality: Finding
    var operations: Finding

    /// The last lines that the variant printed, where it failed.
    var lastOutput: String

    var findings: [Finding] { [ending, window, work, quality, operations] }

    var isFailed: Bool {
        findings.contains { if case .failed = $0 { true } else { false } }
    }

    /// - Parameters:
    ///   - trial: of the variant.
    ///   - comparison: says what is expected.
    ///   - timeout: of each trial.
    init(of trial: Trial, in comparison: Comparison, timeout: Duration) {
        self.comparison = comparison.name
        variant = trial.planned.variant
        let summary = TrialSummary(of: trial, in: comparison, estimateModel: nil)
        ending = Self.ending(trial, summary, timeout: timeout)
        let hasEnded: Bool =
            switch trial.outcome {
            case .completed, .windowNotClosed, .windowReopened: true
            default: false
            }
        window = hasEnded ? Self.window(trial) : .notChecked
        work = hasEnded ? Self.work(trial, summary, comparison) : .notChecked
        quality = hasEnded ? Self.quality(trial, comparison) : .notChecked
        operations = hasEnded ? Self.operations(trial) : .notChecked
        lastOutput = ""
        if isFailed {
            let output = trial.output
            let text = output.standardError.isEmpty ? output.standardOutput : output.standardError
            lastOutput = text.split(separator: "\n").suffix(5).joined(separator: "\n")
        }
    }

    private static func ending(
        _ trial: Trial,
        _ summary: TrialSummary,
        timeout: Duration
    ) -> Finding {
        // What a run would leave out of its comparisons.
        if trial.outcome == .completed, let reason = summary.exclusion {
            return .failed("FAILED", reason: reason)
        }
        switch trial.outcome {
        case .completed, .windowNotClosed, .windowReopened:
            let time = trial.ended - trial.started
            guard time <= timeout * 0.5 else {
                return .doubtful(
                    "status 0",
                    reason: String(
                        format: "took %.3g s of the %.3g s that timeout_seconds allows",
                        time.inSeconds,
                        timeout.inSeconds
                    )
                )
            }
            return .passed("status 0")
        default: return .failed("FAILED", reason: trial.outcome.explanation)
        }
    }

    private static func window(_ trial: Trial) -> Finding {
        guard let window = trial.window else {
            return .failed("FAILED", reason: trial.windowOutcome.explanation)
        }
        let isOwn = trial.events.contains { $0.key == "run_start" }
        let text = TextFormat.short(window.duration) + (isOwn ? "" : " (its life)")
        guard window.duration >= .seconds(1) else {
            return .doubtful(
                text,
                reason: "the window is shorter than 1 s: few refreshes of a counter lie in it; "
                    + "let the workload repeat its work"
            )
        }
        return .passed(text)
    }

    private static func work(
        _ trial: Trial,
        _ summary: TrialSummary,
        _ comparison: Comparison
    ) -> Finding {
        let unit = comparison.unitOfWork
        if let work = summary.work { return .passed("\(TextFormat.short(work)) \(unit)") }
        let states = trial.events.contains { $0.key == unit }
        return .failed(
            "FAILED",
            reason: states
                ? "states no amount of “\(unit)” above 0"
                : "prints no event “\(unit)”, the unit of work; `unit: trial` counts each trial "
                    + "as one"
        )
    }

    private static func quality(_ trial: Trial, _ comparison: Comparison) -> Finding {
        guard let event = comparison.quality?.event else { return .notChecked }
        if let value = trial.reported(event) { return .passed("\(TextFormat.short(value))") }
        let states = trial.events.contains { $0.key == event }
        return .failed(
            "FAILED",
            reason: states
                ? "states no finite number for “\(event)”"
                : "prints no event “\(event)”, the quality"
        )
    }

    /// Arithmetic that cannot be right, where the workload reports some.
    private static func operations(_ trial: Trial) -> Finding {
        let keys = ["flops_dense", "flops_executed", "int_ops_executed"].filter { key in
            trial.events.contains { $0.key == key }
        }
        guard !keys.isEmpty else { return .notChecked }
        for key in keys where trial.reportedAmount(key) == nil {
            return .failed("FAILED", reason: "states for “\(key)” no finite number from 0 on")
        }
        let dense = trial.reportedAmount("flops_dense")
        let executed = trial.reportedAmount("flops_executed")
        if let dense, let executed, executed > dense {
            return .doubtful(
                "stated",
                reason: "executes more FLOPs than the dense model would: flops_executed "
                    + "\(TextFormat.short(executed)), flops_dense \(TextFormat.short(dense))"
            )
        }
        return .passed("stated")
    }
}

extension Verification.Finding {
    /// The cell of a table.
    var text: String {
        switch self {
        case .passed(let text): text
        case .doubtful(let text, _): text + " ?"
        case .failed(let text, _): text
        case .notChecked: Table.missing
        }
    }

    /// What there is to be said.
    var reason: String? {
        switch self {
        case .passed, .notChecked: nil
        case .doubtful(_, let reason), .failed(_, let reason): reason
        }
    }
}
