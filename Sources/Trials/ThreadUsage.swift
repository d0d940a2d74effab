internal import CSystem

/// What a thread has used of the machine.
package struct ThreadUsage: Sendable, Hashable {
    package var cpuTime: Duration

    /// How often it waited for something, and so had to be woken: voluntary context switches.
    package var wakeUps: Int

    /// The use of the thread that asks, since it began; `nil` where the kernel does not say.
    ///
    /// From `clock_gettime(CLOCK_THREAD_CPUTIME_ID)` and `getrusage(RUSAGE_THREAD)`.
    static func ofThisThread() -> ThreadUsage? {
        var usage = joulebench_thread_usage()
        guard joulebench_read_thread_usage(&usage) == 0 else { return nil }
        return ThreadUsage(
            cpuTime: .nanoseconds(usage.cpu_nanoseconds),
            wakeUps: Int(usage.waits)
        )
    }
}
