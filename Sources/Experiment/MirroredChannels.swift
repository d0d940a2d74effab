internal import Units

/// Channels of several dies that all show the one counter of their package.
public struct MirroredChannels: Sendable, Hashable {
    /// Indices in the trial's list of channels, ascending, two or more; the first one is enough.
    public var channels: [Int]

    public init(channels: [Int]) { self.channels = channels }
}

extension Trial {
    /// The dies whose counters showed the same values, so that they are one.
    ///
    /// Zones that mirror a counter read the same register: in each sample their raw values differ by
    /// no more than the register counted between the two reads. Counters of their own stand anywhere in
    /// their range, so that not one sample of theirs need agree; here all but one have to, three at
    /// least, while the counter moved on by far more than that.
    public var mirroredChannels: [MirroredChannels] {
        guard channels.count > 1 else { return [] }
        let dies = channels.indices.compactMap { index in
            channels[index].partOfDies.map { (part: $0, index: index) }
        }
        let parts = Dictionary(grouping: dies, by: \.part).filter { $0.value.count > 1 }
        return parts.sorted { $0.key < $1.key }
            .flatMap { mirrors(among: $0.value.map(\.index)) }
    }

    /// Groups the dies of one part, given in ascending order.
    private func mirrors(among indices: [Int]) -> [MirroredChannels] {
        var groups: [(values: [DieValue], indices: [Int])] = []
        for index in indices {
            let values = dieValues(ofChannel: index)
            let place = groups.firstIndex { agree($0.values, values, channel: channels[index]) }
            if let place {
                groups[place].indices.append(index)
            } else {
                groups.append((values, [index]))
            }
        }
        return groups.filter { $0.indices.count > 1 }.map { MirroredChannels(channels: $0.indices) }
    }

    /// A value that was read, and when.
    private struct DieValue {
        var instant: MonotonicInstant
        var value: UInt64
    }

    private func dieValues(ofChannel index: Int) -> [DieValue] {
        readings(ofChannel: index).compactMap { reading in
            guard case .value(let value) = reading.outcome else { return nil }
            return DieValue(instant: reading.instant, value: value)
        }
    }

    private func agree(_ left: [DieValue], _ right: [DieValue], channel: Channel) -> Bool {
        // Each sample reads every die: the values of a sample are those nearest in time.
        var pairs: [(DieValue, DieValue)] = []
        var next = 0
        for one in left {
            while next < right.count, right[next].instant < one.instant { next += 1 }
            guard next < right.count else { break }
            pairs.append((one, right[next]))
        }
        guard pairs.count >= 3, let fastest = fastestRise(left, channel) else { return false }
        let refresh = channel.refreshPeriod.inSeconds
        var apart = 0
        var moved = 0.0
        var allowed = 0.0
        for (index, (one, other)) in pairs.enumerated() {
            let seconds = (other.instant - one.instant).inSeconds + 2 * refresh
            allowed = 2 * fastest * seconds + 2 * Double(channel.resolution)
            if distance(one.value, other.value, channel) > allowed { apart += 1 }
            if index > 0 { moved += distance(pairs[index - 1].0.value, one.value, channel) }
        }
        // A reset may come between the two reads of one sample.
        return apart <= 1 && pairs.count - apart >= 3 && moved > 10 * allowed
    }

    /// How far two values are apart, around the range.
    private func distance(_ one: UInt64, _ other: UInt64, _ channel: Channel) -> Double {
        let apart = one > other ? one - other : other - one
        guard case .counter(let range?) = channel.behaviour, apart <= range else {
            return Double(apart)
        }
        return Double(min(apart, range - apart))
    }

    /// The highest plausible rate between two values of a die, in units per second.
    private func fastestRise(_ values: [DieValue], _ channel: Channel) -> Double? {
        let most =
            Plausible.power(of: channel.domain).watts / (channel.quantity.joulesPerUnit ?? 1)
        return zip(values, values.dropFirst()).compactMap { left, right -> Double? in
            let seconds = (right.instant - left.instant).inSeconds
            guard seconds >= 0.005 else { return nil }
            let rate = distance(left.value, right.value, channel) / seconds
            return rate <= most ? rate : nil
        }.max()
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
