import ArgumentParser
import Experiment
import Foundation
import Reports
import Suites
import Trials

struct ExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Measure any command, or several side by side.",
        usage: """
            joulebench exec [<options>] -- <program> [<argument> …]
            joulebench exec [<options>] '<command>' ['<command>' …]
            """,
        discussion: """
            Each run of a command is a trial in a process of its own, with /dev/null as its \
            standard input. Several commands are run in randomised paired blocks and set against \
            the first. The run is kept in the database: `report`, `show` and `export` work on it.

            A command in quotes is split into words as a shell splits it, but no shell runs: \
            pipes, patterns and variables need --shell, and the shell's own energy is then part \
            of the figure. What a command prints is kept (the last 64 KiB), and shown with \
            --show-output when the run has ended: printing costs energy.

            A command that prints :::MLLOG events is measured in its own window.
            """
    )

    @Argument(help: ArgumentHelp("The commands.", valueName: "command"))
    var commands: [String] = []

    @Option(
        help: ArgumentHelp(
            "How often each command is run. (default: 1 for one command, 5 for several: a ratio "
                + "needs an interval)",
            valueName: "n"
        )
    )
    var runs: Int?

    @Option(
        help: ArgumentHelp(
            "Runs of each command before the first measured one; kept, and not counted.",
            valueName: "n"
        )
    )
    var warmup = 0

    @Option(
        name: .customLong("name"),
        help: ArgumentHelp("A label for a command; once for each of them.", valueName: "label")
    )
    var names: [String] = []

    @Flag(help: "Run each command with `sh -c`.")
    var shell = false

    @Flag(
        name: .customLong("ignore-failure"),
        help: "Count runs that end with another status than 0, and go on after them."
    )
    var ignoresFailure = false

    @Flag(name: .customLong("show-output"), help: "Show what each run printed when it has ended.")
    var showsOutput = false

    @Option(
        help: ArgumentHelp("How often the counters are read, in seconds.", valueName: "seconds")
    )
    var interval = 0.1

    @Option(
        help: ArgumentHelp("The longest that a run may take, in seconds.", valueName: "seconds")
    )
    var timeout = 86_400.0

    @Option(
        help: ArgumentHelp("The seed of the order. (default: a new one)", valueName: "n")
    )
    var seed: UInt64?

    @OptionGroup var exports: ExportFileOptions
    @OptionGroup var progressOptions: ProgressOptions
    @OptionGroup(title: "Conditions") var conditionOptions: ConditionOptions
    @OptionGroup var sensorOptions: SensorOptionGroup
    @OptionGroup var replayOptions: ReplayOptions
    @OptionGroup var lockOptions: LockOptions
    @OptionGroup var statementOptions: StatementOptions
    @OptionGroup var resultsOptions: ResultsOptions

    mutating func validate() throws {
        if let runs, !(1...10_000).contains(runs) {
            throw ValidationError("--runs must be from 1 to 10000, not \(runs).")
        }
        guard (0...10_000).contains(warmup) else {
            throw ValidationError("--warmup must be from 0 to 10000, not \(warmup).")
        }
        guard (0.001...60).contains(interval) else {
            throw ValidationError("--interval must be from 0.001 to 60 s, not \(interval).")
        }
        guard (0.001...31_536_000).contains(timeout) else {
            throw ValidationError("--timeout must be from 0.001 to 31536000 s, not \(timeout).")
        }
        do throws(ExecCommands.Mistake) {
            _ = try commandList()
        } catch .both, .none {
            // The value of a misspelt option is taken for a command: the parser, which comes
            // next, names the option; `run` says the rest.
        } catch {
            throw ValidationError(error.description)
        }
    }

    private func commandList() throws(ExecCommands.Mistake) -> ExecCommands {
        try ExecCommands(
            words: commands,
            commandLine: OwnCommandLine.arguments,
            names: names,
            usesShell: shell
        )
    }

    private func parsedCommands() -> ExecCommands {
        do {
            return try commandList()
        } catch {
            // Thrown from `run`, it would come with the usage of all of joulebench.
            Self.exit(withError: ValidationError(error.description))
        }
    }

    func run() throws { try perform() }

    /// Runs the commands, or what is missing of a run of them.
    func perform(_ resumed: Resumption? = nil) throws {
        var resumption = resumed
        let commands = parsedCommands()
        try commands.check(ProgramLocator.system())
        try exports.checkWritable()
        // Before anything is measured: a mistake in a file would come out at the end else.
        let settings = try statementOptions.settings()
        var suite = commands.suite(
            runs: runs ?? (commands.entries.count == 1 ? 1 : 5),
            warmup: warmup,
            interval: .seconds(interval),
            timeout: .seconds(timeout)
        )
        suite.conditions = conditionOptions.applied(to: .none)
        let execution = try RunExecution(
            suite: suite.name,
            resultsOptions: resultsOptions,
            // What the runs print would stand among the lines that are written over.
            progress: showsOutput && progressOptions.mode == .automatic
                ? .lines : progressOptions.mode,
            lockOptions: lockOptions,
            sensors: { store in try replayOptions.sensorOptions(sensorOptions.options) { store } }
        )
        try resumption?.check(suite, inventory: execution.inventory, keys: [:])
        let schedule =
            resumption?.schedule()
            ?? TrialSchedule(
                comparisons: suite.comparisons,
                design: suite.design,
                seed: seed ?? TrialSchedule.drawnSeed()
            )
        resumption?.announce(schedule)
        let run =
            resumption?.run
            ?? Run.new(
                of: suite,
                text: OwnCommandLine.text,
                schedule: schedule,
                inventory: execution.inventory
            )
        let state = try execution.carryOut(
            schedule,
            run: run,
            resumption: resumption,
            prepare: {
                try execution.runner(
                    for: suite,
                    prepared: .none,
                    ignoresExitStatus: ignoresFailure
                )
            },
            goesOn: { trial, _ in goesOn(trial) }
        )
        let report = try execution.present(runID: run.id, state: state, settings: settings)
        try exports.write(report)
        if progressOptions.mode != .quiet {
            for line in ExecAdvice.lines(report, warmup: warmup) {
                Console.complain("hint: " + line)
            }
        }
        try execution.end(report, state: state)
    }

    /// Shows what there is to show of a trial that is stored, and says whether to make the next.
    private func goesOn(_ trial: Trial) -> Bool {
        if showsOutput { Self.show(trial.output) }
        guard trial.outcome != .completed else { return true }
        // A command that fails would fail again, at the same cost.
        if !ignoresFailure {
            let end =
                trial.planned.isWarmUp ? "in its warm-up; nothing was measured" : "; stopped there"
            Console.complain(
                "“\(trial.planned.variant)” \(trial.outcome.explanation)"
                    + "\(trial.planned.isWarmUp ? " " : "")\(end). --ignore-failure goes on."
            )
            if !showsOutput { Console.complain(Self.end(of: trial.output)) }
        }
        return ignoresFailure
    }

    private static func show(_ output: CapturedOutput) {
        if output.droppedBytes > 0 {
            Console.complain("  (\(output.droppedBytes) bytes before this were not kept)")
        }
        for text in [output.standardOutput, output.standardError] where !text.isEmpty {
            for line in text.split(separator: "\n") {
                Console.complain("  " + TerminalText.printable(String(line)))
            }
        }
    }

    /// The last lines that a command wrote, its errors first.
    private static func end(of output: CapturedOutput) -> String {
        let text = output.standardError.isEmpty ? output.standardOutput : output.standardError
        return text.split(separator: "\n").suffix(10)
            .map { "  " + TerminalText.printable(String($0)) }.joined(separator: "\n")
    }
}
