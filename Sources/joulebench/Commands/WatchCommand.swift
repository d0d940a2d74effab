import ArgumentParser
import Experiment
import Foundation
import Sensors
import Trials
import Units

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show the power of each domain as it goes on.",
        discussion: """
            On a terminal a table that is written over at each interval, elsewhere a row of CSV \
            for each. Ctrl-C ends it, sums up, and is no error. The power is a counter's \
            difference over the time in which it moved; where it has not moved since the last \
            interval there is none, and not 0.

            The figures are of the machine, whoever uses it. Without a counter nothing is shown: \
            there is nothing to estimate the power of a whole machine from. A domain that is lost \
            in between takes the total with it, and the exit status is then 69.
            """
    )

    @Option(help: ArgumentHelp("Seconds between two rows.", valueName: "seconds"))
    var interval = 1.0

    @Option(help: ArgumentHelp("End after so many intervals.", valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
    var seconds: Double?

    @OptionGroup var rapl: RAPLOptions
    @OptionGroup var nvidia: NVIDIAOptions
    @OptionGroup var replayOptions: ReplayOptions
    @OptionGroup var resultsOptions: ResultsOptions

    mutating func validate() throws {
        guard (0.05...3600).contains(interval) else {
            throw ValidationError("--interval must be from 0.05 to 3600 s, not \(interval).")
        }
        if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds must be above 0.") }
    }

    func run() throws {
        // Before anything starts a thread: threads inherit which signals are blocked.
        let interrupts = try Interrupts.takeOver()
        var inventory = SensorCatalog.probeEnergy(try options())
        try SensorTalk.check(inventory)
        SensorTalk.announce(inventory)
        inventory.sensors.removeAll { sensor in
            sensor.channels.allSatisfy { PowerTrack($0) == nil }
        }
        var watch = PowerWatch(channels: inventory.channels)
        guard !watch.isEmpty else { throw NoEnergySource(inventory.states) }
        let sensors = try inventory.open(for: SampledProcesses(root: getpid()))
        let isTerminal = Console.outputIsTerminal
        var screen = LiveScreen()
        if !isTerminal, try !Console.printLive(WatchText.lineHeading(watch) + "\n") { return }

        let start = MonotonicInstant.now()
        watch.take(Self.sample(sensors), elapsed: .zero)
        let step = Duration.seconds(interval)
        var next = start
        var done = 0
        while !isOver(done, since: start) {
            next = next + step
            let wasInterrupted = interrupts.wait(until: next)
            watch.take(Self.sample(sensors), elapsed: MonotonicInstant.now() - start)
            done += 1
            let isRead =
                isTerminal
                ? try screen.show(
                    WatchText.screen(watch, usesColour: Console.outputUsesColour),
                    size: LiveScreen.size()
                )
                : try Console.printLive(WatchText.line(watch) + "\n")
            if !isRead || wasInterrupted { break }
            // After a stop, or a machine that slept, the steps that were missed stay out.
            while next + step <= MonotonicInstant.now() { next = next + step }
        }
        try sumUp(watch, inventory, isTerminal: isTerminal)
    }

    private func options() throws -> SensorOptions {
        var options = SensorOptions(allowsEstimates: false)
        rapl.apply(to: &options)
        nvidia.apply(to: &options)
        return try replayOptions.sensorOptions(options) { try resultsOptions.existingStore() }
    }

    private func isOver(_ done: Int, since start: MonotonicInstant) -> Bool {
        if let count, done >= count { return true }
        // Half an interval of grace: the last one may end a moment early.
        guard let seconds else { return false }
        return (MonotonicInstant.now() - start).inSeconds > seconds - interval / 2
    }

    private static func sample(_ sensors: OpenSensors) -> [Reading] {
        var readings: [Reading] = []
        sensors.read { readings.append($0) }
        return readings
    }

    /// The rows on standard output stay CSV: the summary is talk there.
    ///
    /// - Throws: `ExitCode` where a part of the total was lost, and `OutputError`.
    private func sumUp(
        _ watch: PowerWatch,
        _ inventory: SensorInventory,
        isTerminal: Bool
    ) throws {
        let lines = WatchText.summary(
            watch,
            leftOut: inventory.states.filter { $0.availability == .refused },
            usesColour: isTerminal && Console.outputUsesColour
        )
        let text = lines.joined(separator: "\n")
        if isTerminal { try Console.print("\n" + text) } else { Console.complain(text) }
        if watch.isBroken { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }
}

/// There is no counter to watch.
struct NoEnergySource: Error, CustomStringConvertible {
    private let states: [SensorState]

    init(_ states: [SensorState]) { self.states = states }

    var description: String {
        let reasons = states.filter { $0.availability != .present }.map { state in
            let remedy = state.remedy.map { "\n    mend it: \($0)" } ?? ""
            return "\n  \(state.sensor) is \(state.availability.rawValue): \(state.reason)\(remedy)"
        }
        return "There is no energy counter to watch." + reasons.joined()
            + "\nSee `joulebench doctor`. For a look around: --simulate-power 40."
    }
}
