public import Experiment

/// What files say, before it becomes a run.
public struct ImportedData: Sendable, Hashable {
    public var format: ImportFormat

    /// The comparison's name: the benchmark, or the kind of file.
    public var comparison: String
    public var unitOfWork: String
    public var quality: QualityMetric?

    /// In the order of the files; each has a trial at least.
    public var variants: [ImportedVariant]
    public var host = HostWords()
    public var scalingFactor = 1.0

    /// What the import is named after where the user gives no name.
    public var title: String
}

/// One way of doing the work, as far as the files tell them apart.
public struct ImportedVariant: Sendable, Hashable {
    public var name: String
    public var parameters: [String: String] = [:]
    public var trials: [ImportedTrial]
}

/// One recording.
public struct ImportedTrial: Sendable, Hashable {
    /// In milliseconds since 1970; its instants count from here.
    public var startedAtMilliseconds: Int64

    public var ended: MonotonicInstant

    /// Whether the file states when it started; else that is when the file was changed last.
    public var statesItsTime = true
    public var started = MonotonicInstant(nanoseconds: 0)
    public var outcome = TrialOutcome.completed
    public var channels: [Channel] = []
    public var readings: [Reading] = []
    public var events: [WorkloadEvent] = []

    /// What is doubtful, in sentences.
    public var notes: [String] = []
}

/// What files say of the machine; `nil` where they say nothing.
public struct HostWords: Sendable, Hashable {
    public var name: String?
    public var cpuModel: String?
    public var logicalCPUs: Int?
    public var memoryBytes: Int64?
    public var kernel: String?
    public var operatingSystem: String?
}

extension ImportedTrial {
    /// Adds a sample, or `nil` for one without a value.
    mutating func sample(_ value: UInt64?, ofChannel index: Int, at instant: MonotonicInstant) {
        readings.append(
            Reading(
                channel: index,
                before: instant,
                after: instant,
                outcome: value.map(Reading.Outcome.value) ?? .malformed
            )
        )
    }

    /// Adds a channel whose total over the whole trial is stated.
    mutating func total(_ nanojoules: UInt64, _ channel: Channel) {
        channels.append(channel)
        sample(0, ofChannel: channels.count - 1, at: started)
        sample(nanojoules, ofChannel: channels.count - 1, at: ended)
    }

    /// Adds a number that the file states.
    mutating func state(_ key: String, _ number: Double) {
        events.append(
            WorkloadEvent(
                kind: .point,
                key: key,
                number: number,
                value: "\(number)",
                instant: ended,
                timeSource: .wallClock
            )
        )
    }
}
