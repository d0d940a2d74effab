public import Experiment

extension Trial {
    /// Adds points that a workload states, as JSON text, at the end of the trial.
    public mutating func state(_ said: [(String, String)]) {
        events += said.map { key, value in .statement(key, value, at: ended) }
    }

    /// A completed trial of channels and readings that a test made up; the rest says nothing.
    public static func made(
        channels: [Channel],
        readings: [Reading],
        events: [WorkloadEvent] = [],
        started: MonotonicInstant,
        ended: MonotonicInstant
    ) -> Trial {
        Trial(
            id: "",
            planned: .ofNoRun(),
            command: [],
            startedAtMilliseconds: 0,
            started: started,
            ended: ended,
            outcome: .completed,
            channels: channels,
            readings: readings,
            events: events
        )
    }
}

extension WorkloadEvent {
    /// A point with a value as JSON text.
    public static func statement(
        _ key: String,
        _ value: String,
        at instant: MonotonicInstant
    ) -> WorkloadEvent {
        WorkloadEvent(
            kind: .point,
            key: key,
            number: Double(value),
            value: value,
            instant: instant
        )
    }
}
