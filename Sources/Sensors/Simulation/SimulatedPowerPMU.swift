internal import Experiment
internal import Glibc
internal import Units

/// A `power` PMU whose counters follow the same curves as a simulated powercap tree.
///
/// Its counts are 64 bits of 2⁻³² J, refreshed once a millisecond and, like the kernel's, 0 when
/// they are opened. The tree's faults are those of its files and stay out.
package struct SimulatedPowerPMU: PowerPMU {
    private let tree: SimulatedPowercap
    private let wait: @Sendable () -> Void

    /// - Parameters:
    ///   - tree: its packages, memory and their parts become events; package N counts on CPU N.
    ///   - pause: lets a millisecond of the tree's clock pass.
    package init(
        _ tree: SimulatedPowercap,
        pause: @escaping @Sendable () -> Void = { usleep(1000) }
    ) {
        self.tree = tree
        wait = pause
    }

    package var location: String { "the simulation of perf's power PMU" }
    package var simulation: String { tree.simulation }

    package func pause() { wait() }

    /// Names of zones, the events that stand for them, and their codes (`rapl.c`).
    private static let events: [(zone: String, event: String, code: UInt64)] = [
        ("core", "energy-cores", 1), ("package", "energy-pkg", 2), ("dram", "energy-ram", 3),
        ("uncore", "energy-gpu", 4), ("psys", "energy-psys", 5),
    ]

    package func events() -> [String] {
        let kinds = Set(tree.zones.map { Self.kind(of: $0) })
        return Self.events.filter { kinds.contains($0.zone) }
            .flatMap { [$0.event, "\($0.event).scale", "\($0.event).unit"] }
    }

    package func text(of file: String) throws(SensorError) -> String {
        if file == "type" { return "9\n" }
        if file == "cpumask" {
            return tree.zones.compactMap(Self.package).map(String.init).joined(separator: ",")
                + "\n"
        }
        for (_, event, code) in Self.events where file.hasPrefix("events/\(event)") {
            switch file.dropFirst("events/\(event)".count) {
            case "": return "event=0x0\(code)\n"
            case ".scale": return "2.3283064365386962890625e-10\n"
            case ".unit": return "Joules\n"
            default: continue
            }
        }
        throw .unreadable(path: file, errno: ENOENT)
    }

    package func topology(_ file: String, ofCPU cpu: Int32) -> String {
        file == "physical_package_id" ? "\(cpu)\n" : "0\n"
    }

    package func openCounter(of event: PowerEvent) throws(SensorError) -> any RAPLCounter {
        guard let kind = Self.events.first(where: { $0.event == event.name })?.zone,
            let zone = tree.zones.first(where: {
                Self.kind(of: $0) == kind && Self.packageNumber(of: $0) == event.cpu
            })
        else { throw .unreadable(path: event.name, errno: EINVAL) }
        return Counter(zone: zone, tree: tree)
    }

    /// "package" for "package-0", else the zone's own name.
    private static func kind(of zone: SimulatedPowercap.Zone) -> String {
        package(zone) == nil ? zone.name : "package"
    }

    private static func package(_ zone: SimulatedPowercap.Zone) -> Int32? {
        guard zone.name.hasPrefix("package-") else { return nil }
        return Int32(zone.name.dropFirst("package-".count))
    }

    /// The package whose registers show a zone; the platform's are package 0's.
    private static func packageNumber(of zone: SimulatedPowercap.Zone) -> Int32? {
        if let number = package(zone) { return number }
        let parts = zone.entry.split(separator: ":")
        return parts.count == 3 ? Int32(parts[1], radix: 16) : 0
    }

    private final class Counter: RAPLCounter {
        private let zone: SimulatedPowercap.Zone
        private let tree: SimulatedPowercap
        private let start: UInt64

        init(zone: SimulatedPowercap.Zone, tree: SimulatedPowercap) {
            self.zone = zone
            self.tree = tree
            start = Self.units(of: zone, in: tree)
        }

        var isSimulated: Bool { true }

        func value() -> Reading.Outcome { .value(Self.units(of: zone, in: tree) - start) }

        private static func units(
            of zone: SimulatedPowercap.Zone,
            in tree: SimulatedPowercap
        ) -> UInt64 {
            let refresh: Int64 = 1_000_000
            let time = (tree.now() - tree.origin).inNanoseconds / refresh * refresh
            // The register steps in units of 2⁻¹⁴ J, which perf scales (`rapl_scale`).
            return UInt64(zone.curve.energy(.nanoseconds(time)).joules * 0x1p14) << 18
        }
    }
}
