import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// A powercap folder that a test describes zone by zone.
struct PowercapFolder {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Its values are written once, so there is nothing to wait for.
    var tree: PowercapDirectory { PowercapDirectory(folder.path, pause: {}) }

    // A file is left out where its text is `nil`.
    func zone(
        _ entry: String,
        name: String?,
        energy: String? = "1000\n",
        range: String? = "262143328850\n"
    ) throws {
        if let name { try folder.write(name + "\n", to: "\(entry)/name") }
        if let energy { try folder.write(energy, to: "\(entry)/energy_uj") }
        if let range { try folder.write(range, to: "\(entry)/max_energy_range_uj") }
        try folder.write("0\n", to: "\(entry)/enabled")
    }
}

/// A tree some of whose files fail, as modes cannot make them fail for root.
struct FaultyTree: PowercapTree {
    var base: any PowercapTree
    /// Error numbers by "entry/file", or "" for the folder.
    var errors: [String: Int32]

    var location: String { base.location }
    var simulation: String { base.simulation }
    var pause: (@Sendable () -> Void)? { base.pause }

    func entries() throws(SensorError) -> [String] {
        if let errno = errors[""] { throw .unreadable(path: location, errno: errno) }
        return try base.entries()
    }

    func text(of file: String, in entry: String) throws(SensorError) -> String {
        if let errno = errors["\(entry)/\(file)"] { throw .unreadable(path: entry, errno: errno) }
        return try base.text(of: file, in: entry)
    }

    func openCounter(of entry: String) throws(SensorError) -> any PowercapCounter {
        if let errno = errors["\(entry)/energy_uj"] {
            throw .unreadable(path: entry, errno: errno)
        }
        if let errno = errors["\(entry)/read"] { return FailingCounter(errno: errno) }
        return try base.openCounter(of: entry)
    }

    private final class FailingCounter: PowercapCounter {
        let errno: Int32
        init(errno: Int32) { self.errno = errno }
        var isSimulated: Bool { false }
        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int { -Int(errno) }
    }
}

/// Looks for RAPL in a tree on bare metal, or in a guest, of a vendor's processors.
func probe(
    _ tree: some PowercapTree,
    isGuest: Bool = false,
    vendor: String? = "GenuineIntel",
    now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
) -> ProbedSensor {
    let text =
        "\(vendor.map { "vendor_id : \($0)\n" } ?? "")flags : fpu\(isGuest ? " hypervisor" : "")\n"
    return RAPLSensor.probe(tree, cpu: CPUInfo(parsing: text), now: now)
}

/// The processes of sensors that take no notice of them.
let anyProcesses = SampledProcesses(root: getpid())

extension Sensor {
    /// One reading of every channel, by name.
    func readOnce(_ processes: SampledProcesses = anyProcesses) throws -> [String: Reading.Outcome]
    {
        var outcomes: [String: Reading.Outcome] = [:]
        try open(for: processes).read(firstChannel: 0) {
            outcomes[channels[$0.channel].name] = $0.outcome
        }
        return outcomes
    }
}

/// A trial of readings of a simulated power under a clock that the test moves.
func readTrial(
    of tree: SimulatedPowercap,
    _ clock: ManualClock,
    every period: Duration,
    count: Int
) throws -> Trial {
    let sensor = try #require(probe(tree, now: clock.now).sensor)
    let open = try sensor.open(for: anyProcesses)
    let started = clock.now()
    var readings: [Reading] = []
    for _ in 0..<count {
        open.read(firstChannel: 0) { readings.append($0) }
        clock.advance(by: period)
    }
    return Trial.made(
        channels: sensor.channels,
        readings: readings,
        started: started,
        ended: started + period * (count - 1)
    )
}
