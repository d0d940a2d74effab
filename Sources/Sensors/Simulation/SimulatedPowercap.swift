package import Experiment
internal import Glibc
package import Units

/// The energy that a simulated domain has used since the simulation began.
package struct PowerCurve: Sendable {
    /// Given a time since the beginning; never falls.
    package var energy: @Sendable (Duration) -> Energy

    package init(energy: @escaping @Sendable (Duration) -> Energy) { self.energy = energy }

    package static func constant(_ power: Power) -> PowerCurve { PowerCurve { power * $0 } }
}

/// A powercap tree whose counters follow a known power.
///
/// With it the whole way of a number can be tried and tested where there is no RAPL. Its channels
/// are marked as simulated.
///
/// The counters behave like the kernel's: 32 bits of a unit, refreshed once a millisecond. A
/// value is worked out when it is read, exact to the unit, without a thread that would use
/// power itself.
package struct SimulatedPowercap: PowercapTree {
    /// What goes wrong with the counters from an instant on, for tests.
    package enum Fault: Sendable, Hashable {
        /// The counters stand still.
        case stall
        /// Reads and opens fail with this number: `ENODEV` for a zone that went away.
        case fail(errno: Int32)
    }

    /// One zone of the tree.
    package struct Zone: Sendable {
        package var entry: String
        package var name: String

        /// The unit of the register: 61,035 nJ, or 15,300 nJ for the memory of servers.
        package var unitNanojoules: UInt64
        package var curve: PowerCurve

        /// The energy from the beginning to the first wrap.
        package var untilWrap: Energy

        package init(
            entry: String,
            name: String,
            unitNanojoules: UInt64 = 61_035,
            curve: PowerCurve,
            untilWrap: Energy
        ) {
            self.entry = entry
            self.name = name
            self.unitNanojoules = unitNanojoules
            self.curve = curve
            self.untilWrap = untilWrap
        }

        /// As `rapl_get_max_energy_counter` has it: the register's largest value, in µJ.
        package var range: UInt64 { 0xFFFF_FFFF * unitNanojoules / 1000 }

        /// What `energy_uj` shows after a time.
        package func microjoules(after time: Duration) -> UInt64 {
            let refresh: Int64 = 1_000_000
            let refreshed = Duration.nanoseconds(time.inNanoseconds / refresh * refresh)
            let ticks = ticks(curve.energy(refreshed)) &- ticks(untilWrap)
            return (ticks & 0xFFFF_FFFF) * unitNanojoules / 1000
        }

        private func ticks(_ energy: Energy) -> UInt64 {
            UInt64(max(energy.joules, 0) * 1e9 / Double(unitNanojoules))
        }
    }

    package var zones: [Zone]

    /// When it began.
    package let origin: MonotonicInstant

    /// What goes wrong and from when on.
    package var fault: (effect: Fault, from: MonotonicInstant)?

    /// In words, for the state of the sensor.
    package var simulation: String
    let now: @Sendable () -> MonotonicInstant

    package init(
        zones: [Zone],
        simulation: String = "simulated",
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        self.zones = zones
        self.simulation = simulation
        self.now = now
        origin = now()
    }

    /// One package with memory that draw a constant power together.
    ///
    /// - Parameters:
    ///   - power: of both together.
    ///   - memoryShare: the memory's part of the power.
    ///   - wrapsAfter: when the counters wrap for the first time. Soon, so that every use of the
    ///     simulation also goes through a wrap.
    ///   - now: the clock that the power is integrated over.
    package init(
        power: Power,
        memoryShare: Double = 0.1,
        wrapsAfter: Duration = .seconds(5),
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        let memory = power * memoryShare
        let package = power - memory
        self.init(
            zones: [
                Zone(
                    entry: "intel-rapl:0",
                    name: "package-0",
                    curve: .constant(package),
                    untilWrap: package * wrapsAfter
                ),
                Zone(
                    entry: "intel-rapl:0:0",
                    name: "dram",
                    unitNanojoules: 15_300,
                    curve: .constant(memory),
                    untilWrap: memory * wrapsAfter
                ),
            ],
            simulation: "simulated: \(power.watts) W all the time, whatever runs",
            now: now
        )
    }
}

extension SimulatedPowercap {
    package var location: String { "the simulation" }

    package func entries() -> [String] { ["intel-rapl"] + zones.map(\.entry) }

    package func text(of file: String, in entry: String) throws(SensorError) -> String {
        guard let zone = zones.first(where: { $0.entry == entry }) else {
            throw .unreadable(path: "\(entry)/\(file)", errno: ENOENT)
        }
        switch file {
        case "name": return zone.name + "\n"
        case "max_energy_range_uj": return "\(zone.range)\n"
        default: throw .unreadable(path: "\(entry)/\(file)", errno: ENOENT)
        }
    }

    package func openCounter(of entry: String) throws(SensorError) -> any PowercapCounter {
        guard let zone = zones.first(where: { $0.entry == entry }) else {
            throw .unreadable(path: "\(entry)/energy_uj", errno: ENOENT)
        }
        if let fault, case .fail(let errno) = fault.effect, now() >= fault.from {
            throw .unreadable(path: "\(entry)/energy_uj", errno: errno)
        }
        return Counter(zone: zone, tree: self)
    }

    private final class Counter: PowercapCounter {
        private let zone: Zone
        private let tree: SimulatedPowercap

        init(zone: Zone, tree: SimulatedPowercap) {
            self.zone = zone
            self.tree = tree
        }

        var isSimulated: Bool { true }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            var instant = tree.now()
            if let fault = tree.fault, instant >= fault.from {
                switch fault.effect {
                case .stall: instant = fault.from
                case .fail(let errno): return -Int(errno)
                }
            }
            return CounterText.write(
                zone.microjoules(after: instant - tree.origin),
                into: buffer
            )
        }
    }
}
