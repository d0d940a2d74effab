internal import Experiment
internal import Units

/// The floating-point operations of a variant for each byte that it moves between memory and
/// processor.
///
/// The bytes are an approximation: last-level cache misses × the line of 64 B. What prefetchers
/// fetch, what is written back and what bypasses the caches is not in them, so that the true
/// intensity is lower as a rule.
public struct ArithmeticIntensity: Sendable, Hashable {
    public var flopsPerByte: Double

    /// Whether the misses are scaled up from a part of the time.
    public var isMultiplexed: Bool

    /// The event that counts misses of the last-level cache: `PERF_COUNT_HW_CACHE_MISSES`.
    static let event = "cache-misses"

    /// The length of a cache line on x86-64 and on most 64-bit Arm cores.
    static let lineBytes = 64.0

    /// - Throws: `Absence` where something that it is made of is not known.
    init(of row: VariantRow) throws(Absence) {
        guard let misses = row.event(Self.event) else {
            throw Absence("the event \(Self.event) was not counted")
        }
        guard let perUnit = misses.perUnit, misses.trials == row.completedTrials else {
            throw Absence(
                "the event \(Self.event) was counted in \(misses.trials) of "
                    + "\(row.completedTrials) trials"
            )
        }
        guard let flops = row.flopsExecuted, flops.operations > 0 else {
            throw Absence("the workload states no flops_executed above 0")
        }
        if let integers = row.integerOperations, integers.operations > 0 {
            throw Absence("integer operations were executed besides FLOPs")
        }
        if row.energyByPart.contains(where: { $0.domain == .gpu }) {
            throw Absence("a graphics board was used and its traffic is not counted")
        }
        guard perUnit > 0 else { throw Absence("no cache miss was counted") }
        flopsPerByte = flops.operations / (perUnit * Self.lineBytes)
        isMultiplexed = misses.isMultiplexed
    }
}
