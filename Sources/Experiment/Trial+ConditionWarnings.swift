internal import Units

extension Channel {
    /// How long the machine has been suspended since its start, in ns: `CLOCK_BOOTTIME` less
    /// `CLOCK_MONOTONIC`.
    public static let suspendedTime = "machine/suspended-time"
}

extension Trial {
    /// What disturbed the conditions inside the window.
    var conditionWarnings: [TrialWarning] {
        guard let window, window.duration > .zero else { return [] }
        return ([suspension(in: window)].compactMap(\.self) + slowedBoards(in: window))
            .map(TrialWarning.condition)
    }

    /// Less is the jitter of reading two clocks one after the other.
    private static let shortestSuspension: UInt64 = 20_000_000

    /// The clock of all readings stands still while the machine sleeps, so that a window shows
    /// nothing of it; the difference of the two clocks does.
    private func suspension(in window: Window) -> ConditionWarning? {
        guard let index = channels.firstIndex(where: { $0.name == Channel.suspendedTime }) else {
            return nil
        }
        let values = readings(ofChannel: index).compactMap { reading in
            reading.outcome.number.map { (instant: reading.instant, slept: $0) }
        }
        let steps = zip(values, values.dropFirst()).filter { earlier, later in
            later.instant > window.start && earlier.instant < window.stop
                && later.slept > earlier.slept
                && later.slept - earlier.slept >= Self.shortestSuspension
        }
        let slept = steps.reduce(0) { $0 + Double($1.1.slept - $1.0.slept) }
        return slept > 0 ? .suspended(seconds: slept / 1e9) : nil
    }

    /// The reasons of NVML (`nvmlClocksEventReason…` in nvml.h) for which a board runs slower than
    /// it would at this load.
    ///
    /// The power cap (0x4) is not among them: under full load it is how most boards work.
    private static let slowdowns: [(bit: UInt64, name: String)] = [
        (0x08, "hardware slowdown"), (0x20, "software thermal slowdown"),
        (0x40, "hardware thermal slowdown"), (0x80, "power brake"),
    ]

    private func slowedBoards(in window: Window) -> [ConditionWarning] {
        channels.indices.compactMap { index in
            let channel = channels[index]
            guard channel.quantity == .bits, channel.domain == .gpu else { return nil }
            let bits = readings(ofChannel: index).filter {
                $0.instant >= window.start && $0.instant <= window.stop
            }.compactMap(\.outcome.number)
            let mask = Self.slowdowns.reduce(0) { $0 | $1.bit }
            let slowed = bits.filter { $0 & mask != 0 }
            guard !slowed.isEmpty else { return nil }
            let seen = slowed.reduce(0, |)
            return .boardThrottled(
                device: channel.device ?? channel.name,
                reasons: Self.slowdowns.filter { seen & $0.bit != 0 }.map(\.name),
                percent: max(1, Int((100 * Double(slowed.count) / Double(bits.count)).rounded()))
            )
        }
    }
}

extension Reading.Outcome {
    /// The value, where there is one.
    var number: UInt64? {
        guard case .value(let value) = self else { return nil }
        return value
    }
}
