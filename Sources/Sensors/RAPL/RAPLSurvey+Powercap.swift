internal import Experiment

extension RAPLSurvey {
    /// Reads every zone of a powercap tree that is needed once.
    ///
    /// - Parameters:
    ///   - tree: is listed once; each counter that is needed is watched for up to 50 ms.
    ///   - cpu: whose maker says what dies are.
    /// - Throws: `SensorError` where the folder of the tree cannot be listed.
    init(_ tree: some PowercapTree, cpu: CPUInfo) throws(SensorError) {
        var problems: [ZoneProblem] = []
        let zones = try RAPLZone.all(in: tree) { problems.append($0) }
        self.init(zones, dies: DieRule(vendor: cpu.vendor)) { zone throws(ZoneProblem) in
            try Self.counter(of: zone, in: tree, cpu: cpu)
        }
        self.problems = problems + self.problems
    }

    /// A zone as a counter, which has to count something if it is this machine's own.
    ///
    /// - Throws: `ZoneProblem` where it has no range to undo wraps with, or no energy.
    private static func counter(of zone: RAPLZone, in tree: some PowercapTree, cpu: CPUInfo)
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
        let first = counter.value()
        switch first {
        case .value(let value) where value > range:
            throw problem("energy_uj: \(value) is above its range \(range)")
        case .value: break
        case .malformed: throw problem("energy_uj: not a number")
        case .failed(let errno):
            let error = SensorError.unreadable(path: zone.entry, errno: errno)
            throw ZoneProblem(part: zone.part, label: zone.label, file: "energy_uj", error: error)
        }
        let isStill = isStill(counter, of: zone, from: first, in: tree)
        let isSimulated = counter.isSimulated
        if isStill, !isSimulated {
            throw .standsStill(part: zone.part, label: zone.label, counter: file)
        }
        return RAPLSensor.Counter(
            zone: zone,
            channel: channel(of: zone, range: range, isSimulated: isSimulated, cpu: cpu),
            isStill: isStill
        )
    }

    /// Whether a counter of the total does not change within some of its refreshes.
    ///
    /// Cores and graphics may be switched off and use nothing.
    private static func isStill(
        _ counter: any RAPLCounter,
        of zone: RAPLZone,
        from first: Reading.Outcome,
        in tree: some PowercapTree
    ) -> Bool {
        guard zone.part.isPartOfTotal, let pause = tree.pause else { return false }
        return !counter.moves(from: first, pause: pause)
    }

    private static func channel(of zone: RAPLZone, range: UInt64, isSimulated: Bool, cpu: CPUInfo)
        -> Channel
    {
        // The range is 0xffffffff units, so the unit follows from it: 61.035 µJ, 15.3 µJ for the
        // memory of servers, 1 J for the platform of some. Rounded up, because the resolution is
        // a bound.
        let registerMaximum: UInt64 = 0xFFFF_FFFF
        let unit = range / registerMaximum + (range % registerMaximum == 0 ? 0 : 1)
        return zone.channel(
            .energyMicrojoules,
            wrapsAt: range,
            resolution: unit,
            isSimulated: isSimulated,
            cpu: cpu
        )
    }
}
