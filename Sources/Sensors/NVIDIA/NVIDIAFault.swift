package import Experiment
internal import Units

/// Why boards cannot be read, as it goes into the sensor's state.
package struct NVIDIAFault: Error, Sendable, Hashable {
    package var availability: SensorState.Availability
    package var reason: String
    package var remedy: String?

    /// Whether the interface is just not installed, so that another one may be tried.
    var isNotInstalled = false

    /// Whether no other interface may be tried: what the user asked for cannot be.
    var isFinal = false

    static func refused(_ reason: String, remedy: String? = nil) -> Self {
        Self(availability: .refused, reason: reason, remedy: remedy)
    }

    static func absent(_ reason: String, remedy: String? = nil) -> Self {
        Self(availability: .absent, reason: reason, remedy: remedy)
    }

    static func notInstalled(_ reason: String) -> Self {
        Self(availability: .absent, reason: reason, isNotInstalled: true)
    }

    /// A program that gave nothing in time.
    ///
    /// - Parameters:
    ///   - program: its file.
    ///   - what: was waited for.
    ///   - time: how long.
    ///   - isGone: whether it could be ended.
    /// - Returns: a refusal that says so.
    static func late(_ program: String, _ what: String, _ time: Duration, isGone: Bool) -> Self {
        let end = isGone ? "was ended" : "cannot be ended: it hangs in the driver"
        return .refused("\(program) gave no \(what) in \(time.inSeconds) s and \(end)")
    }

    /// What the user asked for cannot be.
    static func impossible(_ reason: String, remedy: String? = nil) -> Self {
        Self(availability: .refused, reason: reason, remedy: remedy, isFinal: true)
    }
}
