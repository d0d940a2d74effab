package import Experiment

/// What became of the search for one sensor.
package struct ProbedSensor: Sendable {
    package var state: SensorState

    /// `nil` unless it is present.
    package var sensor: (any Sensor)?
}
