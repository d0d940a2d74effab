/// What a machine can do at most, as its owner states it: the two lines of a roofline.
///
/// Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for
/// multicore architectures", CACM 52(4), 2009.
public struct MachineBalance: Sendable, Hashable {
    public var peakFlopsPerSecond: Double
    public var peakBytesPerSecond: Double

    public init(peakFlopsPerSecond: Double, peakBytesPerSecond: Double) {
        precondition(
            peakFlopsPerSecond > 0 && peakBytesPerSecond > 0,
            "the peaks of a machine are above 0"
        )
        self.peakFlopsPerSecond = peakFlopsPerSecond
        self.peakBytesPerSecond = peakBytesPerSecond
    }

    /// The intensity in FLOP/B at which the lines meet: below it memory is the limit.
    public var ridgeFlopsPerByte: Double { peakFlopsPerSecond / peakBytesPerSecond }

    /// The most that can be computed in a second at an intensity in FLOP/B.
    public func roof(atFlopsPerByte intensity: Double) -> Double {
        min(peakFlopsPerSecond, intensity * peakBytesPerSecond)
    }
}

/// Where a variant stands under the roofline of its machine.
public struct RooflinePlace: Sendable, Hashable {
    /// Whether the memory sets the limit at its intensity, and not the arithmetic.
    public var isMemoryBound: Bool

    /// What it computes in a second, of what the roof allows; above 1 where a stated peak is too
    /// low or traffic was not counted.
    public var shareOfRoof: Double
    public var flopsPerSecond: Double
    public var roofFlopsPerSecond: Double

    init(flopsPerSecond: Double, flopsPerByte: Double, of machine: MachineBalance) {
        isMemoryBound = flopsPerByte < machine.ridgeFlopsPerByte
        roofFlopsPerSecond = machine.roof(atFlopsPerByte: flopsPerByte)
        self.flopsPerSecond = flopsPerSecond
        shareOfRoof = flopsPerSecond / roofFlopsPerSecond
    }

    /// A word for tables and files.
    var word: String { isMemoryBound ? "memory-bound" : "compute-bound" }
}
