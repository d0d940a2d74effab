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
    /// The channels of an event NAME are `counters/NAME`, a counter of `eventCount`, and beside it
    /// `counters/NAME/enabled` and `counters/NAME/running` in ns, where its interface tells them.
    public var eventCounts: [EventCount] { [] }
}
