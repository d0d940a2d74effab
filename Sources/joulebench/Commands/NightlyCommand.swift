import ArgumentParser
import Experiment
import Foundation
import Reports
import Store
import Suites

struct NightlyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nightly",
        abstract: "Run a suite for the night and say whether something got worse.",
        discussion: """
            Looks at the machine as `doctor` does, runs the suite with the pinned reference \
            (`joulebench pin`) beside its variants, judges tonight and the history of all nights, \
            runs again what looks like a change, and writes the reports.

            Tonight: each variant against its pinned reference in the same blocks; suspected is what \
            differs (p below 0.01) by more than the bound. The history: change points of \
            each series. A suspicion becomes an alarm when a re-run confirms it; there is one alarm a \
            change, until `joulebench ack` makes it the new level. A canary runs one command against \
            itself: where that differs the machine has changed, and nothing else is believed. \
            Estimates never raise an alarm. Another kernel, driver, sensor or suite begins a new \
            level and is no alarm.

            Without a pinned reference only the history judges, which needs six nights.

            --check runs nothing and looks whether the last night ended and was judged: for a timer \
            in the morning.

            EXIT STATUS:
              0    quiet
              2    a regression is confirmed and not acknowledged
              3    an improvement beyond the bound, with --fail-on-improvement
              4    could not judge: a failed trial, too few nights, a canary that alarms, a pinned \
            reference that is gone; with --check: no judged night
              130  interrupted; `joulebench resume` goes on
              Others as in `joulebench --help`.
            """
    )

    enum Status: Int32 {
        case regressed = 2
        case improved = 3
        case couldNotJudge = 4
    }

    @OptionGroup var options: SuiteRunOptions
    @OptionGroup(title: "Judging") var nightOptions: NightOptions
    @OptionGroup(title: "Outputs") var outputOptions: NightOutputOptions

    @Option(
        help: ArgumentHelp(
            "A command for sh that gets the summary on standard input when an alarm changes or the "
                + "night could not be judged.",
            valueName: "command"
        )
    )
    var notify: String?

    @Flag(name: .customLong("notify-always"), help: "Notify after quiet nights, too.")
    var notifiesAlways = false

    @Flag(help: "Run nothing: look whether the last night ended and was judged.")
    var check = false

    @Option(
        help: ArgumentHelp("With --check: how old that night may be, in hours.", valueName: "hours")
    )
    var within = 26.0

    mutating func validate() throws {
        guard within > 0, within <= 87_600 else {
            throw ValidationError("--within must be above 0 and at most 87600 h, not \(within).")
        }
    }

    func run() throws { try perform() }

    /// Makes a night, or what is missing of one.
    func perform(_ resumed: Resumption? = nil) throws {
        try outputOptions.checkWritable()
        let notification = notify.map {
            Notification(command: $0, isAlways: notifiesAlways)
        }
        if check {
            let suite = try options.load().suite.name
            return try NightCheck(suite: suite, withinHours: within)
                .run(results: options.resultsOptions, notification)
        }
        let execution = try NightExecution(
            options: options,
            nightOptions: nightOptions,
            resumed: resumed
        )
        let outcome = try execution.make()
        // What was found is told first: a file that cannot be written must not hide it.
        try? Console.print(NightText(outcome.report, usesColour: Console.outputUsesColour).text)
        if let error = outcome.error {
            write(outcome)
            try fail(outcome.report, because: error, notification)
        }
        notification?.send(outcome.report)
        let failure = write(outcome)
        try end(outcome.report)
        if let failure { throw failure }
    }

    /// Ends with the status of what the night says, where that is not 0.
    private func end(_ report: NightReport) throws {
        switch report.night.outcome {
        case .quiet: return
        case .regressed: throw ExitCode(Status.regressed.rawValue)
        case .improved:
            guard nightOptions.failsOnImprovement else { return }
            throw ExitCode(Status.improved.rawValue)
        case .couldNotJudge, nil: throw ExitCode(Status.couldNotJudge.rawValue)
        }
    }

    /// Ends with the status of what ended the night; the ones that no other program tells of are
    /// notified.
    private func fail(
        _ report: NightReport,
        because error: any Error,
        _ notification: Notification?
    ) throws -> Never {
        if NightExecution.isInterrupt(error) {
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        // scripts/nightly tells of what ends with such a status, and of what does not get here.
        let isToldElsewhere =
            ProcessInfo.processInfo.environment["JOULEBENCH_TOLD_BY"] != nil
            && !(error is PinError || error is ExitCode)
        if !isToldElsewhere { notification?.send(report) }
        guard error is PinError else { throw error }
        Console.complain("joulebench: \(error)")
        throw ExitCode(Status.couldNotJudge.rawValue)
    }

    /// Leaves the files, each for itself; what goes wrong is said.
    ///
    /// - Returns: the first error, if any.
    @discardableResult
    private func write(_ outcome: NightExecution.Outcome) -> (any Error)? {
        var failure: (any Error)?
        func attempt(_ work: () throws -> Void) {
            do {
                try work()
            } catch let nothing as NothingToExport {
                Console.complain("! \(nothing)")
            } catch {
                Console.complain("! \(error)")
                failure = failure ?? error
            }
        }
        for write in outputOptions.writers(of: outcome.report) { attempt(write) }
        attempt {
            let files = try NightFiles.write(
                outcome.report,
                results: options.resultsOptions.results,
                folder: outcome.folder
            )
            guard options.progressOptions.mode != .quiet else { return }
            Console.complain("night: \(files.summary)")
            Console.complain("history: \(files.page)")
        }
        return failure
    }
}
