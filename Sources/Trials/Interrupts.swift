internal import CSystem
public import Experiment
internal import Foundation
internal import Sensors
internal import Units

/// SIGINT, SIGTERM, SIGHUP and SIGQUIT as something to ask and to wait for.
///
/// They are blocked as signals, so a trial in progress is ended in order: its processes are
/// stopped, it is stored and marked, and the run says how far it came.
public struct Interrupts: Sendable {
    /// Readable when a signal waits; `nil` where signals keep their usual effect.
    let descriptor: Int32?

    /// Signals keep their usual effect.
    public static let ignored = Interrupts(descriptor: nil)

    /// Takes the signals over for this thread and all that it starts from here on.
    ///
    /// - Throws: `TrialsError.system` where the kernel gives no descriptor.
    public static func takeOver() throws(TrialsError) -> Interrupts {
        let descriptor = joulebench_open_signals()
        guard descriptor >= 0 else { throw .system(call: "signalfd", errno: -descriptor) }
        return Interrupts(descriptor: descriptor)
    }

    /// Whether a signal has come since the last call.
    func isPending() -> Bool {
        guard let descriptor else { return false }
        return joulebench_next_signal(descriptor) != 0
    }

    /// Gives the signals their usual effect back, and forgets those that wait.
    func release() {
        if let descriptor { joulebench_release_signals(descriptor) }
    }

    /// Waits until an instant, or until a signal comes.
    ///
    /// - Returns: whether a signal came.
    public func wait(until instant: MonotonicInstant) -> Bool {
        guard let descriptor else {
            let left = instant - MonotonicInstant.now()
            if left > .zero { Thread.sleep(forTimeInterval: left.inSeconds) }
            return false
        }
        return joulebench_wait_readable(descriptor, instant.nanoseconds) == 1 && isPending()
    }
}
