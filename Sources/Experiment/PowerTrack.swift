public import Units

/// The power of one channel as it goes on, from one reading to the next, without a trial around it.
///
/// For looking on. A counter is divided only where it has moved, over the time since it moved
/// before: one that stands still between two of its refreshes gives no power, and never 0 W.
public struct PowerTrack: Sendable {
    public let channel: Channel

    /// The mean power since the reading before; `nil` where there is nothing new to tell.
    public private(set) var now: Power?
    public private(set) var lowest: Power?
    public private(set) var highest: Power?

    /// The energy since the first reading, as far as the readings have come.
    public private(set) var energy = Energy.zero

    /// The time that `energy` covers.
    public private(set) var covered = Duration.zero

    /// Why there is no power now, in a few words.
    public private(set) var trouble: String?

    /// The last reading that failed or broke the track, in a few words; it stays.
    public private(set) var lastFault: String?

    /// The last reading that something was worked out from.
    private var anchor: Reading?

    /// Makes the track of a channel that counts energy or states power; `nil` for any other.
    public init?(_ channel: Channel) {
        guard channel.quantity.givesEnergy
        else { return nil }
        self.channel = channel
    }

    /// Whether the energy is an integral of power samples and not a difference of a counter.
    public var isIntegrated: Bool { channel.quantity == .powerMilliwatts }

    /// The mean power over all that was covered.
    public var mean: Power? { covered > .zero ? energy / covered : nil }

    /// The energy with what the channel's own lag and steps leave open.
    ///
    /// The window is taken to begin and to end with a reading. A counter is off by one refresh at
    /// each edge, at no more than twice the highest power that was seen; a gauge by what the power
    /// changed within the time that it lags.
    public var figure: Figure<Energy>? {
        guard covered > .zero, let highest, let lowest else { return nil }
        let lag = channel.refreshPeriod + channel.averagingWindow
        let edges = isIntegrated ? (highest - lowest) * lag : highest * 2 * lag * 2
        let step = (channel.quantity.joulesPerUnit ?? 0) * Double(channel.resolution)
        return Figure(
            value: energy,
            budget: UncertaintyBudget(
                edges: edges,
                resolution: .joules(2 * step),
                accuracy: energy * (channel.relativeAccuracy ?? 0),
                isAccuracyStated: channel.relativeAccuracy != nil
            ),
            provenance: channel.isSimulated
                ? .simulated : isIntegrated ? .integrated : .measured,
            scope: channel.domain.scopeWord
        )
    }

    /// Whether a part of a time is missing from the energy.
    ///
    /// Two of the channel's lags are not missed, for both edges are off by one; nor is what a
    /// counter has not yet been divided for, and one part in fifty.
    public func missesPart(of elapsed: Duration) -> Bool {
        let lag = channel.refreshPeriod + channel.averagingWindow
        let pending = isIntegrated ? .zero : channel.refreshPeriod * Self.refreshesBetween
        return elapsed - covered > max(lag * 2 + pending, elapsed * 0.02)
    }

    /// Says that an interval begins; power that is not seen anew in it is not shown again.
    public mutating func beginInterval() {
        now = nil
        trouble = nil
    }

    /// Takes the next reading of the channel.
    public mutating func take(_ reading: Reading) {
        guard case .value(let value) = reading.outcome else {
            // The anchor stays: a counter goes on across the gap.
            fail(reading.outcome.failureReason)
            if isIntegrated { anchor = nil }
            return
        }
        guard let last = anchor, case .value(let before) = last.outcome else {
            anchor = reading
            if isIntegrated { see(.watts(Double(value) / 1000)) }
            return
        }
        let time = reading.instant - last.instant
        guard time > .zero else { return }
        if isIntegrated {
            see(.watts(Double(value) / 1000))
            // The line between two samples.
            add(.watts(Double(before) / 2000 + Double(value) / 2000) * time, over: time)
            anchor = reading
        } else {
            takeCount(reading, after: last, over: time)
        }
    }

    /// How many refreshes must lie between two readings that are divided: the lag of both then
    /// weighs no more than two parts in this.
    static let refreshesBetween = 5.0

    private mutating func takeCount(_ reading: Reading, after last: Reading, over time: Duration) {
        guard reading.outcome != last.outcome else {
            trouble = "the counter stands still"
            return
        }
        guard time >= channel.refreshPeriod * Self.refreshesBetween,
            case .counter(let wrapsAt) = channel.behaviour,
            let joulesPerUnit = channel.quantity.joulesPerUnit
        else { return }
        anchor = reading
        do throws(CounterCourse.Fault) {
            let course = try CounterCourse(
                readings: [last, reading],
                wrapsAt: wrapsAt,
                fastest: Plausible.power(of: channel.domain).watts / joulesPerUnit
            )
            if let broken = course.breaks.first { throw broken.fault }
            let counted = course.points.last?.amount ?? 0
            let energy = Energy.joules(Double(counted) * joulesPerUnit)
            see(energy / time)
            add(energy, over: time)
        } catch {
            fail(Absence(error).reason)
        }
    }

    private mutating func fail(_ reason: String?) {
        trouble = reason
        lastFault = reason
    }

    private mutating func see(_ power: Power) {
        now = power
        lowest = min(lowest ?? power, power)
        highest = max(highest ?? power, power)
    }

    private mutating func add(_ more: Energy, over time: Duration) {
        energy = energy + more
        covered += time
    }
}
