public import Experiment
internal import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualClock: Sendable {
    private let nanoseconds: Atomic<Int64>

    /// - Parameter start: in nanoseconds; not 0 by default, so that a forgotten origin shows.
    public init(start: Int64 = 1_000_000_000_000) { nanoseconds = Atomic(start) }

    public func now() -> MonotonicInstant {
        MonotonicInstant(nanoseconds: nanoseconds.load(ordering: .acquiring))
    }

    public func advance(by duration: Duration) {
        let parts = duration.components
        let amount = parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
        nanoseconds.wrappingAdd(amount, ordering: .acquiringAndReleasing)
    }
}
