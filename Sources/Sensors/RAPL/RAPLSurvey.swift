internal import Experiment
internal import Glibc

/// What looking through a powercap tree finds: counters that can be read, and problems.
struct RAPLSurvey {
    var counters: [RAPLSensor.Counter] = []
    var problems: [ZoneProblem] = []

    /// Which zones were chosen where there was a choice, for the user.
    var notes: [ZoneNote] = []

    init() {}

    /// Reads every zone that is needed once.
    ///
    /// - Parameters:
    ///   - tree: is listed once.
    ///   - dies: whether each die of a package counts.
    /// - Throws: `SensorError` where the folder of the tree cannot be listed.
    init(_ tree: some PowercapTree, dies: DieRule) throws(SensorError) {
        var problems: [ZoneProblem] = []
        let zones = try PowercapZone.all(in: tree) { problems.append($0) }
        self.problems = problems
        let packages = Dictionary(grouping: zones, by: \.package.number)
        for (_, zones) in packages.sorted(by: { $0.key < $1.key }) {
            self += RAPLSurvey(package: zones, dies: dies) { zone throws(ZoneProblem) in
                try Self.counter(of: zone, in: tree)
            }
        }
    }

    static func += (left: inout Self, right: Self) {
        left.counters += right.counters
        left.problems += right.problems
        left.notes += right.notes
    }

    /// A zone as a counter, tried once.
    ///
    /// - Throws: `ZoneProblem` where it has no range to undo wraps with, or no energy.
    private static func counter(of zone: PowercapZone, in tree: some PowercapTree)
        throws(ZoneProblem) -> RAPLSensor.Counter
    {
        func problem(_ reason: String) -> ZoneProblem {
            ZoneProblem(part: zone.part, label: zone.label, reason: reason)
        }
        var file = "max_energy_range_uj"
        let range: UInt64?
        let counter: any PowercapCounter
        do throws(SensorError) {
            range = CounterText.number(in: try tree.text(of: file, in: zone.entry))
            file = "energy_uj"
            counter = try tree.openCounter(of: zone.entry)
        } catch {
            throw ZoneProblem(part: zone.part, label: zone.label, file: file, error: error)
        }
        // The ranges of kernels and units differ, so a guess would make each wrap wrong.
        guard let range, range > 0 else { throw problem("max_energy_range_uj: not a number") }
        switch counter.value() {
        case .value(let value) where value > range:
            throw problem("energy_uj: \(value) is above its range \(range)")
        case .value: break
        case .malformed: throw problem("energy_uj: not a number")
        case .failed(let errno):
            let error = SensorError.unreadable(path: zone.entry, errno: errno)
            throw ZoneProblem(part: zone.part, label: zone.label, file: "energy_uj", error: error)
        }
        return RAPLSensor.Counter(
            zone: zone,
            channel: channel(of: zone, range: range, isSimulated: counter.isSimulated)
        )
    }

    private static func channel(of zone: PowercapZone, range: UInt64, isSimulated: Bool)
        -> Channel
    {
        // The range is 0xffffffff units, so the unit follows from it: 61.035 µJ, 15.3 µJ for the
        // memory of servers. Rounded up, because the resolution is a bound.
        let registerMaximum: UInt64 = 0xFFFF_FFFF
        let unit = range / registerMaximum + (range % registerMaximum == 0 ? 0 : 1)
        return Channel(
            name: "\(RAPLSensor.name)/\(zone.label)",
            sensor: RAPLSensor.name,
            interface: zone.view.interface,
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: range),
            domain: zone.part == .memory ? .dram : .package,
            isSimulated: isSimulated,
            refreshPeriod: .milliseconds(1),
            resolution: unit
        )
    }
}
