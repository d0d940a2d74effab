package import Experiment

/// The energy counters of the processor packages and their memory, through powercap.
///
/// Reads `energy_uj` of each zone (`drivers/powercap/intel_rapl_common.c`): the low 32 bits of the
/// model-specific register times its unit, in µJ. The register changes about once a
/// millisecond. AMD's zones come the same way and have no memory.
package struct RAPLSensor: Sensor {
    package static let name = "rapl"

    /// A zone with its channel.
    struct Counter: Hashable {
        var zone: PowercapZone
        var channel: Channel
    }

    private let tree: any PowercapTree
    private let counters: [Counter]
    private let now: @Sendable () -> MonotonicInstant

    init(
        tree: any PowercapTree,
        counters: [Counter],
        now: @escaping @Sendable () -> MonotonicInstant
    ) {
        self.tree = tree
        self.counters = counters
        self.now = now
    }

    package var channels: [Channel] { counters.map(\.channel) }

    /// Opens the counters; they stay open, because opening costs ten times a read.
    ///
    /// - Throws: `SensorError.unreadable` where a zone that was there is gone or refused now.
    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        var files: [any PowercapCounter] = []
        for counter in counters { files.append(try tree.openCounter(of: counter.zone.entry)) }
        return OpenRAPL(files: files, now: now)
    }
}

/// The open counter files.
///
/// Reading them allocates nothing.
private final class OpenRAPL: OpenSensor {
    private let files: [any PowercapCounter]
    private let now: @Sendable () -> MonotonicInstant

    init(files: [any PowercapCounter], now: @escaping @Sendable () -> MonotonicInstant) {
        self.files = files
        self.now = now
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        // Each zone has its own pair of time stamps: the kernel reads a register of each package
        // by an interrupt to one of its CPUs, so the zones are not read at one instant.
        for index in files.indices {
            let before = now()
            let outcome = files[index].value()
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
