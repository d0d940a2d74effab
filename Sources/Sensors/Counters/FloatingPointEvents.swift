/// The events that make up the floating-point operations of processors that have such events.
///
/// Additions, multiplications and fused multiply-adds (two operations) of single and double
/// precision; no integer work, and none of x87 or of matrix units (AMX).
enum FloatingPointEvents {
    /// The formula for a processor; `nil` where it has no such events or none that is known.
    static func formula(for cpu: CPUInfo) -> EventFormula? {
        switch cpu.vendor {
        case "GenuineIntel" where cpu.family == 6 && isBroadwellOrLater(cpu):
            intel(hasAVX512: cpu.flags.contains("avx512f"))
        case "AuthenticAMD", "HygonGenuine": amd(cpu)
        default: nil
        }
    }

    /// `FP_ARITH_INST_RETIRED` (event 0xC7): an instruction counts once, a fused one twice.
    ///
    /// Each width and precision has a bit of the umask (Intel's perfmon tables), so that those with
    /// the same number of operations share a counter: 5 are needed instead of 8.
    private static func intel(hasAVX512: Bool) -> EventFormula {
        var classes: [(umask: UInt64, operations: UInt64)] = [
            (0x03, 1),  // scalar, both precisions
            (0x04, 2),  // 128 bits, double
            (0x18, 4),  // 128 bits, single, and 256 bits, double
        ]
        // 512 bits, double, beside 256 bits, single; 512 bits, single.
        classes += hasAVX512 ? [(0x60, 8), (0x80, 16)] : [(0x20, 8)]
        return EventFormula(
            parts: classes.map { umask, operations in
                EventFormula.Part(event: .raw(umask << 8 | 0xC7), weight: operations)
            }
        )
    }

    /// Broadwell is the first with the event; Haswell has none.
    ///
    /// Older models and the small cores that came before Gracemont are told by their numbers.
    private static func isBroadwellOrLater(_ cpu: CPUInfo) -> Bool {
        let broadwell: Set<Int> = [61, 71, 79, 86]
        guard let model = cpu.model else { return false }
        // AVX2 with ADX: Broadwell and all big cores since.
        return broadwell.contains(model)
            || (cpu.flags.contains("avx2") && cpu.flags.contains("adx"))
    }

    /// "Retired SSE/AVX FLOPs" (event 0x003): Zen 1 has bits for each precision, Zen 2 and later
    /// only for each operation; the kernel joins two counters for it since 5.6.
    private static func amd(_ cpu: CPUInfo) -> EventFormula? {
        guard let family = cpu.family, family >= 0x17 else { return nil }
        let isZen1 = family == 0x18 || (family == 0x17 && (cpu.model ?? 0) < 0x30)
        return EventFormula(.raw((isZen1 ? 0xFF : 0x0F) << 8 | 0x03))
    }
}
