public import Experiment

/// What this machine has to read, found once at the start of a run.
public struct SensorInventory: Sendable {
    /// One for each sensor that was looked for, whether it is there or not.
    public var states: [SensorState]

    /// Those that can be read, in the order of the catalog.
    public var sensors: [any Sensor]

    /// The model that energy is estimated with; `nil` where it is read, or estimates are off.
    public var estimateModel: EstimateModel?

    /// The channels of all sensors, in the order in which they are read.
    public var channels: [Channel] { sensors.flatMap(\.channels) }

    public init(
        states: [SensorState],
        sensors: [any Sensor],
        estimateModel: EstimateModel? = nil
    ) {
        self.states = states
        self.sensors = sensors
        self.estimateModel = estimateModel
    }

    /// Opens every sensor for a trial.
    ///
    /// - Returns: the sensors, to be read on one thread at a time.
    /// - Throws: `SensorError` where one cannot be opened any more; none is left open then.
    public func open(for processes: SampledProcesses) throws(SensorError) -> OpenSensors {
        var open: [(sensor: any OpenSensor, firstChannel: Int)] = []
        var count = 0
        for sensor in sensors {
            open.append((try sensor.open(for: processes), count))
            count += sensor.channels.count
        }
        return OpenSensors(sensors: open, channelCount: count)
    }
}

/// All sensors of an inventory, open for one trial.
///
/// Closed when the last copy goes.
public struct OpenSensors: Sendable {
    private let sensors: [(sensor: any OpenSensor, firstChannel: Int)]

    /// How many readings a sample gives.
    public let channelCount: Int

    init(sensors: [(sensor: any OpenSensor, firstChannel: Int)], channelCount: Int) {
        self.sensors = sensors
        self.channelCount = channelCount
    }

    /// Reads every channel once, in the order of `SensorInventory.channels`.
    ///
    /// The indices of the readings are places in that list.
    public func read(_ take: (Reading) -> Void) {
        for (sensor, firstChannel) in sensors {
            sensor.read(firstChannel: firstChannel, take)
        }
    }
}
