internal import Units

extension Trial {
    /// A window below this is marked: a counter that is refreshed each millisecond is then off by
    /// more than 0.1 % at its edges.
    static let shortestGoodWindow = 1.0

    /// What the readings and events themselves give reason to doubt.
    public var warningsFromData: [TrialWarning] {
        channels.indices.flatMap(warningsOfChannel) + windowWarnings
    }

    private var windowWarnings: [TrialWarning] {
        guard outcome == .completed, let window else { return [] }
        var warnings: [TrialWarning] = []
        if window.duration.inSeconds < Self.shortestGoodWindow {
            warnings.append(.windowShorterThan(seconds: Self.shortestGoodWindow))
        }
        if let gap = stall(in: window) { warnings.append(.samplingStalled(seconds: gap)) }
        return warnings + unusableReports
    }

    /// The longest time without a sample in the window, where it is out of all proportion.
    private func stall(in window: Window) -> Double? {
        let instants = readings.filter { $0.channel == 0 }.map(\.before)
        let gaps = zip(instants, instants.dropFirst()).map { ($1 - $0).inSeconds }.sorted()
        guard !gaps.isEmpty else { return nil }
        let usual = gaps[gaps.count / 2]
        let longest =
            zip(instants, instants.dropFirst())
            .filter { $1 > window.start && $0 < window.stop }
            .map { ($1 - $0).inSeconds }.max() ?? 0
        return longest > max(10 * usual, 0.5) ? longest : nil
    }

    /// Amounts that cannot be: the last value of a known key is no finite number or below 0.
    private var unusableReports: [TrialWarning] {
        let keys = [
            "samples", "tokens", "queries", "flops_dense", "flops_executed", "int_ops_executed",
            "parameters", "parameters_nonzero", "model_bytes",
        ]
        let last = Dictionary(events.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
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
        guard case .counter(let wrapsAt) = channel.behaviour else { return warnings }
        if channel.domain == .processTree {
            let lost = Self.losses(of: own)
            if lost > 0 { warnings.append(.processTimeLost(nanoseconds: lost)) }
        } else {
            do throws(CounterCourse.Fault) {
                _ = try CounterCourse(
                    readings: own,
                    wrapsAt: wrapsAt,
                    fastest: Plausible.power.watts * 1e6
                )
            } catch {
                if case .reset = error { warnings.append(.counterReset(channel: channel.name)) }
            }
        }
        return warnings
    }

    /// The failed readings, less those of processes that had ended: an ended one has no memory.
    private func readings(thatFailed own: [Reading], of channel: Channel) -> [Reading] {
        func failed(_ reading: Reading) -> Bool {
            if case .value = reading.outcome { false } else { true }
        }
        guard channel.domain == .processTree, case .gauge = channel.behaviour,
            let last = own.lastIndex(where: { !failed($0) })
        else { return own.filter(failed) }
        return own[...last].filter(failed)
    }

    /// By how much the values fell, added up, without the falls that rounding explains.
    private static func losses(of readings: [Reading]) -> Int64 {
        var highest: UInt64 = 0
        var total: Int64 = 0
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            if value + CounterCourse.roundingOfProcessTime < highest {
                total += Int64(highest - value)
                highest = value
            }
            highest = max(highest, value)
        }
        return total
    }
}

extension Reading.Outcome {
    /// Why there is no value, in a few words.
    public var failureReason: String {
        switch self {
        case .value: ""
        case .failed(let errno): "errno \(errno)"
        case .malformed: "not a number"
        }
    }
}
