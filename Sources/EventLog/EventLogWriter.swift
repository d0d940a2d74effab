internal import Foundation

/// Writes events, each at once, stamped with `CLOCK_MONOTONIC`.
public struct EventLogWriter: Sendable {
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> (monotonicNanoseconds: Int64, epochMilliseconds: Int64)

    /// Makes a writer on a standard stream; where that cannot be written, `fail` ends the program.
    ///
    /// It does not throw, since a log that lost an event is worth nothing and no caller can go on.
    public init(
        to stream: StandardStream,
        orElse fail: @escaping @Sendable (StreamError) -> Never
    ) {
        self.init { line in
            // One write for the whole line: the harness takes its sample when the line arrives, so
            // nothing may stay in a buffer.
            do throws(StreamError) {
                try stream.write(line + "\n")
            } catch {
                fail(error)
            }
        }
    }

    /// Makes a writer that hands each line, without its end, to a function.
    public init(
        now: @escaping @Sendable () -> (monotonicNanoseconds: Int64, epochMilliseconds: Int64) =
            EventLogWriter.clocks,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.now = now
        self.write = write
    }

    /// States a fact: a metric, a setting, an amount of work.
    public func point(_ key: String, _ value: LogValue, metadata: [String: LogValue] = [:]) {
        emit(.pointInTime, key, value, metadata)
    }

    /// Begins an interval; its key ends in `_start`.
    public func start(_ name: String, metadata: [String: LogValue] = [:]) {
        emit(.intervalStart, name + "_start", .null, metadata)
    }

    /// Ends an interval; its key ends in `_stop`.
    public func stop(_ name: String, metadata: [String: LogValue] = [:]) {
        emit(.intervalEnd, name + "_stop", .null, metadata)
    }

    /// Runs work inside an interval of a name; the interval ends also where the work throws.
    public func interval<Result>(
        _ name: String,
        metadata: [String: LogValue] = [:],
        _ work: () throws -> Result
    ) rethrows -> Result {
        start(name, metadata: metadata)
        defer { stop(name, metadata: metadata) }
        return try work()
    }

    private func emit(
        _ kind: LogLine.Kind,
        _ key: String,
        _ value: LogValue,
        _ metadata: [String: LogValue]
    ) {
        let time = now()
        var stamped = metadata
        stamped["monotonic_ns"] = .integer(time.monotonicNanoseconds)
        let line = LogLine(
            kind: kind,
            key: key,
            value: value,
            metadata: stamped,
            timeMilliseconds: Double(time.epochMilliseconds)
        )
        write(line.text)
    }

    /// `CLOCK_MONOTONIC` in nanoseconds and the wall clock in milliseconds since 1970.
    public static func clocks() -> (monotonicNanoseconds: Int64, epochMilliseconds: Int64) {
        let monotonic = Self.read(CLOCK_MONOTONIC)
        let real = Self.read(CLOCK_REALTIME)
        return (monotonic, real / 1_000_000)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
