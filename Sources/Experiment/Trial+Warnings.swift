internal import Units

extension Trial {
    /// A window below this is marked: a counter that is refreshed each millisecond is then off by
    /// more than 0.1 % at its edges.
    static let shortestGoodWindow = 1.0

    /// Less CPU time than this is lost to rounding when the kernel moves the time of a process
    /// that was waited for to its parent, in clock ticks.
    static let shownLoss: Int64 = 50_000_000

    /// What the readings and events themselves give reason to doubt.
    public var warningsFromData: [TrialWarning] {
        channels.indices.flatMap(warningsOfChannel) + windowWarnings
    }

    private var windowWarnings: [TrialWarning] {
        var warnings: [TrialWarning] = []
        if events.count(where: { $0.key == "run_start" }) > 1 {
            warnings.append(.windowOpenedTwice)
        }
        if outcome == .completed, let window,
            window.duration.inSeconds < Self.shortestGoodWindow
        {
            warnings.append(.windowShorterThan(seconds: Self.shortestGoodWindow))
        }
        return warnings
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
            let lost = Self.decrease(of: own)
            if lost > Self.shownLoss { warnings.append(.processTimeLost(nanoseconds: lost)) }
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

    /// By how much the values went back, added up.
    private static func decrease(of readings: [Reading]) -> Int64 {
        var previous: UInt64?
        var total: Int64 = 0
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            if let previous, value < previous { total += Int64(previous - value) }
            previous = value
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
