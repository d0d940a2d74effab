internal import CSystem
package import Experiment
internal import Foundation
package import Sensors
internal import Synchronization
internal import Units

/// Reads all counters of a trial, from a thread of its own, into a buffer that is there beforehand.
///
/// Samples are taken at a steady interval and, besides, whenever `sample()` is called: the edges
/// of the window are read when the workload announces them.
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
        readings.reserveCapacity(capacity)
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

    /// Reads every channel now.
    ///
    /// - Parameter isEdge: whether the sample must not be left out for want of room, and reads
    ///   every sensor: without the edges of the window there is no energy.
    package func sample(isEdge: Bool = false) {
        buffer.withLock { buffer in
            guard isEdge || buffer.samples.readings.count + sensors.channelCount <= capacity
            else {
                buffer.samples.dropped += 1
                return
            }
            sensors.read(isEdge: isEdge) { buffer.samples.readings.append($0) }
        }
    }

    /// Ends the thread after a last sample and gives what was read.
    package func stop() -> Samples {
        sample(isEdge: true)
        var one: UInt64 = 1
        write(wakeup, &one, MemoryLayout<UInt64>.size)
        finished.wait()
        return buffer.withLock { $0.samples }
    }

    private func run() {
        // Instants are counted from the start, so that a late sample does not shift the rest.
        var next = MonotonicInstant.now() + interval
        while joulebench_wait_readable(wakeup, next.nanoseconds) == 0 {
            sample()
            let now = MonotonicInstant.now()
            repeat { next = next + interval } while next <= now
        }
        let usage = ThreadUsage.ofThisThread()
        buffer.withLock { $0.samples.usage = usage }
        finished.signal()
    }
}
