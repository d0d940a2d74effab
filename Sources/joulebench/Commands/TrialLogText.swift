import Experiment
import Reports

/// What a trial's program wrote, as far as it was kept.
enum TrialLogText {
    /// Both streams, each under a heading that says how much of it is not there.
    static func text(of trial: Trial) -> String {
        let output = trial.output
        let errors = output.droppedErrorBytes
        let lines =
            section(
                "standard output",
                output.standardOutput,
                dropped: errors.map { output.droppedBytes - $0 }
            ) + [""] + section("standard error", output.standardError, dropped: errors)
        guard errors == nil, output.droppedBytes > 0 else { return lines.joined(separator: "\n") }
        let unknown = "(\(output.droppedBytes) bytes of both streams before this were not kept)"
        return ([unknown, ""] + lines).joined(separator: "\n")
    }

    private static func section(_ title: String, _ text: String, dropped: Int?) -> [String] {
        var heading = "── \(title)"
        if text.isEmpty { heading += ": nothing" }
        if let dropped, dropped > 0 { heading += " (\(dropped) bytes before this were not kept)" }
        // The lines as they are but for what would change the terminal.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return [heading] + (text.isEmpty ? [] : lines.map { TerminalText.printable(String($0)) })
    }
}
