import Experiment
import Glibc
import Sensors
import Synchronization
import TestSupport
import Units

/// A `power` PMU that a test describes: files by their names, and a power for each counter.
struct ScriptedPMU: PowerPMU {
    var files: [String: String]
    /// Packages and dies by CPU.
    var places: [Int32: (package: Int, die: Int)] = [0: (0, 0)]
    /// Error numbers by file, by event ("open energy-pkg"), or "events" for the folder.
    var errors: [String: Int32] = [:]
    /// Events that open and stand still.
    var dead: Set<String> = []

    let location = "/pmu"
    let simulation = "simulated: scripted"

    /// The events of a package whose counters all run.
    init(_ events: [String] = ["energy-pkg"], cpumask: String = "0\n") {
        files = ["type": "9\n", "cpumask": cpumask]
        for (index, event) in events.enumerated() {
            files["events/\(event)"] = "event=0x0\(index + 1)\n"
            files["events/\(event).scale"] = "2.3283064365386962890625e-10\n"
            files["events/\(event).unit"] = "Joules\n"
        }
    }

    func events() throws(SensorError) -> [String] {
        if let errno = errors["events"] { throw .unreadable(path: location, errno: errno) }
        return files.keys.filter { $0.hasPrefix("events/") }.map { String($0.dropFirst(7)) }
    }

    func text(of file: String) throws(SensorError) -> String {
        guard errors[file] == nil, let text = files[file] else {
            throw .unreadable(path: file, errno: errors[file] ?? ENOENT)
        }
        return text
    }

    func topology(_ file: String, ofCPU cpu: Int32) throws(SensorError) -> String {
        guard errors[file] == nil, let place = places[cpu] else {
            throw .unreadable(path: file, errno: errors[file] ?? ENOENT)
        }
        return file == "die_id" ? "\(place.die)\n" : "\(place.package)\n"
    }

    func openCounter(of event: PowerEvent) throws(SensorError) -> any RAPLCounter {
        if let errno = errors["open \(event.name)"] {
            throw .unreadable(path: event.name, errno: errno)
        }
        // The value tells the code and the CPU, and each read counts one more.
        let first = event.config * 1000 + UInt64(event.cpu) * 100
        return Counter(
            next: first,
            step: dead.contains(event.name) ? 0 : 1,
            errno: errors["read \(event.name)"]
        )
    }

    func pause() {}

    private final class Counter: RAPLCounter {
        private let next: Atomic<UInt64>
        private let step: UInt64
        private let errno: Int32?

        init(next: UInt64, step: UInt64, errno: Int32?) {
            self.next = Atomic(next)
            self.step = step
            self.errno = errno
        }

        var isSimulated: Bool { false }

        func value() -> Reading.Outcome {
            if let errno { return .failed(errno: errno) }
            return .value(next.wrappingAdd(step, ordering: .relaxed).oldValue)
        }
    }
}

/// Looks for RAPL in a PMU on bare metal, or in a guest, of a vendor's processors.
func probe(
    _ pmu: some PowerPMU,
    isGuest: Bool = false,
    vendor: String? = "GenuineIntel",
    now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
) -> ProbedSensor { RAPLSensor.probe(pmu, cpu: cpu(vendor, isGuest: isGuest), now: now) }

/// A processor of a vendor.
func cpu(
    _ vendor: String?,
    isGuest: Bool = false,
    family: Int = 6,
    model: Int = 0x8F,
    flags: String = "fpu"
) -> CPUInfo {
    let name = vendor.map { "vendor_id : \($0)\n" } ?? ""
    let numbers = "cpu family : \(family)\nmodel : \(model)\n"
    return CPUInfo(parsing: "\(name)\(numbers)flags : \(flags)\(isGuest ? " hypervisor" : "")\n")
}

/// Something that a test turns on once.
final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
