import ArgumentParser
import Experiment
import Reports
import Sensors
import Trials

struct DoctorCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine can measure, what hinders it, and what to do.",
        discussion: """
            Each sensor is present, absent (this machine has none) or refused (it is there, but \
            may not be read), with the line that mends it. Then what the environment does to \
            measurements, and at the end the one step that helps most. Nothing is changed.

            EXIT STATUS:
              0    energy can be read, and nothing that is there is refused
              69   energy can only be estimated, or not even that, or a sensor is refused
            """
    )

    @Flag(help: "Measure what our own sampling costs here, by doing it for a while.")
    var overhead = false

    @Option(help: ArgumentHelp("How long --overhead measures.", valueName: "seconds"))
    var seconds = 5.0

    @Option(
        help: ArgumentHelp("Milliseconds between two samples of --overhead.", valueName: "ms")
    )
    var interval = 10.0

    @Option(help: "The format of the output.")
    var format = Format.text

    @OptionGroup var sensorOptions: SensorOptionGroup

    mutating func validate() throws {
        guard (0.1...3600).contains(seconds) else {
            throw ValidationError("--seconds must be from 0.1 to 3600, not \(seconds).")
        }
        guard (1...10_000).contains(interval) else {
            throw ValidationError("--interval must be from 1 to 10000 ms, not \(interval).")
        }
    }

    func run() throws {
        let inventory = SensorCatalog.probe(sensorOptions.options)
        let diagnosis = Diagnosis(
            host: HostDescription.read(),
            sensors: inventory.states,
            channels: inventory.channels,
            estimateModel: inventory.estimateModel,
            environment: EnvironmentChecks.all(of: HostStateReader.read()),
            overhead: overhead ? try cost(of: inventory) : nil
        )
        switch format {
        case .text:
            let text = DiagnosisText(diagnosis: diagnosis, usesColour: Console.outputUsesColour)
            try Console.print(text.lines.joined(separator: "\n"))
        case .json: try Console.print(DiagnosisJSON(diagnosis: diagnosis).node.documentText)
        }
        if !diagnosis.isWell { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }

    private func cost(of inventory: SensorInventory) throws -> SamplingCost {
        try SamplingCost.measure(
            inventory,
            interval: .nanoseconds(Int64(interval * 1e6)),
            duration: .seconds(seconds)
        )
    }
}
