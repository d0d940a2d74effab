public import Units

extension Trial {
    /// The most memory that was in use on the boards of the workload, added up over them.
    ///
    /// The workload's own processes where the driver showed any of them (`process-memory`), else
    /// all that is in use on its boards (`memory`), other processes' included; the scope says
    /// which. Boards that were read together are added up read by read; where their readings do
    /// not match, the highest of each are added, which can only be more.
    ///
    /// - Returns: `nil` where no board was read.
    public var peakGPUMemory: Finding<ByteCount>? {
        let own = memoryChannels(named: "process-memory")
        let whole = memoryChannels(named: "memory")
        guard !own.isEmpty || !whole.isEmpty else { return nil }
        // Boards that nothing of the workload is on have no reading of its processes.
        let used = own.filter { !memoryValues(ofChannel: $0).isEmpty }
        if !used.isEmpty { return peakMemory(of: used, scope: "GPU memory of the workload") }
        if whole.contains(where: { memoryValues(ofChannel: $0).isEmpty }) || whole.isEmpty {
            return .missing(reason: "the memory in use on a board was not read")
        }
        return peakMemory(of: whole, scope: "GPU memory, whole board")
    }

    private func memoryChannels(named name: String) -> [Int] {
        channels.indices.filter { index in
            let channel = channels[index]
            let isUsed = channel.domain == .gpu || channel.domain == .integratedGPU
            return isUsed && channel.quantity == .memoryBytes && channel.name.hasSuffix("/\(name)")
        }
    }

    /// What was read while the program ran, with the place of each reading.
    private func memoryValues(ofChannel index: Int) -> [(place: Int, bytes: UInt64)] {
        readings(ofChannel: index).filter { $0.before >= started && $0.after <= ended }
            .enumerated().compactMap { place, reading in
                guard case .value(let bytes) = reading.outcome else { return nil }
                return (place, bytes)
            }
    }

    private func peakMemory(of indices: [Int], scope: String) -> Finding<ByteCount> {
        let series = indices.map(memoryValues(ofChannel:))
        let counts = Set(
            indices.map { index in
                readings(ofChannel: index).count { $0.before >= started && $0.after <= ended }
            }
        )
        let peak: UInt64
        if counts.count == 1 {
            var sums: [Int: UInt64] = [:]
            for (place, bytes) in series.joined() { sums[place, default: 0] += bytes }
            peak = sums.values.max() ?? 0
        } else {
            peak = series.compactMap { $0.map(\.bytes).max() }.reduce(0, +)
        }
        let isSimulated = indices.contains { channels[$0].isSimulated }
        return .known(
            Figure(
                value: ByteCount(magnitude: Double(peak)),
                budget: nil,
                provenance: isSimulated ? .simulated : .measured,
                scope: scope
            )
        )
    }
}
