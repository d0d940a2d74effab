internal import Units

/// What goes wrong with simulated counters, and when, for tests.
///
/// Faults may overlap; where a file has several replacements, the first in the script counts.
package struct FaultScript: Sendable, Hashable {
    /// What a counter does in place of counting.
    package enum Effect: Sendable, Hashable {
        /// It stands still, and afterwards shows the energy of the whole time at once.
        case stall
        /// It stands still, and the energy of that time is never counted.
        case loss
        /// It falls to 0 and stays there, and afterwards counts on from 0.
        case reset
        /// Reads and opens fail with this number: `ENODEV` for a zone that went away.
        case fail(errno: Int32)
        /// The file holds this text, of which a read gives what has room.
        case text(String)
    }

    /// One effect over one time.
    package struct Fault: Sendable, Hashable {
        package var effect: Effect

        /// Since the simulation began; an empty one is an instant, which only a reset shows.
        package var interval: Range<Duration>

        /// The folder of the zone; `nil` for every zone.
        package var entry: String?

        /// The file that fails or holds another text; standing still and resets are `energy_uj`'s.
        package var file: String

        package init(
            _ effect: Effect,
            _ interval: Range<Duration>,
            entry: String? = nil,
            file: String = "energy_uj"
        ) {
            self.effect = effect
            self.interval = interval
            self.entry = entry
            self.file = file
        }

        /// From a time on, for good.
        package init(
            _ effect: Effect,
            from start: Duration,
            entry: String? = nil,
            file: String = "energy_uj"
        ) {
            self.init(effect, start..<Self.end, entry: entry, file: file)
        }

        /// 292 years: as long as `CLOCK_MONOTONIC` has nanoseconds for.
        private static let end = Duration.nanoseconds(Int64.max)
    }

    package var faults: [Fault]

    package init(_ faults: [Fault] = []) { self.faults = faults }

    /// The failure or the text that stands for a file at a time, the first one in the script.
    func replacement(of file: String, in entry: String, at time: Duration) -> Replacement? {
        for fault in faults where fault.file == file && fault.interval.contains(time) {
            guard fault.entry == nil || fault.entry == entry else { continue }
            switch fault.effect {
            case .fail(let errno): return .failure(errno: errno)
            case .text(let text): return .text(text)
            case .stall, .loss, .reset: continue
            }
        }
        return nil
    }

    enum Replacement {
        case failure(errno: Int32)
        case text(String)
    }

    /// What the register of a zone shows at a time.
    ///
    /// - Parameters:
    ///   - time: since the simulation began.
    ///   - entry: the folder of the zone.
    ///   - start: what the register holds at the beginning, before it is cut to its width.
    ///   - counted: the units that the zone has used by a time; never falls.
    /// - Returns: the units, of which the register holds the low 32 bits.
    func ticks(
        at time: Duration,
        in entry: String,
        start: UInt64,
        counted: (Duration) -> UInt64
    ) -> UInt64 {
        let own = faults.filter { $0.entry == nil || $0.entry == entry }
        let shown = stalled(time, own)
        let reset = own.filter { $0.effect == .reset && $0.interval.lowerBound <= shown }
            .max { $0.interval.upperBound < $1.interval.upperBound }
        let begin = reset.map { min($0.interval.upperBound, shown) } ?? .zero
        var ticks = (reset == nil ? start : 0) &+ counted(shown) &- counted(begin)
        // Losses may overlap: each stretch of time is taken away once.
        var lostUntil = begin
        for loss in own.filter({ $0.effect == .loss }).map(\.interval)
            .sorted(by: { $0.lowerBound < $1.lowerBound })
        {
            let from = max(loss.lowerBound, lostUntil)
            let until = min(loss.upperBound, shown)
            guard from < until else { continue }
            ticks = ticks &- (counted(until) &- counted(from))
            lostUntil = until
        }
        return ticks
    }

    /// The time that the counter stood still at, or the time itself.
    private func stalled(_ time: Duration, _ own: [Fault]) -> Duration {
        var shown = time
        while let stall = own.first(where: {
            $0.effect == .stall && $0.interval.contains(shown) && $0.interval.lowerBound < shown
        }) { shown = stall.interval.lowerBound }
        return shown
    }
}
