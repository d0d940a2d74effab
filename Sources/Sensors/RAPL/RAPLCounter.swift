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
