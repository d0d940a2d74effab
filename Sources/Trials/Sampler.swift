internal import CSystem
package import Experiment
internal import Foundation
package import Sensors
internal import Synchronization
internal import Units

/// Reads all counters of a trial, from a thread of its own, into a buffer that is there beforehand.
///
/// Samples are taken at a steady interval and, besides, whenever `sample()` is called: the edges
/// of the window are read when the workload announces them, and a few times more right after, so
/// that the next refresh of the counters lies between two readings close to each other.
package final class Sampler: Sendable {
    /// What a sampler has read, and what that took.
    package struct Samples: Sendable {
        /// In the order in which they were taken.
        package var readings: [Reading]

        /// How many samples found no room.
        package var dropped: Int

        /// The sampling thread's own use; `nil` where it never ran or the kernel does not say.
        package var usage: ThreadUsage?
    }

    private struct Buffer: ~Copyable {
        var samples: Samples

        /// How many more samples are to be taken soon after an edge.
        var repeats = 0
        var phases = PhaseReads()

        /// How much of the room for samples is taken; the edges of phases have room of their own.
        var filled: Int { samples.readings.count - phases.readings }

        var isStopping = false
    }

    private let sensors: OpenSensors
    private let interval: Duration
    private let capacity: Int
    private let buffer: Mutex<Buffer>
    private let wakeup: Int32
    private let finished = DispatchSemaphore(value: 0)

    /// Makes a sampler that does not run yet.
    ///
    /// - Parameters:
    ///   - sensors: open for the trial.
    ///   - interval: between two samples.
    ///   - longest: how long the trial can take; the buffer has room for all its samples, up to
    ///     a bound on memory.
    /// - Throws: `TrialsError.system` where the kernel gives no descriptor.
    package init(
        sensors: OpenSensors,
        interval: Duration,
        longest: Duration
    ) throws(TrialsError) {
        let wakeup = joulebench_open_wakeup()
        guard wakeup >= 0 else { throw .system(call: "eventfd", errno: -wakeup) }
        self.wakeup = wakeup
        self.sensors = sensors
        self.interval = interval
        // Twice the samples of the interval leave room for those at events.
        let samples = 2 * (longest.inSeconds / interval.inSeconds) + 1000
        let wanted = samples * Double(max(sensors.channelCount, 1))
        capacity = Int(min(wanted, Self.largestBuffer))
        var readings: [Reading] = []
        readings.reserveCapacity(capacity + PhaseReads.most * sensors.channelCount)
        buffer = Mutex(Buffer(samples: Samples(readings: readings, dropped: 0)))
    }

    deinit { close(wakeup) }

    /// 4 million readings; the pages that no reading fills take no memory.
    private static let largestBuffer = 4e6

    /// Starts the thread with a sample.
    package func start() {
        sample()
        let thread = Thread { [self] in run() }
        thread.name = "sampler"
        thread.stackSize = 256 * 1024
        thread.start()
    }

    /// Reads every sensor that is due.
    package func sample() { take(.interval) }

    /// Reads every sensor; those with quick counters again a few times within the next 2 ms.
    ///
    /// The further reads are the thread's, so that the caller goes on at once.
    package func sampleEdge() {
        take(.edge)
        guard sensors.hasFastCounters else { return }
        buffer.withLock { $0.repeats = Self.repeatsAtEdge }
        wake()
    }

    /// Reads the quick counters where a phase begins or ends, unless that was done just before.
    ///
    /// A workload may print thousands of phases a second; see `PhaseReads`.
    package func samplePhase() {
        guard sensors.hasFastCounters else { return }
        let now = MonotonicInstant.now()
        buffer.withLock { buffer in
            guard buffer.phases.isDue(at: now) else { return }
            sensors.read(.refresh) {
                buffer.samples.readings.append($0)
                buffer.phases.readings += 1
            }
        }
    }

    /// RAPL's counters are refreshed each millisecond: five more reads 0.3 ms apart span a refresh
    /// at least, wherever it falls.
    private static let repeatsAtEdge = 5
    private static let repeatInterval = Duration.microseconds(300)

    private func take(_ occasion: OpenSensors.Occasion) {
        buffer.withLock { buffer in
            // Without the edges of the window there is no energy: they are never left out.
            let isFull = buffer.filled + sensors.channelCount > capacity
            guard occasion == .edge || !isFull else {
                if occasion == .interval { buffer.samples.dropped += 1 }
                return
            }
            sensors.read(occasion) { buffer.samples.readings.append($0) }
        }
    }

    /// What was read since a place in the buffer, and how many readings there are in all.
    ///
    /// - Parameters:
    ///   - index: the place of the first one that is wanted.
    ///   - most: only the last of them where there are more.
    /// - Returns: the readings, and the place after the last one.
    func readings(from index: Int, most: Int) -> (readings: [Reading], count: Int) {
        buffer.withLock { buffer in
            let all = buffer.samples.readings
            let first = max(min(index, all.count), all.count - most, 0)
            return (Array(all[first...]), all.count)
        }
    }

    /// Ends the thread after a last sample and gives what was read.
    package func stop() -> Samples {
        take(.edge)
        if sensors.hasFastCounters {
            for _ in 0..<Self.repeatsAtEdge {
                Thread.sleep(forTimeInterval: Self.repeatInterval.inSeconds)
                take(.refresh)
            }
        }
        buffer.withLock { $0.isStopping = true }
        wake()
        finished.wait()
        return buffer.withLock { $0.samples }
    }

    private func wake() {
        var one: UInt64 = 1
        write(wakeup, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes back what `wake` said.
    private func acknowledge() {
        var count: UInt64 = 0
        read(wakeup, &count, MemoryLayout<UInt64>.size)
    }

    private func run() {
        // Instants are counted from the start, so that a late sample does not shift the rest.
        var next = MonotonicInstant.now() + interval
        var nextRepeat: MonotonicInstant?
        while true {
            let until = min(next, nextRepeat ?? next)
            let waited = joulebench_wait_readable(wakeup, until.nanoseconds)
            if waited < 0 { Thread.sleep(forTimeInterval: interval.inSeconds) }
            if waited == 1 {
                acknowledge()
                if buffer.withLock({ $0.isStopping }) { break }
                nextRepeat = MonotonicInstant.now() + Self.repeatInterval
            }
            if let due = nextRepeat, due <= MonotonicInstant.now() {
                take(.refresh)
                nextRepeat = isToRepeat() ? MonotonicInstant.now() + Self.repeatInterval : nil
            }
            let now = MonotonicInstant.now()
            guard next <= now else { continue }
            sample()
            repeat { next = next + interval } while next <= now
        }
        let usage = ThreadUsage.ofThisThread()
        buffer.withLock { $0.samples.usage = usage }
        finished.signal()
    }

    /// Counts one read after an edge, and says whether another is to follow.
    private func isToRepeat() -> Bool {
        buffer.withLock { buffer in
            buffer.repeats -= 1
            return buffer.repeats > 0
        }
    }
}

/// When the counters are read at the edges of phases.
///
/// Not within 2 ms of the last such read: a counter that is refreshed each millisecond tells nothing
/// of less. After each 4096 of them the distance doubles, so that however long a trial is and whatever
/// it prints, the reads stay few: 33,000 in half an hour of phases without end.
struct PhaseReads {
    /// There are no more of them in one trial.
    static let most = 40_960

    private static let beforeDoubling = 4096
    private var distance = Duration.milliseconds(2)
    private var last: MonotonicInstant?
    private var count = 0

    /// How many readings they were.
    var readings = 0

    /// Whether to read now; counts it where it is.
    mutating func isDue(at now: MonotonicInstant) -> Bool {
        if let last, now - last < distance { return false }
        guard count < Self.most else { return false }
        last = now
        count += 1
        if count % Self.beforeDoubling == 0 { distance *= 2 }
        return true
    }
}
