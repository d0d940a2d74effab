package import Experiment
internal import Glibc
package import Units

/// A powercap tree whose counters follow a known power.
///
/// With it the whole way of a number can be tried and tested where there is no RAPL. Its channels
/// are marked as simulated.
///
/// The counters behave like the kernel's: 32 bits of a unit, refreshed once a millisecond. A
/// value is worked out when it is read, exact to the unit, without a thread that would use
/// power itself.
package struct SimulatedPowercap: PowercapTree {
    /// One zone of the tree.
    package struct Zone: Sendable {
        package var entry: String
        package var name: String

        /// The unit of the register: 61,035 nJ, or 15,300 nJ for the memory of servers.
        package var unitNanojoules: UInt64
        package var curve: SimulatedPower

        /// The energy from the beginning to the first wrap.
        package var untilWrap: Energy

        package init(
            entry: String,
            name: String,
            unitNanojoules: UInt64 = 61_035,
            curve: SimulatedPower,
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
        ///
        /// - Parameters:
        ///   - time: since the simulation began.
        ///   - faults: of which those that hold the counter still or reset it take part.
        /// - Returns: the register in µJ, cut down to whole ones as the kernel does.
        package func microjoules(after time: Duration, faults: FaultScript = FaultScript())
            -> UInt64
        {
            let start = 0 &- ticks(untilWrap)
            let ticks =
                if faults.faults.isEmpty {
                    start &+ counted(time)
                } else {
                    faults.ticks(at: time, in: entry, start: start, counted: counted)
                }
            return (ticks & 0xFFFF_FFFF) * unitNanojoules / 1000
        }

        /// The units used by the last refresh before a time.
        private func counted(_ time: Duration) -> UInt64 {
            let refresh: Int64 = 1_000_000
            return ticks(curve.energy(.nanoseconds(time.inNanoseconds / refresh * refresh)))
        }

        private func ticks(_ energy: Energy) -> UInt64 {
            UInt64(max(energy.joules, 0) * 1e9 / Double(unitNanojoules))
        }
    }

    package var zones: [Zone]

    /// When it began.
    package let origin: MonotonicInstant

    /// What goes wrong, and when.
    package var faults: FaultScript

    /// In words, for the state of the sensor.
    package var simulation: String
    let now: @Sendable () -> MonotonicInstant

    package init(
        zones: [Zone],
        faults: FaultScript = FaultScript(),
        simulation: String = "simulated",
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        self.zones = zones
        self.faults = faults
        self.simulation = simulation
        self.now = now
        origin = now()
    }

    /// One package with memory that draw a constant power together.
    ///
    /// - Parameters:
    ///   - power: of both together.
    ///   - memoryShare: the memory's part of the power.
    ///   - wrapsAfter: when the counters wrap for the first time.
    ///   - now: the clock that the power is integrated over.
    package init(
        power: Power,
        memoryShare: Double = 0.1,
        wrapsAfter: Duration = .seconds(5),
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        self.init(
            curve: .constant(power),
            simulation: "simulated: \(power.watts) W all the time, whatever runs",
            memoryShare: memoryShare,
            wrapsAfter: wrapsAfter,
            now: now
        )
    }

    /// One package with memory that draw a power between them.
    ///
    /// - Parameters:
    ///   - curve: of both together.
    ///   - simulation: what is simulated, in words.
    ///   - memoryShare: the memory's part of the power.
    ///   - wrapsAfter: when the counters wrap for the first time. Soon, so that every use of the
    ///     simulation also goes through a wrap.
    ///   - now: the clock that the power is integrated over.
    package init(
        curve: SimulatedPower,
        simulation: String,
        memoryShare: Double = 0.1,
        wrapsAfter: Duration = .seconds(5),
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        let package = curve.scaled(by: 1 - memoryShare)
        let memory = curve.scaled(by: memoryShare)
        self.init(
            zones: [
                .package(0, package, untilWrap: package.energy(wrapsAfter)),
                .memory(ofPackage: 0, memory, untilWrap: memory.energy(wrapsAfter)),
            ],
            simulation: simulation,
            now: now
        )
    }
}

extension SimulatedPowercap.Zone {
    /// A whole package.
    package static func package(_ number: Int, _ curve: SimulatedPower, untilWrap: Energy)
        -> Self
    {
        Self(
            entry: "intel-rapl:\(String(number, radix: 16))",
            name: "package-\(number)",
            curve: curve,
            untilWrap: untilWrap
        )
    }

    /// The memory of a package, with the unit that it has on servers.
    package static func memory(ofPackage number: Int, _ curve: SimulatedPower, untilWrap: Energy)
        -> Self
    {
        Self(
            entry: "intel-rapl:\(String(number, radix: 16)):0",
            name: "dram",
            unitNanojoules: 15_300,
            curve: curve,
            untilWrap: untilWrap
        )
    }
}

extension SimulatedPowercap {
    /// The energy that packages and memory really used in a window, whatever their counters showed.
    package func trueEnergy(in window: Window) -> Energy {
        let parts = zones.filter { $0.name.hasPrefix("package-") || $0.name == "dram" }
        return parts.reduce(.zero) { sum, zone in
            sum + zone.curve.energy(window.stop - origin)
                - zone.curve.energy(window.start - origin)
        }
    }

    package var location: String { "the simulation" }

    package var pause: (@Sendable () -> Void)? { nil }

    package func entries() -> [String] { ["intel-rapl"] + zones.map(\.entry) }

    package func text(of file: String, in entry: String) throws(SensorError) -> String {
        let zone = try zone(entry, file: file)
        switch faults.replacement(of: file, in: entry, at: now() - origin) {
        case .failure(let errno): throw .unreadable(path: "\(entry)/\(file)", errno: errno)
        case .text(let text): return text
        case nil: break
        }
        switch file {
        case "name": return zone.name + "\n"
        case "max_energy_range_uj": return "\(zone.range)\n"
        default: throw .unreadable(path: "\(entry)/\(file)", errno: ENOENT)
        }
    }

    package func openCounter(of entry: String) throws(SensorError) -> any PowercapCounter {
        let file = "energy_uj"
        let zone = try zone(entry, file: file)
        if case .failure(let errno) = faults.replacement(of: file, in: entry, at: now() - origin) {
            throw .unreadable(path: "\(entry)/\(file)", errno: errno)
        }
        return Counter(zone: zone, tree: self)
    }

    private func zone(_ entry: String, file: String) throws(SensorError) -> Zone {
        guard let zone = zones.first(where: { $0.entry == entry }) else {
            throw .unreadable(path: "\(entry)/\(file)", errno: ENOENT)
        }
        return zone
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
            let time = tree.now() - tree.origin
            switch tree.faults.replacement(of: "energy_uj", in: zone.entry, at: time) {
            case .failure(let errno): return -Int(errno)
            case .text(let text):
                let bytes = text.utf8.prefix(buffer.count)
                buffer.copyBytes(from: bytes)
                return bytes.count
            case nil:
                let value = zone.microjoules(after: time, faults: tree.faults)
                return CounterText.write(value, into: buffer)
            }
        }
    }
}
