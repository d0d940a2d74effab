/// Something that a workload said, on the harness's clock.
public struct WorkloadEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case start
        case stop
        case point
    }

    /// Where the instant comes from.
    public enum TimeSource: String, Sendable, Codable, CaseIterable {
        /// `metadata.monotonic_ns` of the line.
        case monotonic
        /// `time_ms` of the line, moved to the monotonic clock.
        case wallClock = "wall_clock"
        /// When the line arrived at the harness.
        case arrival
    }

    public var kind: Kind
    public var key: String

    /// The value as a number, where it is one.
    public var number: Double?

    /// The value as JSON text, as it was given.
    public var value: String

    /// The metadata as JSON text.
    public var metadata: String

    public var instant: MonotonicInstant
    public var timeSource: TimeSource

    public init(
        kind: Kind,
        key: String,
        number: Double? = nil,
        value: String = "null",
        metadata: String = "{}",
        instant: MonotonicInstant,
        timeSource: TimeSource = .monotonic
    ) {
        self.kind = kind
        self.key = key
        self.number = number
        self.value = value
        self.metadata = metadata
        self.instant = instant
        self.timeSource = timeSource
    }
}

extension WorkloadEvent {
    /// The metadata of an edge that the harness took from LoadGen's log.
    ///
    /// It tells `power_begin` and `power_end` from what a program may print under these keys. They
    /// are points: no phase begins or ends there.
    private static let loadGenMetadata = #"{"source":"mlperf_log_detail.txt"}"#

    /// An edge of the window that LoadGen's log states: `power_begin` or `power_end`.
    public static func loadGenEdge(_ key: String, at instant: MonotonicInstant) -> WorkloadEvent {
        WorkloadEvent(
            kind: .point,
            key: key,
            metadata: loadGenMetadata,
            instant: instant,
            timeSource: .wallClock
        )
    }

    /// Whether it is such an edge.
    public var isLoadGenEdge: Bool { metadata == Self.loadGenMetadata }
}

/// A stretch of a trial that energy is attributed to.
public struct Window: Sendable, Hashable {
    public var start: MonotonicInstant
    public var stop: MonotonicInstant

    public init(start: MonotonicInstant, stop: MonotonicInstant) {
        self.start = start
        self.stop = stop
    }

    public var duration: Duration { stop - start }
}
