internal import Units

/// Channels of several dies that all show the one counter of their package.
public struct MirroredChannels: Sendable, Hashable {
    /// Indices in the trial's list of channels, ascending, two or more; the first one is enough.
    public var channels: [Int]

    public init(channels: [Int]) { self.channels = channels }
}

extension Trial {
    /// The dies whose counters agreed so closely that they are one.
    ///
    /// Counters of one part of one package are mirrors where they agree within 0.1 % in each of
    /// three or more stretches of at least a second. Dies with counters of their own, even under
    /// the same load, differ by more. Shorter trials say nothing: one refresh of a millisecond at
    /// each end of a stretch would be more than that.
    public var mirroredChannels: [MirroredChannels] {
        let dies = channels.indices.compactMap { index in
            channels[index].partOfDies.map { (part: $0, index: index) }
        }
        let parts = Dictionary(grouping: dies, by: \.part).filter { $0.value.count > 1 }
        return parts.sorted { $0.key < $1.key }
            .flatMap { mirrors(among: $0.value.map(\.index)) }
    }

    /// Groups the dies of one part, given in ascending order.
    private func mirrors(among indices: [Int]) -> [MirroredChannels] {
        let stretches = stretches(coveredBy: indices)
        guard !stretches.isEmpty else { return [] }
        var groups: [(energies: [Double], indices: [Int])] = []
        for index in indices {
            guard let energies = energies(ofChannel: index, in: stretches) else { continue }
            let place = groups.firstIndex { Self.agree($0.energies, energies) }
            if let place {
                groups[place].indices.append(index)
            } else {
                groups.append((energies, [index]))
            }
        }
        return groups.filter { $0.indices.count > 1 }.map { MirroredChannels(channels: $0.indices) }
    }

    /// Three to ten windows of equal length that all the channels were read in; else none.
    private func stretches(coveredBy indices: [Int]) -> [Window] {
        var start: MonotonicInstant?
        var stop: MonotonicInstant?
        for index in indices {
            let instants = readings(ofChannel: index).filter(\.hasValue).map(\.instant)
            guard let first = instants.first, let last = instants.last else { return [] }
            start = max(start ?? first, first)
            stop = min(stop ?? last, last)
        }
        guard let start, let stop else { return [] }
        let count = min(Int((stop - start).inSeconds), 10)
        guard count >= 3 else { return [] }
        let length = (stop - start).inNanoseconds / Int64(count)
        return (0..<Int64(count)).map { number in
            let begin = start + .nanoseconds(number * length)
            return Window(start: begin, stop: begin + .nanoseconds(length))
        }
    }

    /// - Returns: `nil` where one is missing or zero: counters that stand still tell nothing.
    private func energies(ofChannel index: Int, in stretches: [Window]) -> [Double]? {
        var energies: [Double] = []
        for stretch in stretches {
            guard let joules = energy(ofChannel: index, in: stretch).figure?.value.joules,
                joules > 0
            else { return nil }
            energies.append(joules)
        }
        return energies
    }

    private static func agree(_ left: [Double], _ right: [Double]) -> Bool {
        zip(left, right).allSatisfy { abs($0 - $1) <= 0.001 * max($0, $1) }
    }
}

extension Reading {
    fileprivate var hasValue: Bool {
        if case .value = outcome { true } else { false }
    }
}

extension Channel {
    /// The name without the number of the die, the same for all dies of one part of a package.
    ///
    /// `nil` for what is not a counter of a die that takes part in the total.
    fileprivate var partOfDies: String? {
        guard domain.isPartOfTotal, quantity.joulesPerUnit != nil else { return nil }
        var parts = name.split(separator: "/").map(String.init)
        for (place, part) in parts.enumerated() {
            let words = part.split(separator: "-")
            guard words.count == 4, words[0] == "package", words[2] == "die" else { continue }
            parts[place] = words.prefix(3).joined(separator: "-")
            return parts.joined(separator: "/")
        }
        return nil
    }
}
