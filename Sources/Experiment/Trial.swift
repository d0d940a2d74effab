/// One execution of one variant: what was read, what the workload said and how it ended.
public struct Trial: Sendable, Hashable {
    /// A UUID, unique over all machines.
    public var id: String
    public var planned: PlannedTrial

    /// The words that were executed.
    public var command: [String]

    /// When it started, in milliseconds since 1970.
    public var startedAtMilliseconds: Int64
    public var started: MonotonicInstant
    public var ended: MonotonicInstant

    public var outcome: TrialOutcome
    public var channels: [Channel]

    /// In the order in which they were taken.
    public var readings: [Reading]
    public var events: [WorkloadEvent]
    public var warnings: [TrialWarning]

    /// What was waited for before it; `nil` where nobody looked.
    public var gate: GateRecord?

    /// The kernel's account of the processes that were waited for, over their whole life.
    public var resourceUsage: ResourceUsage?

    /// The last part of what it wrote besides events.
    public var output: CapturedOutput

    public init(
        id: String,
        planned: PlannedTrial,
        command: [String],
        startedAtMilliseconds: Int64,
        started: MonotonicInstant,
        ended: MonotonicInstant,
        outcome: TrialOutcome,
        channels: [Channel] = [],
        readings: [Reading] = [],
        events: [WorkloadEvent] = [],
        warnings: [TrialWarning] = [],
        gate: GateRecord? = nil,
        resourceUsage: ResourceUsage? = nil,
        output: CapturedOutput = CapturedOutput()
    ) {
        self.id = id
        self.planned = planned
        self.command = command
        self.startedAtMilliseconds = startedAtMilliseconds
        self.started = started
        self.ended = ended
        self.outcome = outcome
        self.channels = channels
        self.readings = readings
        self.events = events
        self.warnings = warnings
        self.gate = gate
        self.resourceUsage = resourceUsage
        self.output = output
    }
}

/// What `wait4` says of a child and the descendants that it waited for.
public struct ResourceUsage: Sendable, Hashable, Codable {
    public var userNanoseconds: Int64
    public var systemNanoseconds: Int64

    /// `ru_maxrss`: the largest single process, not the sum; `nil` where it is that of the harness,
    /// whose memory a child holds between fork and exec.
    public var largestProcessBytes: Int64?

    public init(userNanoseconds: Int64, systemNanoseconds: Int64, largestProcessBytes: Int64?) {
        self.userNanoseconds = userNanoseconds
        self.systemNanoseconds = systemNanoseconds
        self.largestProcessBytes = largestProcessBytes
    }
}

/// The text that a workload wrote besides its events, bounded: the last part of each stream.
public struct CapturedOutput: Sendable, Hashable {
    public var standardOutput: String
    public var standardError: String

    /// How many bytes of older text were let go, of both streams.
    public var droppedBytes: Int

    /// Those of standard error; `nil` in trials of versions that did not tell them apart.
    public var droppedErrorBytes: Int?

    public init(
        standardOutput: String = "",
        standardError: String = "",
        droppedBytes: Int = 0,
        droppedErrorBytes: Int? = nil
    ) {
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.droppedBytes = droppedBytes
        self.droppedErrorBytes = droppedErrorBytes
    }
}
