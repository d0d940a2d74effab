internal import Foundation

/// `CLOCK_MONOTONIC`, as C++'s `steady_clock`, which LoadGen uses.
public struct SteadyClock: LoadClock {
    public init() {}

    public func now() -> Nanoseconds {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Nanoseconds(time.tv_sec) * 1_000_000_000 + Nanoseconds(time.tv_nsec)
    }

    public func sleep(until instant: Nanoseconds) {
        var time = timespec(
            tv_sec: Int(instant / 1_000_000_000),
            tv_nsec: Int(instant % 1_000_000_000)
        )
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
