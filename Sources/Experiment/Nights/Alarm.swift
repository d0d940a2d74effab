/// A change of a series beyond its bound: one alarm for one change.
public struct Alarm: Sendable, Hashable {
    /// What found it.
    public enum Layer: String, Sendable, Hashable, Codable, CaseIterable {
        /// Tonight's trials beside the pinned reference.
        case verdict
        /// A change point in the history.
        case history
    }

    public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        case regressed
        case improved
    }

    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Found and not yet seen again in a re-run.
        case suspected
        /// Seen again in a re-run; open until it is acknowledged or has gone.
        case confirmed
        /// The re-run shows that there is no such change.
        case refuted
        /// Somebody has seen it: what it found is the new level.
        case acknowledged
        /// The series is back at its level of before.
        case recovered
        /// It can no longer be seen: its variant, its reference or its circumstances are gone.
        case closed
    }

    /// A step of its life.
    public struct Event: Sendable, Hashable {
        public var atMilliseconds: Int64

        /// The night in which it happened; `nil` for what somebody did.
        public var nightID: String?
        public var state: State

        /// Why, or what somebody noted.
        public var note: String

        public init(atMilliseconds: Int64, nightID: String?, state: State, note: String) {
            self.atMilliseconds = atMilliseconds
            self.nightID = nightID
            self.state = state
            self.note = note
        }
    }

    /// A UUID; its first 8 digits name it.
    public var id: String
    public var key: SeriesKey
    public var layer: Layer
    public var direction: Direction

    /// The first night at the new level, and the last one at the old; `nil` where the series begins
    /// with it.
    public var firstNightID: String
    public var lastGoodNightID: String?

    /// The night that raised it.
    public var raisedNightID: String

    /// The old level, as a logarithm, of quality in its unit.
    ///
    /// Kept and not worked out again: of steps close to each other a later analysis may not see each.
    public var levelBefore: Double

    /// In which the levels are: values of other circumstances say nothing of this alarm.
    public var circumstances: Circumstances

    /// New level − old one, in logarithms, of quality in its unit.
    public var change: Double
    public var lower: Double?
    public var upper: Double?

    /// Of the night before the change and of the first with it; `nil` where they are not known.
    public var versionBefore: String?
    public var versionAfter: String?

    /// The last event's.
    public var state: State { events.last?.state ?? .suspected }

    /// From the first to the last; at least one.
    public var events: [Event]

    public init(
        id: String,
        key: SeriesKey,
        layer: Layer,
        direction: Direction,
        firstNightID: String,
        lastGoodNightID: String?,
        raisedNightID: String,
        levelBefore: Double,
        circumstances: Circumstances = Circumstances(),
        change: Double,
        lower: Double?,
        upper: Double?,
        versionBefore: String?,
        versionAfter: String?,
        events: [Event]
    ) {
        self.id = id
        self.key = key
        self.layer = layer
        self.direction = direction
        self.firstNightID = firstNightID
        self.lastGoodNightID = lastGoodNightID
        self.raisedNightID = raisedNightID
        self.levelBefore = levelBefore
        self.circumstances = circumstances
        self.change = change
        self.lower = lower
        self.upper = upper
        self.versionBefore = versionBefore
        self.versionAfter = versionAfter
        self.events = events
    }

    /// Whether somebody has still to look at it.
    public var isOpen: Bool { state == .confirmed || state == .suspected }

    /// "3f2a9c11".
    public var name: String { String(id.prefix(8)) }

    /// The commits that the change lies between: "a1b2c3d…e4f5a6b"; `nil` where neither is known.
    public var versionRange: String? {
        guard versionBefore != nil || versionAfter != nil else { return nil }
        return "\(versionBefore ?? "unknown")…\(versionAfter ?? "unknown")"
    }
}
