public import Experiment
public import Sensors
internal import Synchronization

/// A sensor that hands out what a test wrote down for it.
public struct ScriptedSensor: Sensor {
    public var channels: [Channel]

    /// One row for each read: an outcome for each channel.
    ///
    /// The last row repeats.
    public var script: [[Reading.Outcome]]

    /// What `open` throws, if it is to throw.
    public var openError: SensorError?
    private let now: @Sendable () -> MonotonicInstant

    public init(
        channels: [Channel],
        script: [[Reading.Outcome]],
        openError: SensorError? = nil,
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        precondition(!script.isEmpty, "a script has at least one row")
        precondition(
            script.allSatisfy { $0.count == channels.count },
            "a row has an outcome for each channel"
        )
        self.channels = channels
        self.script = script
        self.openError = openError
        self.now = now
    }

    public func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        if let openError { throw openError }
        return Open(script: script, now: now)
    }

    private final class Open: OpenSensor {
        private let script: [[Reading.Outcome]]
        private let now: @Sendable () -> MonotonicInstant
        private let position = Atomic<Int>(0)

        init(script: [[Reading.Outcome]], now: @escaping @Sendable () -> MonotonicInstant) {
            self.script = script
            self.now = now
        }

        func read(firstChannel: Int, _ take: (Reading) -> Void) {
            let row = position.wrappingAdd(1, ordering: .relaxed).oldValue
            for (index, outcome) in script[min(row, script.count - 1)].enumerated() {
                let before = now()
                take(
                    Reading(
                        channel: firstChannel + index,
                        before: before,
                        after: now(),
                        outcome: outcome
                    )
                )
            }
        }
    }
}
