internal import Units

/// A point of `CLOCK_MONOTONIC`, in nanoseconds since the machine's start.
///
/// The clock of every reading and every event; it does not count while the machine is suspended.
public struct MonotonicInstant: Sendable, Hashable, Comparable, Codable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    public static func - (left: Self, right: Self) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }

    public static func + (left: Self, right: Duration) -> Self {
        Self(nanoseconds: left.nanoseconds + right.inNanoseconds)
    }
}
