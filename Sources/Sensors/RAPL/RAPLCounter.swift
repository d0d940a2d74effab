package import Experiment

/// The open energy counter of one zone.
package protocol RAPLCounter: AnyObject, Sendable {
    /// Whether it is anything but a counter of this machine.
    var isSimulated: Bool { get }

    /// The counter's value now.
    ///
    /// Allocates nothing.
    func value() -> Reading.Outcome
}

extension RAPLCounter {
    /// Whether it changes within some of its refreshes.
    ///
    /// Guests have counters, in powercap and in perf, that open and stand still.
    ///
    /// - Parameters:
    ///   - first: its value before.
    ///   - pause: lets about a millisecond pass, a refresh; is called up to 50 times.
    /// - Returns: `false` where it did not, or could not be read any more.
    func moves(from first: Reading.Outcome, pause: () -> Void) -> Bool {
        for _ in 0..<50 {
            pause()
            let next = value()
            if case .value = next, next != first { return true }
        }
        return false
    }
}
