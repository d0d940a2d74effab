package import Experiment

/// The energy counters of the processor packages and their memory, through powercap or perf.
///
/// Powercap's `energy_uj` of each zone (`drivers/powercap/intel_rapl_common.c`) is the low 32 bits
/// of the model-specific register times its unit, in µJ. The counts of perf's `power` PMU
/// (`arch/x86/events/rapl.c`) are the same register, widened to 64 bits by the kernel, in 2⁻³² J.
/// The register changes about once a millisecond. AMD has no memory in either.
package struct RAPLSensor: Sensor {
    package static let name = "rapl"

    /// A zone with its channel.
    struct Counter: Hashable {
        var zone: RAPLZone
        var channel: Channel

        /// Whether it did not change while it was watched, which only one that is not this
        /// machine's own may do.
        var isStill = false
    }

    /// Opens the counter of a zone.
    typealias Opener = @Sendable (RAPLZone) throws(SensorError) -> any RAPLCounter

    private let counters: [Counter]
    private let opener: Opener
    private let now: @Sendable () -> MonotonicInstant

    init(
        counters: [Counter],
        opener: @escaping Opener,
        now: @escaping @Sendable () -> MonotonicInstant
    ) {
        self.counters = counters
        self.opener = opener
        self.now = now
    }

    package var channels: [Channel] { counters.map(\.channel) }

    /// Opens the counters; they stay open, because opening costs ten times a read.
    ///
    /// - Throws: `SensorError.unreadable` where a zone that was there is gone or refused now.
    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        var open: [any RAPLCounter] = []
        for counter in counters { open.append(try opener(counter.zone)) }
        return OpenRAPL(counters: open, now: now)
    }
}

/// The open counters.
///
/// Reading them allocates nothing.
private final class OpenRAPL: OpenSensor {
    private let counters: [any RAPLCounter]
    private let now: @Sendable () -> MonotonicInstant

    init(counters: [any RAPLCounter], now: @escaping @Sendable () -> MonotonicInstant) {
        self.counters = counters
        self.now = now
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        // Each zone has its own pair of time stamps: the kernel reads a register of each package
        // by an interrupt to one of its CPUs, so the zones are not read at one instant.
        for index in counters.indices {
            let before = now()
            let outcome = counters[index].value()
            let after = now()
            take(
                Reading(
                    channel: firstChannel + index,
                    before: before,
                    after: after,
                    outcome: outcome
                )
            )
        }
    }
}
