import ArgumentParser
import Experiment
import Reports
import Store

struct CompareCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case markdown
        case csv
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare runs of a suite: two commits, two machines.",
        discussion: """
            Each run is set against the first one named, for each variant that both have with the same \
            command: energy, time and quality, and what each variant saves. The verdicts (better, worse, \
            equivalent, inconclusive) are made as in a report, with Welch's intervals, since runs share \
            no block. It says what differs between the runs and their machines, and names no winner where \
            the energies were not found in the same way.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Two runs or more: the id, the beginning of it, or “latest”.",
            valueName: "run"
        )
    )
    var runs: [String]

    @Option(help: "The format of the output.")
    var format = Format.text

    @OptionGroup var outputOptions: OutputOptions

    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        if runs.count < 2 { throw ValidationError(AcrossError.tooFewRuns.description) }
    }

    func run() throws {
        let store = try resultsOptions.existingStore()
        let loaded = try runs.map { try AcrossRun.load($0, from: store) }
        let report = try AcrossReport(loaded)
        let colour = outputOptions.output == nil && Console.outputUsesColour
        let text =
            switch format {
            case .text: report.terminalText(usesColour: colour)
            case .markdown: report.markdownText
            case .csv: report.csvText
            case .json: try report.jsonText
            }
        try outputOptions.write(text)
    }
}

extension AcrossRun {
    /// A run that a user names, with the readings of all its trials.
    fileprivate static func load(_ name: String, from store: ResultStore) throws -> AcrossRun {
        let run = try store.run(named: name)
        let trials = try store.trials(ofRun: run.id)
        let states = try store.hostStates(ofRun: run.id)
        return AcrossRun(
            Report(run: run, trials: trials, hostStates: states),
            trials: trials,
            noiseFloors: try store.noiseFloors(hostID: run.host.id, suite: run.suiteName)
        )
    }
}
