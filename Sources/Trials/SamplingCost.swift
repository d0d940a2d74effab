package import Experiment
internal import Foundation
public import Sensors
internal import Units

/// What our own sampling costs on this machine, measured by doing it.
public struct SamplingCost: Sendable, Hashable {
    /// The reads of one sensor.
    public struct SensorCost: Sendable, Hashable {
        public var sensor: String

        /// How often all its channels were read.
        public var samples: Int

        /// The mean time of reading all its channels once.
        public var meanTime: Duration

        /// The longest time that one of its channels took.
        public var longestRead: Duration

        /// How many of its readings gave no value.
        public var failedReadings: Int
    }

    /// Between two samples, and over which time they were taken.
    public var interval: Duration
    public var duration: Duration

    /// How many samples the thread took.
    public var samples: Int

    /// The CPU time of the sampling thread; `nil` where the kernel does not say.
    public var cpuTime: Duration?

    /// How often the thread had to be woken.
    public var wakeUps: Int?

    /// In the order of the inventory.
    public var sensors: [SensorCost]

    /// The sampling thread's CPU time as a share of one core.
    public var shareOfOneCore: Double? { cpuTime.map { $0 / duration } }

    /// Samples every sensor of an inventory for a while, with this process as the workload.
    ///
    /// - Parameters:
    ///   - inventory: what is read.
    ///   - interval: between two samples.
    ///   - duration: how long.
    /// - Returns: what the thread and each sensor took.
    /// - Throws: `SensorError` or `TrialsError` where the sensors cannot be opened.
    public static func measure(
        _ inventory: SensorInventory,
        interval: Duration,
        duration: Duration
    ) throws -> SamplingCost {
        let sensors = try inventory.open(for: SampledProcesses(root: getpid()))
        let sampler = try Sampler(sensors: sensors, interval: interval, longest: duration)
        let started = MonotonicInstant.now()
        sampler.start()
        Thread.sleep(forTimeInterval: duration.inSeconds)
        let samples = sampler.stop()
        return SamplingCost(
            of: samples,
            channels: inventory.channels,
            interval: interval,
            duration: MonotonicInstant.now() - started
        )
    }

    package init(
        of samples: Sampler.Samples,
        channels: [Channel],
        interval: Duration,
        duration: Duration
    ) {
        self.interval = interval
        self.duration = duration
        self.samples = samples.readings.count { $0.channel == 0 }
        cpuTime = samples.usage?.cpuTime
        wakeUps = samples.usage?.wakeUps
        var names: [String] = []
        for channel in channels where !names.contains(channel.sensor) {
            names.append(channel.sensor)
        }
        sensors = names.map { name in
            let own = samples.readings.filter { channels[$0.channel].sensor == name }
            let first = own.first?.channel
            return SensorCost(name, readings: own, samples: own.count { $0.channel == first })
        }
    }
}

extension SamplingCost.SensorCost {
    fileprivate init(_ sensor: String, readings: [Reading], samples: Int) {
        let times = readings.map { $0.after - $0.before }
        self.sensor = sensor
        self.samples = samples
        meanTime = samples > 0 ? times.reduce(.zero, +) / samples : .zero
        longestRead = times.max() ?? .zero
        failedReadings = readings.count { reading in
            if case .value = reading.outcome { false } else { true }
        }
    }
}
