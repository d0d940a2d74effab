public import Units

extension Trial {
    /// The most memory that was in use on the boards of the workload, added up over them.
    ///
    /// `nil` where no board was read.
    public var peakGPUMemory: Finding<ByteCount>? { nil }
}
