import ArgumentParser
import Sensors
import Units

/// Where RAPL is read.
struct RAPLOptions: ParsableArguments {
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
        name: .customLong("rapl"),
        help: ArgumentHelp(
            "Read RAPL through powercap, through perf, through the first that works (auto), or "
                + "not at all (none).",
            valueName: "interface"
        )
    )
    var interface = RAPLChoice.auto

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

    mutating func validate() throws {
        if let watts = simulatedWatts, !(watts > 0 && watts <= 2000) {
            throw ValidationError("--simulate-power must be above 0 and at most 2000 W.")
        }
        if simulatedWatts != nil, squareWave != nil {
            throw ValidationError("--simulate-power and --simulate-square-wave exclude each other.")
        }
        if interface == .none, simulatedWatts != nil || squareWave != nil {
            throw ValidationError("--rapl none and a simulated power exclude each other.")
        }
    }

    func apply(to options: inout SensorOptions) {
        options.powercapRoot = powercapRoot
        options.raplInterface = interface.interface
        options.simulatedPower = simulatedWatts.map(Power.watts)
        options.simulatedSquareWave = squareWave?.wave
    }
}

/// The interfaces of RAPL, as the command line names them.
enum RAPLChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case powercap
    case perf
    case none

    var interface: SensorOptions.RAPLInterface {
        switch self {
        case .auto: .automatic
        case .powercap: .powercap
        case .perf: .perf
        case .none: .none
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
