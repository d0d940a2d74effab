/// How often an event happened in the window of a trial.
public struct EventCount: Sendable, Hashable {
    /// A count, scaled up where the event shared its hardware counter with others.
    public struct Count: Sendable, Hashable {
        public var count: Double

        /// The share of the time for which the event had a counter; 1 where it was never
        /// multiplexed.
        public var runningShare: Double

        /// Whether the count is scaled up from a part of the time, and so an estimate of it.
        public var isMultiplexed: Bool { runningShare < 1 }

        public init(count: Double, runningShare: Double) {
            self.count = count
            self.runningShare = runningShare
        }
    }

    /// The name as the suite gives it: "instructions", "PAPI_SP_OPS".
    public var event: String

    /// What counted it: "perf", "papi".
    public var interface: String

    /// The count, or why there is none.
    public var outcome: Result<Count, Absence>

    public init(event: String, interface: String, outcome: Result<Count, Absence>) {
        self.event = event
        self.interface = interface
        self.outcome = outcome
    }
}

extension Trial {
    /// The events that were counted, over the window.
    ///
    /// The channels of an event NAME are `counters/NAME`, a counter, and beside it
    /// `counters/NAME/enabled` and `counters/NAME/running` in ns, where its interface tells them.
    /// Clocks (`task-clock`) are among them, in ns.
    public var eventCounts: [EventCount] {
        channels.indices.filter { channels[$0].isEvent }.map { index in
            EventCount(
                event: String(channels[index].name.dropFirst(Channel.eventPrefix.count)),
                interface: channels[index].interface,
                outcome: count(ofChannel: index)
            )
        }
    }

    private func count(ofChannel index: Int) -> Result<EventCount.Count, Absence> {
        guard let window else { return .failure(Absence(outcome.explanation)) }
        do throws(Absence) {
            let counted = try amount(ofCounter: index, in: window)
            let name = channels[index].name
            guard let enabledIndex = channels.firstIndex(where: { $0.name == name + "/enabled" }),
                let runningIndex = channels.firstIndex(where: { $0.name == name + "/running" })
            else { return .success(EventCount.Count(count: counted, runningShare: 1)) }
            return .success(
                try EventCount.Count(
                    counted: counted,
                    enabled: amount(ofCounter: enabledIndex, in: window),
                    running: amount(ofCounter: runningIndex, in: window)
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// What a counter that never wraps and never falls counted in a window.
    private func amount(ofCounter index: Int, in window: Window) throws(Absence) -> Double {
        let course: CounterCourse
        do throws(CounterCourse.Fault) {
            course = try CounterCourse(
                readings: readings(ofChannel: index),
                wrapsAt: nil,
                // More than all processors of any machine together do in a second.
                fastest: 1e18
            )
        } catch {
            throw Absence(error)
        }
        guard let amount = course.amount(in: window) else { throw .notCovered }
        return amount
    }
}

extension EventCount.Count {
    /// The count scaled to the time in which the event was to be counted.
    ///
    /// - Parameters:
    ///   - counted: while the event had a counter.
    ///   - enabled: how long it was to be counted.
    ///   - running: how long it had a counter.
    /// - Throws: where it never had one.
    init(counted: Double, enabled: Double, running: Double) throws(Absence) {
        // Differences of interpolated numbers: the last digits are noise.
        guard running < enabled * (1 - 1e-6) else {
            self.init(count: counted, runningShare: 1)
            return
        }
        guard running > 0 else {
            throw Absence("other events held the counters during the whole window")
        }
        self.init(count: counted * enabled / running, runningShare: running / enabled)
    }
}

extension Channel {
    /// How the names of all channels of events begin.
    package static let eventPrefix = "counters/"

    /// Whether it counts an event itself and not how long the event was counted.
    fileprivate var isEvent: Bool {
        name.hasPrefix(Self.eventPrefix)
            && (quantity == .eventCount
                || quantity == .timeNanoseconds && !name.hasSuffix("/enabled")
                    && !name.hasSuffix("/running"))
    }
}
