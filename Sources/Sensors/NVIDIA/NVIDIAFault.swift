package import Experiment

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

    /// What the user asked for cannot be.
    static func impossible(_ reason: String, remedy: String? = nil) -> Self {
        Self(availability: .refused, reason: reason, remedy: remedy, isFinal: true)
    }
}
