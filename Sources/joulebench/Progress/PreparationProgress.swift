import Foundation
import Reports
import Trials
import Units

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
