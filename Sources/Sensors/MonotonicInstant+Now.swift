public import Experiment
internal import Glibc

extension MonotonicInstant {
    /// This instant, from `clock_gettime(CLOCK_MONOTONIC)`, which the kernel serves without a
    /// system call.
    public static func now() -> MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(
            nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        )
    }
}
