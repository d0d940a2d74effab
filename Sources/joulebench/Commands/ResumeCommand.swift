import ArgumentParser
import Experiment
import Foundation
import Store
import Suites
import Trials

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a run that ended before its last trial.",
        discussion: """
            Makes the prepare steps and the trials that are missing, in the planned order, with \
            the suite, the options and the folder that the run was started with. A trial that was \
            interrupted is made again; those that failed stay as they are. A trial in a rescue file \
            is put into the database first.

            Nothing runs where the host, its settings, the sensors, the prepared artifacts, the \
            programs and files that the commands name, or joulebench itself are no longer as they \
            were: the trials could not be set beside each other.
            """
    )

    @OptionGroup var runArgument: RunArgument

    @Flag(
        name: .customLong("accept-changes"),
        help: "Go on although something is no longer as it was; the report says what."
    )
    var acceptsChanges = false

    @OptionGroup var lockOptions: LockOptions
    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        // Before the folder is changed.
        let results = resultsOptions.absolute()
        let store = try results.existingStore()
        let run = try store.run(named: runArgument.run)
        if store.isClaimed(runID: run.id) == true {
            throw StoreError.runInUse("\(run.id.prefix(8))")
        }
        try restoreRescued(run, in: store, path: results.databasePath)
        if run.state == .finished, try !isOfUnjudgedNight(run, in: store) {
            let begun = TextFormat.date(run.startedAtMilliseconds)
            return Console.complain(
                "Run \(run.id.prefix(8)) of \(run.suiteName), begun \(begun), is finished: "
                    + "nothing is missing."
            )
        }
        guard let start = run.history.start else { throw ResumeError.noStart(run: run.id) }
        guard FileManager.default.changeCurrentDirectoryPath(start.folder) else {
            throw ResumeError.folder(run: run.id, start.folder)
        }
        let resumption = Resumption(
            of: run,
            trials: try store.trials(ofRun: run.id),
            states: try store.hostStates(ofRun: run.id),
            acceptsChanges: acceptsChanges
        )
        try OwnCommandLine.$arguments.withValue(["joulebench"] + start.arguments) {
            try goOn(resumption, start: start, results: results)
        }
    }

    /// Whether its trials are made and the night that they were made for was not judged: it was killed
    /// or interrupted between.
    private func isOfUnjudgedNight(_ run: Run, in store: ResultStore) throws -> Bool {
        guard let night = try store.night(ofRun: run.id) else { return false }
        return night.runID == run.id && night.state != .judged
    }

    /// Starts the command again that the run came from.
    private func goOn(_ resumption: Resumption, start: RunStart, results: ResultsOptions) throws {
        let words = Array(start.arguments.dropFirst())
        switch start.arguments.first {
        case RunCommand.configuration.commandName:
            var command = try RunCommand.parse(words)
            command.options.resultsOptions = results
            command.options.lockOptions = lockOptions
            try command.perform(resumption)
        case NightlyCommand.configuration.commandName:
            var command = try NightlyCommand.parse(words)
            command.options.resultsOptions = results
            command.options.lockOptions = lockOptions
            try command.perform(resumption)
        case ExecCommand.configuration.commandName:
            var command = try ExecCommand.parse(words)
            command.resultsOptions = results
            command.lockOptions = lockOptions
            try command.perform(resumption)
        case BisectCommand.configuration.commandName:
            throw ResumeError.ofBisection(run: resumption.run.id)
        default:
            throw ResumeError.unknownCommand(
                run: resumption.run.id,
                start.arguments.first ?? ""
            )
        }
    }

    /// Puts the trials of rescue files where they belong.
    private func restoreRescued(_ run: Run, in store: ResultStore, path: String) throws {
        let files = RescueFile.all(ofRun: run.id, besides: path)
        guard !files.isEmpty else { return }
        let claim = try store.claim(runID: run.id)
        defer { withExtendedLifetime(claim) {} }
        for file in files {
            let count = try file.restore(into: store, run: run)
            Console.complain(
                "\(count.counted("trial")) of \(file.path) \(count == 1 ? "is" : "are") in the database now."
            )
        }
    }
}
