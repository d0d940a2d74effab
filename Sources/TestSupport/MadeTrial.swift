public import Experiment

extension Trial {
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
            planned: PlannedTrial(
                sequence: 0,
                comparison: "",
                variant: "",
                block: 0,
                position: 0,
                blockSeed: 0
            ),
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
