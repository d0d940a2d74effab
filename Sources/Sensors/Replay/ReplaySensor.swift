package import Experiment
internal import Glibc
internal import Units

/// The energy and power of a stored trial, played again on this machine's clock.
///
/// For demonstrations and for looking at a rule on real data. It measures nothing of what runs
/// now, so every channel is marked as simulated. A channel shows the stored value of the last
/// stored reading up to now, counted from the trial's first reading; a stored failure is played
/// as a failure, and after the last reading every read fails with `ENODATA`.
package struct ReplaySensor: Sensor {
    package static let name = "replay"

    package let channels: [Channel]
    private let recordings: [Recording]
    private let now: @Sendable () -> MonotonicInstant

    /// - Parameters:
    ///   - replay: its channels of energy and power are played, as far as they were read.
    ///   - now: the clock that they are played on.
    private init(_ replay: SensorOptions.Replay, now: @escaping @Sendable () -> MonotonicInstant) {
        let first = replay.readings.map(\.before).min() ?? MonotonicInstant(nanoseconds: 0)
        let end = (replay.readings.map(\.instant).max() ?? first) - first
        var channels: [Channel] = []
        var recordings: [Recording] = []
        for (index, channel) in replay.channels.enumerated() where channel.quantity.givesEnergy {
            let readings = replay.readings.filter { $0.channel == index }
            guard !readings.isEmpty else { continue }
            let recording = Recording(readings, from: first, until: end)
            recordings.append(recording)
            channels.append(channel.replayed(recording, of: replay.trialID))
        }
        self.channels = channels
        self.recordings = recordings
        self.now = now
    }

    package func open(for processes: SampledProcesses) -> any OpenSensor {
        Open(recordings: recordings, started: now(), now: now)
    }

    private final class Open: OpenSensor {
        private let recordings: [Recording]
        private let started: MonotonicInstant
        private let now: @Sendable () -> MonotonicInstant

        init(
            recordings: [Recording],
            started: MonotonicInstant,
            now: @escaping @Sendable () -> MonotonicInstant
        ) {
            self.recordings = recordings
            self.started = started
            self.now = now
        }

        func read(firstChannel: Int, _ take: (Reading) -> Void) {
            for index in recordings.indices {
                let before = now()
                let outcome = recordings[index].outcome(after: before - started)
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

extension ReplaySensor {
    /// Makes the sensor of a stored trial.
    package static func probe(
        _ replay: SensorOptions.Replay,
        now: @escaping @Sendable () -> MonotonicInstant
    ) -> ProbedSensor {
        let sensor = ReplaySensor(replay, now: now)
        var state = SensorState(
            sensor: name,
            covers: "the energy and power that a stored trial read",
            availability: .absent,
            reason: "trial \(replay.trialID) has no readings of energy or power",
            remedy: nil
        )
        guard let longest = sensor.recordings.map(\.length).max() else {
            return ProbedSensor(state: state, sensor: nil)
        }
        let seconds = (longest.inSeconds * 10).rounded() / 10
        let names = sensor.channels.map { $0.name.dropFirst(name.count + 1) }
        state.availability = .present
        state.isSimulated = true
        state.reason =
            "replay of trial \(replay.trialID), \(seconds) s long: "
            + "\(names.joined(separator: ", ")); nothing of what runs now is measured"
        return ProbedSensor(state: state, sensor: sensor)
    }
}

extension SensorOptions.Replay {
    /// Whether there is anything to play.
    public var hasEnergyOrPower: Bool {
        readings.contains { channels[$0.channel].quantity.givesEnergy }
    }
}

/// What was read of one channel, by the time since the trial's first reading.
private struct Recording: Sendable {
    private var times: [Duration]
    private var outcomes: [Reading.Outcome]

    /// When the last channel of the trial was read for the last time.
    let length: Duration

    /// How long the channel stands still when it is played: the longest time between readings.
    let longestStep: Duration

    /// - Parameters:
    ///   - readings: of the channel, in the order in which they were taken; at least one.
    ///   - first: the trial's first reading.
    ///   - length: of the whole trial.
    init(_ readings: [Reading], from first: MonotonicInstant, until length: Duration) {
        times = readings.map { $0.instant - first }
        outcomes = readings.map(\.outcome)
        self.length = length
        longestStep = zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? length
    }

    /// Allocates nothing.
    func outcome(after time: Duration) -> Reading.Outcome {
        guard time <= length else { return .failed(errno: ENODATA) }
        var low = 0
        var high = times.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle } else { high = middle }
        }
        return outcomes[low]
    }
}

extension Channel {
    /// The channel as it is when its readings are played again.
    ///
    /// It stands still from one stored reading to the next, which is its refresh period now.
    fileprivate func replayed(_ recording: Recording, of trialID: String) -> Channel {
        var channel = self
        channel.name = "\(ReplaySensor.name)/\(name)"
        channel.sensor = ReplaySensor.name
        channel.interface = "replay of trial \(trialID) (\(interface))"
        channel.isSimulated = true
        channel.refreshPeriod = refreshPeriod + recording.longestStep
        return channel
    }
}
