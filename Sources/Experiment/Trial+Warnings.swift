internal import Units

extension Trial {
    /// A window below this is marked: a counter that is refreshed each millisecond is then off by
    /// more than 0.1 % at its edges.
    static let shortestGoodWindow = 1.0

    /// What the readings and events themselves give reason to doubt.
    ///
    /// - Parameters:
    ///   - samplingInterval: how often the counters were to be read.
    ///   - logicalCPUs: of the machine, where known.
    /// - Returns: one for each kind of doubt.
    public func warningsFromData(
        samplingInterval: Duration,
        logicalCPUs: Int? = nil
    ) -> [TrialWarning] {
        channels.indices.flatMap(warningsOfChannel)
            + windowWarnings(samplingInterval: samplingInterval)
            + energyWarnings
            + machineWarnings(logicalCPUs: logicalCPUs)
            + conditionWarnings
            + workloadWarnings
    }

    private func windowWarnings(samplingInterval: Duration) -> [TrialWarning] {
        guard outcome == .completed, let window else { return [] }
        var warnings: [TrialWarning] = []
        if window.duration.inSeconds < Self.shortestGoodWindow {
            warnings.append(.windowShorterThan(seconds: Self.shortestGoodWindow))
        }
        if let gap = stall(in: window, samplingInterval: samplingInterval) {
            warnings.append(.samplingStalled(seconds: gap))
        }
        return warnings + unusableReports
    }

    /// The longest time without a sample in the window, where it is out of all proportion.
    private func stall(in window: Window, samplingInterval: Duration) -> Double? {
        // Any reading counts: some sensors are read more rarely, and a child that feeds us may be
        // silent, without the harness having been stopped.
        let instants = readings.map(\.before).sorted()
        let longest =
            zip(instants, instants.dropFirst())
            .filter { $1 > window.start && $0 < window.stop }
            .map { ($1 - $0).inSeconds }.max() ?? 0
        return longest > max(10 * samplingInterval.inSeconds, 0.5) ? longest : nil
    }

    /// Amounts that cannot be: the last value of a known key is no finite number or below 0.
    private var unusableReports: [TrialWarning] {
        let keys = [
            "samples", "tokens", "queries", "flops_dense", "flops_executed", "int_ops_executed",
            "parameters", "parameters_nonzero", "model_bytes",
        ]
        let stated = events.filter { $0.kind == .point || $0.number != nil }
        let last = Dictionary(stated.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let amounts = keys.compactMap { last[$0] }.filter { reportedAmount($0.key) == nil }
        let others = last.values.filter { event in
            !keys.contains(event.key) && event.number.map { !$0.isFinite } ?? false
        }
        return (amounts + others.sorted { $0.key < $1.key }).map {
            .unusableReport(key: $0.key, value: $0.value)
        }
    }

    private func warningsOfChannel(_ index: Int) -> [TrialWarning] {
        let channel = channels[index]
        let own = readings(ofChannel: index)
        var warnings: [TrialWarning] = []
        let failures = readings(thatFailed: own, of: channel)
        if let first = failures.first {
            warnings.append(
                .readFailed(
                    channel: channel.name,
                    count: failures.count,
                    reason: first.outcome.failureReason
                )
            )
        }
        guard case .counter(let range) = channel.behaviour else { return warnings }
        if let range {
            let outside = own.count { reading in
                if case .value(let value) = reading.outcome { value > range } else { false }
            }
            if outside > 0 {
                warnings.append(
                    .readFailed(
                        channel: channel.name,
                        count: outside,
                        reason: "above its own range"
                    )
                )
            }
        }
        if channel.quantity == .cpuTimeNanoseconds {
            let lost = Self.losses(of: own)
            if lost > 0 { warnings.append(.processTimeLost(nanoseconds: lost)) }
        } else if channel.quantity.joulesPerUnit != nil,
            let course = try? course(ofChannel: index)
        {
            warnings += Self.warnings(of: course, channel: channel)
        }
        return warnings
    }

    /// Where the course of an energy counter is broken or stands still.
    private static func warnings(of course: CounterCourse, channel: Channel) -> [TrialWarning] {
        var warnings: [TrialWarning] = []
        let faults = course.breaks.map(\.fault)
        if faults.contains(where: { if case .reset = $0 { true } else { false } }) {
            warnings.append(.counterReset(channel: channel.name))
        }
        if faults.contains(where: { if case .wrapsUnknown = $0 { true } else { false } }) {
            warnings.append(.wrapsUnknown(channel: channel.name))
        }
        let stalled = course.stalls.reduce(0) { $0 + ($1.stop - $1.start).inSeconds }
        if stalled > 0 {
            warnings.append(.counterStalled(channel: channel.name, seconds: stalled))
        }
        return warnings
    }

    /// `ESRCH` on Linux.
    private static let noSuchProcess: Int32 = 3

    /// The failed readings, less those of processes that are not there: one that has ended has no
    /// memory and, once it was waited for, no storage traffic.
    private func readings(thatFailed own: [Reading], of channel: Channel) -> [Reading] {
        func failed(_ reading: Reading) -> Bool {
            switch reading.outcome {
            case .value, .failed(errno: NVIDIAFailure.noData): false
            default: true
            }
        }
        if channel.quantity == .ioBytes {
            // A process may go between the walk and this reading: the next one has its traffic.
            let gone = Reading.Outcome.failed(errno: Self.noSuchProcess)
            return own.filter { failed($0) && $0.outcome != gone }
        }
        guard channel.domain == .processTree, case .gauge = channel.behaviour,
            let last = own.lastIndex(where: { !failed($0) })
        else { return own.filter(failed) }
        return own[...last].filter(failed)
    }

    /// The CPU time that was seen to disappear, without what rounding explains.
    ///
    /// Falls above the rounding are losses. Smaller ones are not, one by one; but where the values
    /// climb far more than the course counted, again and again, most of them were.
    private static func losses(of readings: [Reading]) -> Int64 {
        let values = readings.compactMap { reading -> UInt64? in
            if case .value(let value) = reading.outcome { value } else { nil }
        }
        let steps = zip(values, values.dropFirst())
        // As floating point: a broken source may show any number, and sums of those overflow.
        let climbed = steps.reduce(0) { $0 + ($1.1 > $1.0 ? Double($1.1 - $1.0) : 0) }
        let fallen = steps.filter { $0 > $1 && $0 - $1 > CounterCourse.roundingOfProcessTime }
            .reduce(0) { $0 + Double($1.0 - $1.1) }
        let course = try? CounterCourse(processTime: readings)
        let doubtful = climbed - Double(course?.points.last?.amount ?? 0)
        let isMuch = doubtful > max(Double(CounterCourse.roundingOfProcessTime), climbed / 10)
        return Int64(min(max(fallen, isMuch ? doubtful : 0), 9e18))
    }
}

extension Reading.Outcome {
    /// Why there is no value, in a few words.
    public var failureReason: String {
        switch self {
        case .value: ""
        case .failed(let errno): NVIDIAFailure.words(errno) ?? "errno \(errno)"
        case .malformed: "not a number"
        }
    }
}
