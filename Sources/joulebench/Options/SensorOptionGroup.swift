import ArgumentParser
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

    @Flag(
        name: .customLong("no-estimates"),
        help: "Leave energy out where no counter can be read, instead of estimating it."
    )
    var noEstimates = false

    mutating func validate() throws {
        if let watts = simulatedWatts, !(watts > 0 && watts <= 2000) {
            throw ValidationError("--simulate-power must be above 0 and at most 2000 W.")
        }
    }

    var options: SensorOptions {
        SensorOptions(
            powercapRoot: powercapRoot,
            raplInterface: rapl.interface,
            simulatedPower: simulatedWatts.map(Power.watts),
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
