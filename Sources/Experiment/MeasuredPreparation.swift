public import Units

/// The making of an artifact: what was read while its step ran.
public struct MeasuredPreparation: Sendable, Hashable {
    public var step: String

    /// The words that were executed.
    public var command: [String]

    /// Since 1970.
    public var startedAtMilliseconds: Int64
    public var started: MonotonicInstant
    public var ended: MonotonicInstant
    public var channels: [Channel]

    /// In the order in which they were taken.
    public var readings: [Reading]

    public init(
        step: String,
        command: [String],
        startedAtMilliseconds: Int64,
        started: MonotonicInstant,
        ended: MonotonicInstant,
        channels: [Channel],
        readings: [Reading]
    ) {
        self.step = step
        self.command = command
        self.startedAtMilliseconds = startedAtMilliseconds
        self.started = started
        self.ended = ended
        self.channels = channels
        self.readings = readings
    }

    /// The energy from the step's start to its end, worked out as that of a trial.
    ///
    /// All of it: what a step loads and evaluates is part of what its artifact costs, so that a
    /// window of its own does not count.
    public func energy(estimateModel: EstimateModel?) -> Finding<Energy> {
        let trial = Trial(
            id: "",
            planned: .ofNoRun(step),
            command: command,
            startedAtMilliseconds: startedAtMilliseconds,
            started: started,
            ended: ended,
            outcome: .completed,
            channels: channels,
            readings: readings
        )
        return trial.energy(estimateModel: estimateModel)
    }
}
