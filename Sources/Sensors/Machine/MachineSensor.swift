package import Experiment
internal import Synchronization

/// What the whole machine does during a trial: temperatures, clocks, throttling, load, steal time.
///
/// Read once a second, because these change slowly and reading them wakes CPUs.
package struct MachineSensor: Sensor {
    package static let name = "machine"

    private let sources: MachineSources
    private let now: @Sendable () -> MonotonicInstant
    private let suspended: @Sendable () -> UInt64

    package var interval: Duration { .seconds(1) }

    /// - Parameters:
    ///   - root: stands before every path; empty for this machine.
    ///   - now: the clock.
    ///   - suspended: how long the machine has been suspended since its start, in ns.
    package init(
        root: String = "",
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now,
        suspended: @escaping @Sendable () -> UInt64 = MachineGlance.suspendedNanoseconds
    ) {
        sources = MachineSources(root: root)
        self.now = now
        self.suspended = suspended
    }

    package var channels: [Channel] { sources.all.flatMap(\.channels) }

    /// Opens the files; they stay open.
    ///
    /// - Throws: `SensorError.unreadable` where one that was there is gone.
    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        var parts: [MachineReader.Part] = []
        for source in sources.all {
            var files: [OpenFile] = []
            for path in source.paths { files.append(try OpenFile(reading: path)) }
            parts.append(MachineReader.Part(source: source, files: files))
        }
        return OpenMachine(reader: MachineReader(parts: parts, now: now, suspended: suspended))
    }

    package static func probe(root: String = "") -> ProbedSensor {
        let sensor = MachineSensor(root: root)
        let names = sensor.channels.map { $0.name.dropFirst(name.count + 1) }
        let lacks = sensor.sources.missing
        let missing = lacks.isEmpty ? "" : "; not shown here: \(lacks.joined(separator: ", "))"
        return ProbedSensor(
            state: SensorState(
                sensor: name,
                covers: "temperatures, clocks, throttling, load and steal time of the machine",
                availability: names.isEmpty ? .absent : .present,
                reason: names.isEmpty
                    ? "neither /proc/stat nor sysfs shows anything of the machine"
                    : names.joined(separator: ", ") + missing
            ),
            sensor: names.isEmpty ? nil : sensor
        )
    }
}

private final class OpenMachine: OpenSensor {
    private let reader: Mutex<MachineReader>

    init(reader: sending MachineReader) { self.reader = Mutex(reader) }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        for reading in reader.withLock({ $0.read(firstChannel: firstChannel) }) { take(reading) }
    }
}
