package import Experiment

/// The files below `/sys/class/powercap`, or what stands for them.
///
/// The seam between the RAPL sensor and the machine: a folder, or a simulation. Tests refuse and
/// remove single files through it, which file modes cannot do for root.
package protocol PowercapTree: Sendable {
    /// Where it is, for messages and remedies.
    var location: String { get }

    /// The names of control types and zones, all in one folder: `intel-rapl`, `intel-rapl:0:0`.
    func entries() throws(SensorError) -> [String]

    /// The text of a file of an entry.
    func text(of file: String, in entry: String) throws(SensorError) -> String

    /// Opens the energy counter of a zone.
    func openCounter(of entry: String) throws(SensorError) -> any PowercapCounter

    /// Lets about a millisecond pass, a refresh of the counters.
    ///
    /// `nil` where they follow a clock of their own, so that watching them for a while tells
    /// nothing.
    var pause: (@Sendable () -> Void)? { get }

    /// Why readings of this tree are not of this machine, for the counters that say so.
    var simulation: String { get }
}

/// The open `energy_uj` of one zone.
package protocol PowercapCounter: RAPLCounter {
    /// Puts the text of the counter into a buffer.
    ///
    /// - Returns: the number of bytes, or minus an error number.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int
}

extension PowercapCounter {
    /// The counter's value now.
    ///
    /// The kernel ends the number with a newline (`powercap_sys.c`, `"%lld\n"`), and nothing is
    /// longer than the buffer. A number without its end may be a part of one, so it is none.
    /// Allocates nothing.
    package func value() -> Reading.Outcome {
        withUnsafeTemporaryAllocation(byteCount: CounterText.capacity, alignment: 8) { buffer in
            let count = read(into: buffer)
            guard count >= 0 else { return .failed(errno: Int32(-count)) }
            let text = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            guard text.last == UInt8(ascii: "\n") else { return .malformed }
            return CounterText.number(in: text).map(Reading.Outcome.value) ?? .malformed
        }
    }
}
