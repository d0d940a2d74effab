import ArgumentParser
import Experiment
import Sensors
import Units

/// Where the sensors read.
struct SensorOptionGroup: ParsableArguments {
    @Option(
        name: .customLong("powercap-root"),
        help: ArgumentHelp(
            "Read RAPL from this folder. A folder that is not a sysfs is marked as simulated.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var powercapRoot = "/sys/class/powercap"

    @Option(
        help: ArgumentHelp(
            "Read RAPL through powercap, through perf, or through the first that works (auto).",
            valueName: "interface"
        )
    )
    var rapl = RAPLChoice.auto

    @Option(
        name: .customLong("simulate-power"),
        help: ArgumentHelp(
            "Simulate RAPL counters with this constant power instead of reading them. "
                + "Everything that comes of it is marked as simulated.",
            valueName: "watts"
        )
    )
    var simulatedWatts: Double?

    @Option(
        name: .customLong("simulate-square-wave"),
        help: ArgumentHelp(
            "Simulate RAPL counters with a power that jumps between two values, low for the first "
                + "half of each period.",
            valueName: "low,high,seconds"
        )
    )
    var squareWave: SquareWaveArgument?

    @Option(
        help: ArgumentHelp(
            "Count these events of the workload, with commas between them: perf's names, "
                + "fp-operations, PAPI's presets and native events; “none” for none. "
                + "(default: the suite's, or the usual ones)",
            valueName: "events"
        )
    )
    var counters: String?

    @Option(
        name: .customLong("papi-library"),
        help: ArgumentHelp(
            "Load PAPI from this file. (default: the system's)",
            valueName: "file"
        ),
        completion: .file()
    )
    var papiLibrary: String?

    @Flag(
        name: .customLong("no-estimates"),
        help: "Leave energy out where no counter can be read, instead of estimating it."
    )
    var noEstimates = false

    mutating func validate() throws {
        if let watts = simulatedWatts, !(watts > 0 && watts <= 2000) {
            throw ValidationError("--simulate-power must be above 0 and at most 2000 W.")
        }
        if simulatedWatts != nil, squareWave != nil {
            throw ValidationError("--simulate-power and --simulate-square-wave exclude each other.")
        }
        guard let events else { return }
        if events.contains("") { throw ValidationError("--counters has an empty name in it.") }
        do throws(UnknownEvents) {
            try EventNames.check(events, papiLibrary: papiLibrary)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// The events that the command line names; `nil` where it names none.
    private var events: [String]? { counters.map(EventNames.split) }

    /// The options with the events of a suite, unless the command line names others.
    ///
    /// - Parameter suite: that is about to run.
    /// - Returns: what the sensors are searched with.
    /// - Throws: `UnknownEvents` where the suite names what nothing knows.
    func options(for suite: BenchmarkSuite) throws(UnknownEvents) -> SensorOptions {
        var options = options
        guard events == nil, let named = suite.events else { return options }
        do throws(UnknownEvents) {
            try EventNames.check(named, papiLibrary: papiLibrary)
        } catch {
            var error = error
            error.place = "counters of the suite “\(suite.name)”"
            throw error
        }
        options.events = named
        return options
    }

    var options: SensorOptions {
        SensorOptions(
            powercapRoot: powercapRoot,
            raplInterface: rapl.interface,
            simulatedPower: simulatedWatts.map(Power.watts),
            simulatedSquareWave: squareWave?.wave,
            events: events,
            papiLibrary: papiLibrary,
            allowsEstimates: !noEstimates
        )
    }
}

/// The interfaces of RAPL, as the command line names them.
enum RAPLChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case powercap
    case perf

    var interface: SensorOptions.RAPLInterface {
        switch self {
        case .auto: .automatic
        case .powercap: .powercap
        case .perf: .perf
        }
    }
}

/// "20,100,0.5": two powers in watts and a period in seconds.
struct SquareWaveArgument: ExpressibleByArgument {
    var wave: SensorOptions.SquareWave

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0) ?? .nan }
        guard numbers.count == 3, numbers.allSatisfy(\.isFinite), numbers[0] >= 0,
            numbers[0] <= numbers[1], numbers[1] > 0, numbers[1] <= 2000,
            (0.001...3600).contains(numbers[2])
        else { return nil }
        wave = SensorOptions.SquareWave(
            low: .watts(numbers[0]),
            high: .watts(numbers[1]),
            period: .seconds(numbers[2])
        )
    }
}
