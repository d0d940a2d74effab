public import Experiment
internal import Foundation
public import Sensors

/// Measures the power of a machine on which nothing runs, by the sensors of the trials.
public struct IdleWatch {
    private let inventory: SensorInventory
    private let samplingInterval: Duration
    private let instruments: any GateInstruments

    /// - Parameters:
    ///   - inventory: that of the run; what follows a workload is left out.
    ///   - samplingInterval: that of the trials, so that what sampling costs is in both.
    ///   - instruments: the clock, and what signals end.
    package init(
        inventory: SensorInventory,
        samplingInterval: Duration,
        instruments: any GateInstruments
    ) {
        self.inventory = SensorInventory(
            states: inventory.states,
            sensors: inventory.sensors.filter { sensor in
                sensor.channels.contains(where: \.quantity.givesEnergy)
                    || sensor.channels.allSatisfy { $0.domain == .machine }
            }
        )
        self.samplingInterval = samplingInterval
        self.instruments = instruments
    }

    /// The watch of this machine.
    public init(
        inventory: SensorInventory,
        samplingInterval: Duration,
        on machine: MachineInstruments
    ) {
        self.init(
            inventory: inventory,
            samplingInterval: samplingInterval,
            instruments: machine as any GateInstruments
        )
    }

    /// Why idle power cannot be measured by these sensors; `nil` where it can.
    public var obstacle: String? {
        if inventory.sensors.contains(where: { $0 is ReplaySensor }) {
            return "a replayed trial has no idle machine"
        }
        let readsEnergy = inventory.channels.contains {
            $0.quantity.givesEnergy && $0.domain.isPartOfTotal
        }
        return readsEnergy ? nil : "no counter of energy or power is read on this machine"
    }

    /// Measures some windows, one after the other.
    ///
    /// - Parameters:
    ///   - moment: before or after the run.
    ///   - windows: how many; at least 1.
    ///   - length: of each.
    ///   - warnings: what was not as it should be when it began.
    /// - Returns: the readings, or why there are none; `nil` where a signal came.
    public func measure(
        _ moment: HostStates.Moment,
        windows: Int,
        length: Duration,
        warnings: [ConditionWarning] = []
    ) -> IdleMeasurement? {
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        func missing(_ reason: String) -> IdleMeasurement {
            IdleMeasurement(
                moment: moment,
                startedAtMilliseconds: milliseconds,
                missing: reason
            )
        }
        if let obstacle { return missing(obstacle) }
        let sensors: OpenSensors
        do {
            sensors = try inventory.open(for: SampledProcesses(root: getpid()))
        } catch {
            return missing(String(describing: error))
        }
        var readings: [Reading] = []
        var edges: [MonotonicInstant] = []
        guard edge(sensors, &edges, &readings) else { return nil }
        for _ in 0..<windows {
            guard sample(sensors, for: length, &readings), edge(sensors, &edges, &readings) else {
                return nil
            }
        }
        return IdleMeasurement(
            moment: moment,
            startedAtMilliseconds: milliseconds,
            windows: zip(edges, edges.dropFirst()).map(Window.init),
            channels: inventory.channels,
            readings: readings,
            warnings: warnings
        )
    }

    /// As at the edges of a trial's window: read at once, and a few times more right after.
    private static let repeatsAtEdge = 5
    private static let repeatInterval = Duration.microseconds(300)

    /// - Returns: `false` where a signal came.
    private func edge(
        _ sensors: OpenSensors,
        _ edges: inout [MonotonicInstant],
        _ readings: inout [Reading]
    ) -> Bool {
        sensors.read(.edge) { readings.append($0) }
        // Between two readings, so that no edge lies outside what was read.
        edges.append(instruments.now())
        sensors.read(.edge) { readings.append($0) }
        guard sensors.hasFastCounters else { return true }
        for _ in 0..<Self.repeatsAtEdge {
            if instruments.wait(until: instruments.now() + Self.repeatInterval) { return false }
            sensors.read(.refresh) { readings.append($0) }
        }
        return true
    }

    /// - Returns: `false` where a signal came.
    private func sample(
        _ sensors: OpenSensors,
        for length: Duration,
        _ readings: inout [Reading]
    ) -> Bool {
        let end = instruments.now() + length
        var next = instruments.now() + samplingInterval
        while next < end {
            if instruments.wait(until: next) { return false }
            sensors.read(.interval) { readings.append($0) }
            let now = instruments.now()
            repeat { next = next + samplingInterval } while next <= now
        }
        return !instruments.wait(until: end)
    }
}
