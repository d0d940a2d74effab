import ArgumentParser
import Experiment
import Reports
import Sensors

struct SensorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensors",
        abstract: "Show what this machine can measure, and why not the rest.",
        discussion: """
            A sensor is present, absent (this machine has none) or refused (it is there, but may \
            not be read; the line that mends it is printed).
            """
    )

    @OptionGroup var sensorOptions: SensorOptionGroup

    func run() throws {
        let inventory = SensorCatalog.probe(sensorOptions.options)
        var lines = inventory.states.flatMap(Self.lines)
        if !inventory.channels.isEmpty {
            let channels = Table(
                columns: [("channel", .left), ("unit", .left), ("interface", .left)],
                rows: inventory.channels.map { [$0.name, $0.quantity.rawValue, $0.interface] }
            )
            lines += [""] + channels.alignedLines(usesColour: Console.outputUsesColour)
        }
        try Console.print(lines.joined(separator: "\n"))
    }

    private static func lines(of state: SensorState) -> [String] {
        let simulated = state.isSimulated ? ", SIMULATED" : ""
        let name = "\(state.sensor): \(state.availability.rawValue)\(simulated)"
        var lines = [
            TerminalText.heading(name, usesColour: Console.outputUsesColour),
            "  measures  \(state.covers)",
            "  \(state.availability == .present ? "found     " : "why       ")\(state.reason)",
        ]
        if let remedy = state.remedy { lines.append("  mend it   \(remedy)") }
        return lines
    }
}
