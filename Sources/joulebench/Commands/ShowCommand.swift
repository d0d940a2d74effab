import ArgumentParser
import Experiment
import Reports
import Store
import Units

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the trials of a run, one by one.",
        discussion: """
            With --trial, everything about one of them: its command, what the workload said, what each \
            phase cost, how often each counter was read, its warnings and the last part of its output. \
            With --log besides, its output alone.
            """
    )

    @OptionGroup var runArgument: RunArgument

    @Option(help: ArgumentHelp("The number of a trial in the run, from 1.", valueName: "n"))
    var trial: Int?

    @Flag(help: "Show what the trial of --trial wrote, both streams, as far as it was kept.")
    var log = false

    @OptionGroup var resultsOptions: ResultsOptions

    mutating func validate() throws {
        if log, trial == nil { throw ValidationError("--log needs --trial with a number.") }
    }

    func run() throws {
        let store = try resultsOptions.existingStore()
        let run = try store.run(named: runArgument.run)
        let trials = try store.trials(ofRun: run.id)
        guard let trial else {
            let states = try store.hostStates(ofRun: run.id)
            let idle = try store.idleMeasurements(ofRun: run.id)
            let conditions = ConditionsText.lines(run, trials: trials) + ConditionsText.lines(idle)
            return try Console.print(
                overview(of: run, trials: trials, states: states, conditions: conditions)
            )
        }
        let made = trials.withoutSuperseded()
        guard let chosen = made.last(where: { $0.planned.sequence == trial - 1 }) else {
            throw StoreError.noSuchTrial(trial, run: String(run.id.prefix(8)), trials: trials.count)
        }
        let text = log ? TrialLogText.text(of: chosen) : TrialText.details(of: chosen, in: run)
        try Console.print(text)
    }

    private func overview(
        of run: Run,
        trials: [Trial],
        states: HostStates,
        conditions: [String]
    ) -> String {
        let table = Table(
            columns: [
                ("trial", .right), ("comparison", .left), ("block", .right), ("variant", .left),
                ("result", .left), ("warnings", .right),
            ],
            rows: trials.map { trial in
                [
                    "\(trial.planned.sequence + 1)", trial.planned.comparison,
                    "\(trial.planned.isWarmUp ? "warm-up " : "")\(trial.planned.block + 1)",
                    trial.planned.variant,
                    String(ProgressText.result(of: trial, in: run).prefix(80)),
                    "\(trial.warnings.count)",
                ]
            }
        )
        var lines = [
            "run \(run.id), suite \(run.suiteName), \(run.stateText), seed \(run.seed)",
            "host \(run.host.name), \(run.imported == nil ? "started " : "")\(run.whenText)",
        ]
        if let simulation = run.simulation { lines.append("SIMULATED: \(simulation)") }
        lines = lines.map(TerminalText.printable)
        lines += [""] + table.alignedLines(usesColour: Console.outputUsesColour)
        let missing = run.plannedTrials - trials.withoutSuperseded().count
        if missing > 0 { lines += ["", "\(missing) planned trials were not made."] }
        let resumptions = ResumptionNotes.lines(run, trials: trials)
        lines += (resumptions.isEmpty ? [] : [""]) + resumptions
        lines += (conditions.isEmpty ? [] : [""]) + conditions.map(TerminalText.printable)
        let machine = HostStateText.lines(states)
        lines += (machine.isEmpty ? [] : [""]) + machine.map(TerminalText.printable)
        return lines.joined(separator: "\n")
    }
}

/// A trial in full.
enum TrialText {
    static func details(of trial: Trial, in run: Run) -> String {
        let planned = trial.planned
        var lines = [
            "trial \(planned.sequence + 1) (\(trial.id)): \(planned.comparison), "
                + "\(planned.isWarmUp ? "warm-up " : "")block \(planned.block + 1), \(planned.variant)",
            "command: \(trial.command.joined(separator: " "))",
            "outcome: \(trial.explanation); \(ProgressText.result(of: trial, in: run))",
        ]
        if trial.hasNoImportedTime {
            lines.append("window: of unknown length")
        } else if let window = trial.window {
            lines.append(
                "window: \(TextFormat.short(window.duration)), from "
                    + "\(TextFormat.short(window.start - trial.started)) after the start"
            )
        }
        lines += ConditionsText.lines(trial.gate)
        lines += ["", "counters:"] + trial.channels.indices.map { counter($0, of: trial) }
        if let phases = trial.phases(estimateModel: run.estimateModel) {
            lines += ["", "phases of the window:"] + PhaseText.lines(phases).map { "  " + $0 }
        }
        lines += ["", "events:"]
        lines += trial.events.map { event in
            "  \(TextFormat.short(event.instant - trial.started))  \(event.key) \(Self.shown(event))"
        }
        if !trial.warnings.isEmpty {
            lines += ["", "warnings:"] + trial.warnings.map { "  " + $0.explanation }
        }
        lines += section("standard output", trial.output.standardOutput)
        lines += section("standard error", trial.output.standardError)
        return lines.map(TerminalText.printable).joined(separator: "\n")
    }

    private static func counter(_ index: Int, of trial: Trial) -> String {
        let channel = trial.channels[index]
        let readings = trial.readings(ofChannel: index)
        let simulated = channel.isSimulated ? ", SIMULATED" : ""
        let head =
            "  \(channel.name) (\(channel.interface)\(simulated)): \(readings.count) readings"
        guard let value = value(of: channel, index: index, in: trial) else { return head }
        return "\(head), \(value)"
    }

    /// The value; outcomes of many examples are cut, which the database has whole.
    private static func shown(_ event: WorkloadEvent) -> String {
        event.key == ExampleOutcomes.event && event.value.utf8.count > 60
            ? "\(event.value.prefix(60))…" : event.value
    }

    private static func value(of channel: Channel, index: Int, in trial: Trial) -> String? {
        if let window = trial.window,
            let figure = trial.importedEnergy(ofChannel: index, in: window)?.figure
        {
            return "\(TextFormat.short(figure.value)) in the window"
        }
        return switch channel.quantity {
        case .energyMicrojoules, .energyMillijoules, .energyPerfUnits:
            trial.window.flatMap { trial.energy(ofChannel: index, in: $0).figure }
                .map { "\(TextFormat.short($0.value)) in the window" }
        case .cpuTimeNanoseconds:
            trial.window.flatMap { try? trial.cpuTime(in: $0).get() }
                .map { "\(TextFormat.short($0)) of CPU time in the window" }
        case .memoryBytes
        where channel.domain == .processTree && channel.name != Channel.cgroupMemoryPeak:
            trial.peakMemory.figure.map { "\(TextFormat.short($0.value)) at the most" }
        default:
            extremes(ofChannel: index, in: trial)
        }
    }

    /// The first and the last value, in the channel's own unit.
    private static func extremes(ofChannel index: Int, in trial: Trial) -> String? {
        let values = trial.readings(ofChannel: index).compactMap { reading -> UInt64? in
            guard case .value(let value) = reading.outcome else { return nil }
            return value
        }
        guard let first = values.first, let last = values.last else { return nil }
        return "\(first) to \(last) (\(trial.channels[index].quantity.rawValue))"
    }

    private static func section(_ title: String, _ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        return ["", "\(title):"] + text.split(separator: "\n").map { "  \($0)" }
    }
}
