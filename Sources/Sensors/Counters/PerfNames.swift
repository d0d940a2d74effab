/// The names that the `perf` program has for the events that the kernel knows on every machine.
enum PerfNames {
    /// `linux/perf_event.h`, `enum perf_hw_id`; the first name is the usual one.
    private static let hardware: [([String], UInt64)] = [
        (["cycles", "cpu-cycles"], 0), (["instructions"], 1), (["cache-references"], 2),
        (["cache-misses"], 3), (["branches", "branch-instructions"], 4), (["branch-misses"], 5),
        (["bus-cycles"], 6), (["stalled-cycles-frontend"], 7), (["stalled-cycles-backend"], 8),
        (["ref-cycles"], 9),
    ]

    /// `enum perf_sw_ids`.
    private static let software: [([String], UInt64)] = [
        (["cpu-clock"], 0), (["task-clock"], 1), (["page-faults", "faults"], 2),
        (["context-switches", "cs"], 3), (["cpu-migrations", "migrations"], 4),
        (["minor-faults"], 5), (["major-faults"], 6), (["alignment-faults"], 7),
        (["emulation-faults"], 8),
    ]

    /// `enum perf_hw_cache_id`, with the operations that processors have events for.
    private static let caches: [(name: String, id: UInt64, hasStores: Bool)] = [
        ("L1-dcache", 0, true), ("L1-icache", 1, false), ("LLC", 2, true), ("dTLB", 3, true),
        ("iTLB", 4, false), ("branch", 5, false), ("node", 6, true),
    ]

    /// All names with what they mean.
    static let events: [String: PerfEvent] = {
        var events: [String: PerfEvent] = [:]
        for (names, config) in hardware {
            for name in names { events[name] = .hardware(config) }
        }
        for (names, config) in software {
            for name in names { events[name] = .software(config) }
        }
        for cache in caches {
            let operations: [(String, UInt64)] = [("load", 0), ("store", 1)]
            for (word, operation) in operations.prefix(cache.hasStores ? 2 : 1) {
                events["\(cache.name)-\(word)s"] =
                    .cache(cache.id, operation: operation, misses: false)
                events["\(cache.name)-\(word)-misses"] =
                    .cache(cache.id, operation: operation, misses: true)
            }
        }
        return events
    }()

    /// What may not happen while it is looked for: 0 is no sign that the event does not work.
    static let rare: Set<String> = [
        "cpu-migrations", "migrations", "major-faults", "alignment-faults", "emulation-faults",
    ]

    /// What the kernel notes while it runs itself, so that a count without the kernel is always 0.
    static let kernelOnly: Set<String> = ["context-switches", "cs", "cpu-migrations", "migrations"]

    /// Times in ns instead of counts.
    static let clocks: Set<String> = ["task-clock", "cpu-clock"]
}
