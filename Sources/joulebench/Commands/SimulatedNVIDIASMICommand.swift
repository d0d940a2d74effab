import ArgumentParser
import Foundation
import Sensors
import Units

/// Stands for `nvidia-smi` where `--simulate-gpu-power` asks for it; started by the harness itself.
struct SimulatedNVIDIASMICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulated-nvidia-smi",
        abstract: "Print what nvidia-smi prints, of a GPU that does not exist.",
        shouldDisplay: false
    )

    @Option(help: "The power of the simulated GPU.")
    var watts: Double

    @Flag(name: .customLong("help-query-gpu"))
    var wantsFields = false

    @Option(name: .customLong("query-gpu"))
    var query: String?

    @Option(help: "Only csv,noheader,nounits.")
    var format = "csv,noheader,nounits"

    @Option(name: .customLong("lms", withSingleDash: true), help: "Milliseconds between lines.")
    var period: Int?

    mutating func validate() throws {
        guard format == "csv,noheader,nounits" else {
            throw ValidationError("--format is csv,noheader,nounits here.")
        }
        if let period, period < 1 { throw ValidationError("-lms is above 0.") }
    }

    func run() throws {
        let simulation = SimulatedNVIDIASMI(power: .watts(watts))
        if wantsFields { return try Console.print(simulation.help) }
        switch simulation.line(query ?? "") {
        case .failure(let unknown):
            try Console.print(unknown.description)
            throw ExitCode(2)
        case .success(let line):
            let bytes = Array("\(line)\n".utf8)
            // Until it is ended, or nobody listens any more.
            while write(STDOUT_FILENO, bytes, bytes.count) == bytes.count, let period {
                Thread.sleep(forTimeInterval: Double(period) / 1000)
            }
        }
    }
}
