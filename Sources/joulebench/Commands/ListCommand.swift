import ArgumentParser
import Experiment
import Reports
import Store

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the runs in the database, the newest first."
    )

    @OptionGroup var resultsOptions: ResultsOptions

    private func energy(of run: RunListing) -> String {
        if run.simulation != nil { return "SIMULATED" }
        let origin = run.energyProvenance?.rawValue
        return run.isImported ? origin ?? "none (imported)" : origin ?? "none"
    }

    func run() throws {
        let runs = try resultsOptions.existingStore().runs()
        if runs.isEmpty { throw StoreError.noRuns(path: resultsOptions.databasePath) }
        let table = table(of: runs, hasVersions: runs.contains { $0.projectVersion != nil })
        let lines = table.alignedLines(usesColour: Console.outputUsesColour)
        try Console.print(lines.joined(separator: "\n"))
    }

    /// The rows, with a column for the versions of projects where there are any.
    private func table(of runs: [RunListing], hasVersions: Bool) -> Table {
        Table(
            columns: [("run", .left), ("started", .left), ("suite", .left), ("host", .left)]
                + (hasVersions ? [("version", .left)] : []) + [
                    ("state", .left), ("completed", .right), ("failed", .right),
                    ("energy", .left),
                ],
            rows: runs.map { run in
                [String(run.id.prefix(8)), when(run), run.suiteName, run.hostName]
                    + (hasVersions ? [run.projectVersion ?? Table.missing] : []) + [
                        run.stateText, "\(run.completedTrials)/\(run.plannedTrials)",
                        "\(run.failedTrials)", energy(of: run),
                    ]
            }
        )
    }

    private func when(_ run: RunListing) -> String {
        Report.whenText(
            startedAtMilliseconds: run.startedAtMilliseconds,
            isImported: run.isImported,
            recordedAtMilliseconds: run.recordedAtMilliseconds
        )
    }
}
