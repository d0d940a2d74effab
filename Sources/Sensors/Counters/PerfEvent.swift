internal import CSystem

/// An event as `perf_event_open(2)` takes it: `perf_event_attr` without what is the same for all.
package struct PerfEvent: Sendable, Hashable {
    package var type: UInt32
    package var config: UInt64
    package var config1: UInt64 = 0
    package var config2: UInt64 = 0

    /// Whether the kernel's own work for the process is left out.
    package var isUserSpaceOnly = false

    package init(type: UInt32, config: UInt64) {
        self.type = type
        self.config = config
    }

    /// `PERF_TYPE_HARDWARE`.
    static func hardware(_ config: UInt64) -> PerfEvent { PerfEvent(type: 0, config: config) }

    /// `PERF_TYPE_SOFTWARE`: the kernel counts it itself.
    static func software(_ config: UInt64) -> PerfEvent { PerfEvent(type: 1, config: config) }

    /// `PERF_TYPE_HW_CACHE`: a cache, an operation (0 load, 1 store) and whether misses count.
    static func cache(_ cache: UInt64, operation: UInt64, misses: Bool) -> PerfEvent {
        PerfEvent(type: 3, config: cache | operation << 8 | (misses ? 1 : 0) << 16)
    }

    /// `PERF_TYPE_RAW`: the numbers of the processor's own manual, umask above event.
    static func raw(_ config: UInt64) -> PerfEvent { PerfEvent(type: 4, config: config) }

    package var isSoftware: Bool { type == 1 }

    var attributes: joulebench_event {
        joulebench_event(
            type: type,
            config: config,
            config1: config1,
            config2: config2,
            user_space_only: isUserSpaceOnly ? 1 : 0
        )
    }
}

/// A count that is made of one event, or of several with weights.
package struct EventFormula: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package var event: PerfEvent
        package var weight: UInt64
    }

    /// At least one.
    package var parts: [Part]

    init(_ event: PerfEvent) { parts = [Part(event: event, weight: 1)] }

    init(parts: [Part]) { self.parts = parts }

    package var isSoftware: Bool { parts.allSatisfy(\.event.isSoftware) }

    /// The same without the kernel's own work.
    var inUserSpaceOnly: EventFormula {
        EventFormula(
            parts: parts.map { part in
                var part = part
                part.event.isUserSpaceOnly = true
                return part
            }
        )
    }
}
