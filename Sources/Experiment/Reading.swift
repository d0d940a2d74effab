/// One raw reading of one channel: an integer in the channel's own unit, or why there is none.
public struct Reading: Sendable, Hashable {
    /// What a read gave.
    public enum Outcome: Sendable, Hashable {
        case value(UInt64)
        /// The read failed with this `errno`; the counter's course goes on across the gap.
        case failed(errno: Int32)
        /// The read gave something that is no number.
        case malformed
    }

    /// The index of the channel in the trial's list.
    public var channel: Int

    /// When the read began and when it had ended.
    public var before: MonotonicInstant
    public var after: MonotonicInstant

    public var outcome: Outcome

    public init(
        channel: Int,
        before: MonotonicInstant,
        after: MonotonicInstant,
        outcome: Outcome
    ) {
        self.channel = channel
        self.before = before
        self.after = after
        self.outcome = outcome
    }

    /// The instant that the value is taken for: the middle of the read.
    public var instant: MonotonicInstant {
        MonotonicInstant(
            nanoseconds: before.nanoseconds + (after.nanoseconds - before.nanoseconds) / 2
        )
    }
}
