public import Experiment
public import Sensors

/// The laws that every sensor keeps.
///
/// Gives the breaches as sentences instead of failing a test, so that it needs no test library:
/// `#expect(SensorContract.breaches(of: sensor).isEmpty)`.
public enum SensorContract {
    /// Opens a sensor, reads it a few times and compares what it does with the laws.
    ///
    /// - Parameters:
    ///   - sensor: any.
    ///   - processes: what it is opened for.
    ///   - reads: how often it is read.
    ///   - isStreamed: whether another process feeds it, so that a read gives none or many
    ///     readings of a channel.
    /// - Returns: a sentence for each breach.
    public static func breaches(
        of sensor: some Sensor,
        for processes: SampledProcesses,
        reads: Int = 5,
        isStreamed: Bool = false
    ) -> [String] {
        var breaches = breaches(ofChannels: sensor.channels)
        guard sensor.channels == sensor.channels else { return ["the channels change"] }
        do {
            let open = try sensor.open(for: processes)
            // Another first index each time: the sensor must take it from the call.
            for firstChannel in 0..<reads {
                var readings: [Reading] = []
                open.read(firstChannel: firstChannel) { readings.append($0) }
                let laws =
                    isStreamed ? Self.breachesOfStream : Self.breaches(of:channels:firstChannel:)
                breaches += laws(readings, sensor.channels, firstChannel)
            }
        } catch {
            breaches.append("opening it failed: \(error)")
        }
        return breaches
    }

    /// The laws of channels: names that are unique and begin with the sensor's, sane bounds.
    ///
    /// Those of events begin alike, whichever sensor counts them.
    public static func breaches(ofChannels channels: [Channel]) -> [String] {
        var breaches: [String] = []
        if channels.isEmpty { breaches.append("it has no channels") }
        if Set(channels.map(\.name)).count != channels.count {
            breaches.append("two channels have one name")
        }
        for channel in channels {
            let beginnings = [channel.sensor + "/", Channel.eventPrefix]
            if !beginnings.contains(where: channel.name.hasPrefix) {
                breaches.append("\(channel.name) does not begin with its sensor's name")
            }
            if channel.resolution == 0 || channel.refreshPeriod < .zero {
                breaches.append("\(channel.name) has an impossible resolution or refresh period")
            }
            if case .counter(wrapsAt: 0) = channel.behaviour {
                breaches.append("\(channel.name) wraps at 0")
            }
        }
        return breaches
    }

    /// The laws of one read of a stream: each channel's readings in the order of their instants.
    private static func breachesOfStream(
        of readings: [Reading],
        channels: [Channel],
        firstChannel: Int
    ) -> [String] {
        var breaches: [String] = []
        for (channel, own) in Dictionary(grouping: readings, by: \.channel) {
            guard channels.indices.contains(channel - firstChannel) else {
                breaches.append("it read channel \(channel), which is none of its own")
                continue
            }
            let instants = own.flatMap { [$0.before, $0.after] }
            if instants != instants.sorted() {
                breaches.append("readings of \(channels[channel - firstChannel].name) go back")
            }
        }
        return breaches
    }

    /// The laws of one read: each channel once, in order, with instants in order, within range.
    public static func breaches(
        of readings: [Reading],
        channels: [Channel],
        firstChannel: Int
    ) -> [String] {
        var breaches: [String] = []
        let expected = Array(firstChannel..<firstChannel + channels.count)
        guard readings.map(\.channel) == expected else {
            return ["it read the channels \(readings.map(\.channel)) instead of \(expected)"]
        }
        var last: Reading?
        for (reading, channel) in zip(readings, channels) {
            if reading.before > reading.after {
                breaches.append("a reading of \(channel.name) ends before it begins")
            }
            // Values that one read gave share their instants.
            let isSameRead = reading.before == last?.before && reading.after == last?.after
            if let last, reading.before < last.after, !isSameRead {
                breaches.append("a reading of \(channel.name) begins before the one before it ends")
            }
            last = reading
            if case .value(let value) = reading.outcome,
                case .counter(let wrapsAt?) = channel.behaviour, value > wrapsAt
            {
                breaches.append("\(channel.name) shows \(value), above its range \(wrapsAt)")
            }
        }
        return breaches
    }
}
