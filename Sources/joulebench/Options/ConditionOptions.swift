import ArgumentParser
import Experiment
import Units

/// What the command line says of the conditions of the trials.
struct ConditionOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            "Wait before each trial until the machine is quiet and as warm as at the start.",
            discussion: """
                Each wait has a limit, after which the trial begins and is marked. Runs of a \
                suite wait unless it says otherwise; `exec` does not.
                """
        )
    )
    var gates: Bool?

    @Option(
        name: .customLong("max-load"),
        help: ArgumentHelp(
            "How many CPUs other programs may keep busy when a trial begins.",
            valueName: "cpus"
        )
    )
    var loadLimit: Double?

    @Option(
        name: .customLong("temperature-band"),
        help: ArgumentHelp(
            "How far from the start's the temperature may be when a trial begins.",
            valueName: "celsius"
        )
    )
    var temperatureBand: Double?

    @Option(
        name: .customLong("gate-wait"),
        help: ArgumentHelp(
            "The longest wait for the load, and for the temperature, before a trial.",
            valueName: "seconds"
        )
    )
    var wait: Double?

    @Option(help: ArgumentHelp("The rest between two trials.", valueName: "seconds"))
    var cooldown: Double?

    @Option(
        name: .customLong("idle-windows"),
        help: ArgumentHelp(
            "How many windows of idle power are measured before and after; 0: none.",
            valueName: "n"
        )
    )
    var idleWindows: Int?

    @Option(
        name: .customLong("idle-seconds"),
        help: ArgumentHelp("The length of each of these windows.", valueName: "seconds")
    )
    var idleWindow: Double?

    mutating func validate() throws {
        try Self.check("--max-load", loadLimit, 0...100_000)
        try Self.check("--temperature-band", temperatureBand, 0.1...1000)
        try Self.check("--gate-wait", wait, 0...86_400)
        try Self.check("--cooldown", cooldown, 0...86_400)
        try Self.check("--idle-seconds", idleWindow, 0.1...3600)
        if let idleWindows, !(0...1000).contains(idleWindows) {
            throw ValidationError("--idle-windows must be from 0 to 1000, not \(idleWindows).")
        }
        let named = [
            ("--max-load", loadLimit), ("--temperature-band", temperatureBand),
            ("--gate-wait", wait),
        ]
        if gates == false, let used = named.first(where: { $0.1 != nil }) {
            throw ValidationError("\(used.0) means nothing with --no-gates.")
        }
    }

    private static func check(
        _ name: String,
        _ value: Double?,
        _ range: ClosedRange<Double>
    ) throws {
        if let value, !range.contains(value) {
            throw ValidationError(
                "\(name) must be from \(TextFormat.short(range.lowerBound)) to "
                    + "\(TextFormat.short(range.upperBound)), not \(value)."
            )
        }
    }

    /// Conditions with what the command line changes about them.
    ///
    /// An option of the gates turns them on.
    func applied(to conditions: TrialConditions) -> TrialConditions {
        var result = conditions
        let usesGates = loadLimit != nil || temperatureBand != nil || wait != nil
        result.gates = gates ?? (usesGates || conditions.gates)
        result.loadLimit = loadLimit ?? result.loadLimit
        result.temperatureBand = temperatureBand ?? result.temperatureBand
        result.loadWait = wait.map { .seconds($0) } ?? result.loadWait
        result.temperatureWait = wait.map { .seconds($0) } ?? result.temperatureWait
        result.cooldown = cooldown.map { .seconds($0) } ?? result.cooldown
        result.idleWindows = idleWindows ?? result.idleWindows
        result.idleWindow = idleWindow.map { .seconds($0) } ?? result.idleWindow
        return result
    }
}
