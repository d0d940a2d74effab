import ArgumentParser
import Experiment
import Sensors

/// Which hardware and software events are counted.
struct CounterOptions: ParsableArguments {
    @Option(
        name: .customLong("counters"),
        help: ArgumentHelp(
            "Count these events of the workload, with commas between them: perf's names, "
                + "fp-operations, PAPI's presets and native events; “none” for none. "
                + "(default: the suite's, or the usual ones)",
            valueName: "events"
        )
    )
    var names: String?

    @Option(
        name: .customLong("papi-library"),
        help: ArgumentHelp(
            "Load PAPI from this file. (default: the system's)",
            valueName: "file"
        ),
        completion: .file()
    )
    var papiLibrary: String?

    mutating func validate() throws {
        guard let events else { return }
        if events.contains("none") {
            throw ValidationError("--counters none stands alone: leave out “none” or the events.")
        }
        if events.contains("") { throw ValidationError("--counters has an empty name in it.") }
        do throws(UnknownEvents) {
            try EventNames.check(events, papiLibrary: papiLibrary)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// The events that the command line names; `nil` where it names none.
    private var events: [String]? { names.map(EventNames.split) }

    func apply(to options: inout SensorOptions) {
        options.events = events
        options.papiLibrary = papiLibrary
    }

    /// Takes the events of a suite, unless the command line names others.
    ///
    /// - Throws: `UnknownEvents` where the suite names what nothing knows.
    func apply(_ suite: BenchmarkSuite, to options: inout SensorOptions) throws(UnknownEvents) {
        guard events == nil, let named = suite.events else { return }
        do throws(UnknownEvents) {
            try EventNames.check(named, papiLibrary: papiLibrary)
        } catch {
            var error = error
            error.place = "counters of the suite “\(suite.name)”"
            throw error
        }
        options.events = named
    }
}
