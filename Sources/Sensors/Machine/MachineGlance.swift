public import Experiment
internal import Glibc
internal import Synchronization
public import Units

/// A quick look at the whole machine between trials: how warm it is and how busy.
///
/// The thermometers are found once and stay open. Can be used from any thread.
public final class MachineGlance: Sendable {
    private struct Thermometers: ~Copyable {
        var files: [OpenFile]
        let buffer = KeptBuffer()
    }

    private let root: String
    private let thermometers: Mutex<Thermometers>

    /// Whether this machine shows the temperature of its processor.
    public let hasThermometer: Bool

    /// - Parameter root: stands before every path; empty for this machine.
    public init(root: String = "") {
        self.root = root
        let files = Thermometer.find(root: root).flatMap(\.files).compactMap {
            try? OpenFile(reading: $0)
        }
        hasThermometer = !files.isEmpty
        thermometers = Mutex(Thermometers(files: files))
    }

    /// The highest temperature that a sensor of the processor shows now; `nil` where none can be
    /// read.
    public func temperature() -> Temperature? {
        thermometers.withLock { thermometers in
            var highest: UInt64?
            for file in thermometers.files {
                guard let bytes = thermometers.buffer.read(file.descriptor).bytes,
                    let number = CounterText.number(in: bytes)
                else { continue }
                highest = max(highest ?? 0, number)
            }
            return highest.flatMap(Int64.init(exactly:)).map(Temperature.init(millicelsius:))
        }
    }

    /// What the CPUs have done since the machine's start; `nil` where it does not say.
    public func use() -> CPUUse? {
        let before = MonotonicInstant.now()
        guard let busy = MachineTimes.read(root: root)?.busyNanoseconds else { return nil }
        return CPUUse(
            instant: before,
            busyNanoseconds: busy,
            ownNanoseconds: Self.read(CLOCK_PROCESS_CPUTIME_ID)
        )
    }

    /// How long the machine has been suspended since its start, in ns.
    ///
    /// `CLOCK_BOOTTIME` goes on while the machine sleeps and `CLOCK_MONOTONIC` does not
    /// (`clock_gettime(2)`).
    @Sendable package static func suspendedNanoseconds() -> UInt64 {
        let monotonic = read(CLOCK_MONOTONIC)
        let boot = read(CLOCK_BOOTTIME)
        return boot > monotonic ? boot - monotonic : 0
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// What the CPUs of a machine have done until an instant.
public struct CPUUse: Sendable, Hashable {
    public var instant: MonotonicInstant

    /// Over all CPUs, by everybody; the kernel tells it in ticks of 10 ms.
    public var busyNanoseconds: UInt64

    /// By this process.
    public var ownNanoseconds: UInt64

    public init(instant: MonotonicInstant, busyNanoseconds: UInt64, ownNanoseconds: UInt64) {
        self.instant = instant
        self.busyNanoseconds = busyNanoseconds
        self.ownNanoseconds = ownNanoseconds
    }

    /// How many CPUs others kept busy since an earlier look.
    ///
    /// One tick is let go: a busy time that has just been rounded up is not load.
    ///
    /// - Returns: `nil` where no time has passed or a counter went back.
    public func foreignLoad(since earlier: CPUUse) -> Double? {
        let time = (instant - earlier.instant).inSeconds
        guard time > 0, busyNanoseconds >= earlier.busyNanoseconds,
            ownNanoseconds >= earlier.ownNanoseconds
        else { return nil }
        let busy = Double(busyNanoseconds - earlier.busyNanoseconds)
        let own = Double(ownNanoseconds - earlier.ownNanoseconds)
        return max(0, busy - own - Self.tick) / 1e9 / time
    }

    /// 1/`USER_HZ`, which is 100 on every architecture of today.
    private static let tick = 1e7
}
