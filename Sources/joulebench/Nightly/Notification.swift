import Experiment
import Foundation
import Reports

/// A user's command that gets the summary of a night on its standard input.
struct Notification {
    /// For `sh -c`.
    var command: String

    /// Whether it is told of quiet nights and of alarms that were told before, too.
    var isAlways: Bool

    private static let patience = Duration.seconds(60)

    /// Tells what the night says, where there is something new.
    func send(_ report: NightReport) {
        let isNews =
            report.night.outcome == .couldNotJudge || report.night.state == .failed
            || !report.changed.isEmpty || isAlways
        guard isNews else { return }
        send(
            NightNotification(report).text,
            variables: [
                "JOULEBENCH_OUTCOME": report.night.outcome?.rawValue ?? "failed",
                "JOULEBENCH_SUITE": report.night.suite,
                "JOULEBENCH_NIGHT": String(report.night.number),
            ]
        )
    }

    /// Starts the command with a text on its standard input; what goes wrong is said and ends nothing.
    func send(_ text: String, variables: [String: String] = [:]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let input = FileManager.default.temporaryDirectory
            .appendingPathComponent("joulebench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: input) }
        do {
            // A file and not a pipe: a command that reads nothing must not hold us up.
            try Data(text.utf8).write(to: input)
            process.standardInput = try FileHandle(forReadingFrom: input)
            process.standardOutput = FileHandle.standardError
            try process.run()
        } catch {
            return Console.complain(
                "! the notification could not be sent: \(error.localizedDescription)"
            )
        }
        let end = ContinuousClock.now + Self.patience
        while process.isRunning, ContinuousClock.now < end { usleep(20_000) }
        if process.isRunning {
            process.terminate()
            return Console.complain("! the notification took longer than 60 s and was ended")
        }
        if process.terminationStatus != 0 {
            Console.complain("! the notification ended with status \(process.terminationStatus)")
        }
    }
}
