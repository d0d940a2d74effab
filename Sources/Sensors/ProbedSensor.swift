package import Experiment

/// What became of the search for one sensor.
package struct ProbedSensor: Sendable {
    package var state: SensorState

    /// `nil` unless it is present.
    package var sensor: (any Sensor)?

    package init(state: SensorState, sensor: (any Sensor)? = nil) {
        self.state = state
        self.sensor = sensor
    }
}
