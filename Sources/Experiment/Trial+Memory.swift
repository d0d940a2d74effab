public import Units

extension Trial {
    /// The largest memory that the process tree was seen to hold over its life.
    ///
    /// The larger of what was sampled (resident memory added up over the processes, where pages
    /// that several share count in each) and of the kernel's own mark of the largest process,
    /// which also knows of those that came and went between two samples.
    public var peakMemory: Finding<ByteCount> {
        let sampled = channels.firstIndex {
            $0.quantity == .memoryBytes && $0.domain == .processTree
        }.flatMap(largestSample)
        let marked = resourceUsage?.largestProcessBytes.map(UInt64.init)
        guard let largest = [sampled, marked].compactMap(\.self).max(), largest > 0 else {
            return .missing(reason: "the process ended before its memory could be read")
        }
        return .known(
            Figure(
                value: ByteCount(magnitude: Double(largest)),
                budget: nil,
                provenance: .measured,
                scope: "process tree, resident"
            )
        )
    }

    private func largestSample(ofChannel index: Int) -> UInt64? {
        readings.compactMap { reading -> UInt64? in
            // What was read before the program was executed is the harness's own memory.
            guard reading.channel == index, reading.before >= started,
                case .value(let value) = reading.outcome
            else { return nil }
            return value
        }.max()
    }
}
