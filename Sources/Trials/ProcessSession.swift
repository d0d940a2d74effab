internal import CSystem
internal import Experiment
internal import Foundation
internal import Sensors

/// Follows a started program to its end: its output, its time limit, interrupts.
///
/// Afterwards nothing of it is left: its process group is killed, and so are orphans that left
/// the group, which became children of the harness.
struct ProcessSession {
    enum Stream: Sendable {
        case output
        case error
    }

    enum End: Hashable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
        case interrupted
    }

    struct Result {
        var end: End
        var usage: ResourceUsage?

        /// Processes that still ran when the program had ended, and were killed.
        var leftovers: Int
    }

    let child: ChildProcess
    let timeout: Duration
    let household: Household

    /// `NAME=value` in the environment of everything that the program starts.
    let marker: String

    /// How long a program may take to end by itself after SIGTERM.
    var grace: Duration = .seconds(2)

    /// How often an end is looked for where the kernel gives no descriptor for it.
    private static let pollInterval: Int64 = 10_000_000

    /// Follows until the program has ended.
    ///
    /// - Parameters:
    ///   - onLine: gets each line with the instant of its arrival.
    ///   - onEnd: is called when the program has ended and was not yet waited for: its counters
    ///     can still be read.
    /// - Returns: how it ended and what it used.
    func follow(
        onLine: (Stream, String, MonotonicInstant) -> Void,
        onEnd: () -> Void
    ) -> Result {
        var streams = [
            FollowedStream(.output, child.standardOutput),
            FollowedStream(.error, child.standardError),
        ]
        var ending = Ending(deadline: MonotonicInstant.now() + timeout)
        while true {
            wait(streams: streams, until: ending.deadline)
            for index in streams.indices { streams[index].drain(onLine) }
            if hasEnded() { break }
            advance(&ending)
        }
        onEnd()
        let reaped = child.reap(blocking: true)
        let orphans = Orphans(
            session: child.pid,
            marker: marker,
            others: household.others
        )
        let leftovers = orphans.end()
        child.signalGroup(SIGKILL)
        drainRest(&streams, onLine)
        return Result(
            end: ending.reason ?? Self.end(code: reaped?.code ?? 0),
            usage: reaped?.usage,
            leftovers: leftovers
        )
    }

    /// How far the ending of a program that does not end by itself has come.
    private struct Ending {
        var deadline: MonotonicInstant
        var reason: End?
    }

    /// Asks the program to end where it was interrupted or its time is up, and then makes it.
    private func advance(_ ending: inout Ending) {
        let isDue = MonotonicInstant.now() >= ending.deadline
        let isInterrupted = household.interrupts.isPending()
        if let reason = ending.reason {
            // Whoever asks a second time does not want to wait for the grace to pass.
            if isDue || isInterrupted && reason == .interrupted {
                child.signalGroup(SIGKILL)
                ending.deadline = .distantFuture
            }
            if isInterrupted { ending.reason = .interrupted }
            return
        }
        if isInterrupted {
            ending.reason = .interrupted
        } else if isDue {
            ending.reason = .timedOut
        } else {
            return
        }
        child.signalGroup(SIGTERM)
        ending.deadline = MonotonicInstant.now() + grace
    }

    private static func end(code: Int32) -> End { code < 0 ? .signalled(-code) : .exited(code) }

    private func hasEnded() -> Bool {
        var information = siginfo_t()
        // WNOWAIT leaves it a zombie, whose CPU time can still be read.
        let got = waitid(P_PID, id_t(child.pid), &information, WEXITED | WNOHANG | WNOWAIT)
        return got == 0 && information.si_signo == SIGCHLD
    }

    private func wait(streams: [FollowedStream], until deadline: MonotonicInstant) {
        var descriptors = streams.filter(\.isOpen).map(\.descriptor)
        if let ended = child.ended { descriptors.append(ended) }
        if let signals = household.interrupts.descriptor {
            descriptors.append(signals)
        }
        var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var left = max(deadline.nanoseconds - MonotonicInstant.now().nanoseconds, 0)
        if child.ended == nil { left = min(left, Self.pollInterval) }
        // Rounded up, so that the deadline has passed when the wait ends by it.
        let milliseconds = min(left / 1_000_000 + 1, 3_600_000)
        poll(&polls, nfds_t(polls.count), Int32(milliseconds))
    }

    /// What is in the pipes when the last writer is gone; bounded, should one have escaped.
    private func drainRest(
        _ streams: inout [FollowedStream],
        _ onLine: (Stream, String, MonotonicInstant) -> Void
    ) {
        let limit = MonotonicInstant.now() + .milliseconds(200)
        for index in streams.indices {
            while streams[index].isOpen {
                streams[index].drain(onLine)
                guard streams[index].isOpen, MonotonicInstant.now() < limit else { break }
                var ready = pollfd(
                    fd: streams[index].descriptor,
                    events: Int16(POLLIN),
                    revents: 0
                )
                poll(&ready, 1, 5)
            }
            streams[index].finish(onLine)
        }
    }
}

/// One pipe of a program that is followed.
private struct FollowedStream {
    let stream: ProcessSession.Stream
    let descriptor: Int32
    private(set) var isOpen = true
    private var lines = LineAssembler()
    private var returns = CarriageReturns()

    init(_ stream: ProcessSession.Stream, _ descriptor: Int32) {
        self.stream = stream
        self.descriptor = descriptor
    }

    /// Takes what the pipe holds now.
    mutating func drain(_ onLine: (ProcessSession.Stream, String, MonotonicInstant) -> Void) {
        guard isOpen else { return }
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            // Bounded, so that a program that never stops printing does not hide its time limit.
            for _ in 0..<16 {
                let got = read(descriptor, buffer.baseAddress, buffer.count)
                let arrived = MonotonicInstant.now()
                if got > 0 {
                    let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<got])
                    let skipped = returns.replace(in: piece)
                    let bytes = UnsafeRawBufferPointer(rebasing: piece[skipped...])
                    for line in lines.take(bytes) { onLine(stream, line, arrived) }
                } else if got == 0 {
                    isOpen = false
                    return
                } else if errno != EINTR {
                    if errno != EAGAIN { isOpen = false }
                    return
                }
            }
        }
    }

    mutating func finish(_ onLine: (ProcessSession.Stream, String, MonotonicInstant) -> Void) {
        if let rest = lines.finish() { onLine(stream, rest, MonotonicInstant.now()) }
    }
}

extension MonotonicInstant {
    static let distantFuture = MonotonicInstant(nanoseconds: .max / 2)
}
