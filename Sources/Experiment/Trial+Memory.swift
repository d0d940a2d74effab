public import Units

extension Trial {
    /// The largest memory that the process tree was seen to hold over its life.
    ///
    /// The larger of what was sampled (resident memory added up over the processes, where pages
    /// that several share count in each) and of the kernel's own mark of the largest process,
    /// which also knows of those that came and went between two samples.
    public var peakMemory: Finding<ByteCount> {
        let sampled = residentMemoryChannel.flatMap(largestSample)
        let marked = resourceUsage?.largestProcessBytes.map(UInt64.init)
        guard let largest = [sampled, marked].compactMap(\.self).max(), largest > 0 else {
            return .missing(reason: "the process ended before its memory could be read")
        }
        return .known(
            Figure(
                value: ByteCount(magnitude: Double(largest)),
                budget: nil,
                provenance: channels.contains(where: \.isImported) ? .imported : .measured,
                scope: "process tree, resident"
            )
        )
    }

    /// The resident memory of the process tree on average over the samples in a window.
    ///
    /// `nil` where no sample lies in it.
    func meanMemory(in window: Window) -> ByteCount? {
        guard let channel = residentMemoryChannel else { return nil }
        let samples = readings(ofChannel: channel).compactMap { reading -> Double? in
            guard reading.instant >= window.start, reading.instant <= window.stop,
                case .value(let value) = reading.outcome
            else { return nil }
            return Double(value)
        }
        guard !samples.isEmpty else { return nil }
        return ByteCount(magnitude: samples.reduce(0, +) / Double(samples.count))
    }

    /// The channel of what was sampled; a cgroup's own peak is another quantity.
    private var residentMemoryChannel: Int? {
        channels.firstIndex {
            $0.quantity == .memoryBytes && $0.domain == .processTree
                && $0.name != Channel.cgroupMemoryPeak
        }
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

extension Channel {
    /// The most memory that a cgroup ever held, file cache and the kernel's part included.
    public static let cgroupMemoryPeak = "process/cgroup-memory-peak"
}
