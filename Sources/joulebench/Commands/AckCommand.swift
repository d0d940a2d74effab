import ArgumentParser
import Experiment
import Foundation
import Reports
import Store

struct AckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge an alarm of nightly runs: what it found is the new level.",
        discussion: """
            From then on nights are held against the new level, and the alarm no longer makes them \
            fail. Without an alarm, lists those that are open.
            """
    )

    @Argument(help: "Alarms: their ids or the beginnings of them, or “all”.")
    var alarms: [String] = []

    @Option(help: "Why, kept with the alarm.") var note: String?

    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        let store = try resultsOptions.existingStore()
        let open = try store.alarms().filter(\.isOpen)
        guard !alarms.isEmpty else { return try printList(open) }
        for alarm in try chosen(of: open) {
            var alarm = alarm
            alarm.events.append(
                Alarm.Event(
                    atMilliseconds: Run.milliseconds(),
                    nightID: nil,
                    state: .acknowledged,
                    note: note ?? ""
                )
            )
            try store.save(alarm)
            try Console.print("acknowledged \(alarm.name): \(alarm.key.suite), \(alarm.key.text)")
        }
    }

    private func chosen(of open: [Alarm]) throws -> [Alarm] {
        if alarms == ["all"] { return open }
        return try alarms.map { name in
            let found = open.filter { $0.id.hasPrefix(name.lowercased()) }
            guard let alarm = found.first, found.count == 1, !name.isEmpty else {
                throw NoSuchAlarm(name: name, candidates: found.map(\.name))
            }
            return alarm
        }
    }

    private func printList(_ open: [Alarm]) throws {
        guard !open.isEmpty else { return try Console.print("No alarm is open.") }
        let table = Table(
            columns: [
                ("alarm", .left), ("suite", .left), ("series", .left), ("state", .left),
                ("what", .left), ("commits", .left),
            ],
            rows: open.map { alarm in
                [
                    alarm.name, alarm.key.suite, alarm.key.text, alarm.state.rawValue,
                    "\(alarm.direction.rawValue) "
                        + NightJudge.text(ofChange: alarm.change, alarm.key.metric),
                    alarm.versionRange ?? Table.missing,
                ]
            }
        )
        try Console.print(
            table.alignedLines(usesColour: Console.outputUsesColour).joined(separator: "\n")
        )
    }
}

/// An alarm that is not open, or a name that fits several.
struct NoSuchAlarm: Error, CustomStringConvertible {
    var name: String
    var candidates: [String]

    var description: String {
        candidates.count > 1
            ? "“\(name)” fits several alarms: \(candidates.joined(separator: ", ")). Give more of it."
            : "No alarm “\(name)” is open. `joulebench ack` lists those that are."
    }
}
