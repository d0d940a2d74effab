import Experiment
import Foundation
import Units

/// What is watched: a track for each channel of energy or power, and their sum.
struct PowerWatch {
    /// A channel with where it stands in the inventory's list.
    private struct Member {
        var index: Int
        var track: PowerTrack

        /// The power of the last intervals, the newest last; `nil` where there was none.
        var history: [Power?] = []
    }

    private var members: [Member]
    private(set) var elapsed = Duration.zero

    /// How many intervals the small curve shows.
    static let historyLength = 24

    /// Takes the channels worth watching out of an inventory's.
    ///
    /// A board that counts its energy is watched by that counter, and not by its power again.
    init(channels: [Channel]) {
        let counted = Set(channels.filter { $0.quantity.joulesPerUnit != nil }.map(\.device))
        members = channels.enumerated().compactMap { index, channel in
            if channel.quantity == .powerMilliwatts {
                guard let device = channel.device, !counted.contains(device),
                    !channels[..<index].contains(where: {
                        $0.device == device && $0.quantity == .powerMilliwatts
                    })
                else { return nil }
            }
            return PowerTrack(channel).map { Member(index: index, track: $0) }
        }
    }

    var tracks: [PowerTrack] { members.map(\.track) }
    var isEmpty: Bool { members.isEmpty }
    var isSimulated: Bool { members.contains { $0.track.channel.isSimulated } }

    /// Takes the readings of one interval, in the order in which they were taken.
    mutating func take(_ readings: [Reading], elapsed: Duration) {
        self.elapsed = elapsed
        for place in members.indices {
            members[place].track.beginInterval()
            for reading in readings where reading.channel == members[place].index {
                members[place].track.take(reading)
            }
            members[place].history.append(members[place].track.now)
            let excess = members[place].history.count - Self.historyLength
            if excess > 0 { members[place].history.removeFirst(excess) }
        }
    }

    /// The power of all domains that add up, now; `nil` unless each of them has one.
    var totalPower: Power? {
        let parts = tracks.filter { $0.channel.domain.isPartOfTotal }.map(\.now)
        guard !parts.isEmpty, parts.allSatisfy({ $0 != nil }) else { return nil }
        return parts.compactMap(\.self).reduce(.zero, +)
    }

    /// The energy of all domains that add up.
    ///
    /// `nil` unless each of them has that of the whole time: a sum with a part that was lost in
    /// between would look like a saving.
    var totalEnergy: Energy? {
        let parts = tracks.filter { $0.channel.domain.isPartOfTotal }
        guard !parts.isEmpty, !isBroken, parts.allSatisfy({ $0.covered > .zero }) else {
            return nil
        }
        return parts.map(\.energy).reduce(.zero, +)
    }

    /// Whether a part of the total was lost.
    var isBroken: Bool {
        tracks.contains { $0.channel.domain.isPartOfTotal && $0.missesPart(of: elapsed) }
    }

    /// What went wrong with the tracks, a sentence for each that something is to be said of.
    var troubles: [String] {
        tracks.compactMap { track in
            let misses = track.missesPart(of: elapsed)
            guard misses || track.lastFault != nil else { return nil }
            let why = track.lastFault ?? track.trouble ?? "it gave nothing new"
            let covered = String(
                format: "%.1f of %.1f s are covered",
                track.covered.inSeconds,
                elapsed.inSeconds
            )
            let isFatal = misses && track.channel.domain.isPartOfTotal
            return "\(track.channel.name): \(why); \(covered)"
                + (isFatal ? ", so there is no total." : ".")
        }
    }

    /// The curve of each track, beside its power now.
    var curves: [String] { members.map { Self.curve($0.history) } }

    /// A curve of one character for each interval, from 0 to the largest power; a gap is a blank.
    static func curve(_ history: [Power?]) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let largest = history.compactMap { $0?.watts }.max() ?? 0
        return String(
            history.map { power in
                guard let power else { return " " }
                guard largest > 0 else { return bars[0] }
                let place = Int((power.watts / largest * Double(bars.count)).rounded(.up)) - 1
                return bars[min(max(place, 0), bars.count - 1)]
            }
        )
    }
}
