public import Units

/// Bounds of what is plausible, to tell a counter's wrap from its reset.
enum Plausible {
    /// No package, memory or part of one draws more, nor does a channel of an unknown kind.
    static let power = Power.watts(2000)

    /// What no domain draws more than; a counter that seems to was reset.
    static func power(of domain: Channel.Domain) -> Power {
        switch domain {
        // The whole platform, with boards that are fed through it.
        case .psys: .watts(20_000)
        case .gpu, .otherGPU, .integratedGPU: .watts(5000)
        default: power
        }
    }
}

extension Trial {
    /// The energy that a counter channel saw in a window.
    ///
    /// - Parameters:
    ///   - index: a channel of `channels` that counts energy.
    ///   - window: inside the sampled time.
    /// - Returns: the energy with the parts of its uncertainty, or why there is none.
    public func energy(ofChannel index: Int, in window: Window) -> Finding<Energy> {
        let channel = channels[index]
        guard let joulesPerUnit = channel.quantity.joulesPerUnit,
            case .counter = channel.behaviour
        else { return .missing(reason: "\(channel.name) does not count energy") }
        guard window.duration > .zero else {
            return .missing(reason: "the window has no length")
        }
        do throws(CounterCourse.Fault) {
            let course = try course(ofChannel: index)
            if let fault = course.interruption(in: window) { throw fault }
            let stalled = course.stalledTime(in: window)
            // Up to here the lost energy is a part of the uncertainty; beyond, it is the result.
            guard stalled * 10 <= window.duration else { throw .stalled(for: stalled) }
            guard
                let counted = course.difference(
                    in: window,
                    refreshPeriod: channel.refreshPeriod
                )
            else { return .missing(reason: Absence.notCovered.reason) }
            let value = Energy.joules(counted.amount * joulesPerUnit)
            return .known(
                Figure(
                    value: value,
                    budget: UncertaintyBudget(
                        edges: .joules(counted.error * joulesPerUnit),
                        resolution: .joules(2 * Double(channel.resolution) * joulesPerUnit),
                        sampling: .joules(
                            (course.lost(in: window) + course.doubtfulWraps(in: window))
                                * joulesPerUnit
                        ),
                        accuracy: value * (channel.relativeAccuracy ?? 0),
                        isAccuracyStated: channel.relativeAccuracy != nil
                    ),
                    provenance: channel.isSimulated ? .simulated : .measured,
                    scope: channel.domain.scopeWord
                )
            )
        } catch {
            return .missing(reason: Absence(error).reason)
        }
    }

    /// The course of a channel that counts energy.
    ///
    /// - Throws: `CounterCourse.Fault` where no reading worked.
    func course(ofChannel index: Int) throws(CounterCourse.Fault) -> CounterCourse {
        let channel = channels[index]
        var range: UInt64?
        if case .counter(let wrapsAt) = channel.behaviour { range = wrapsAt }
        return try CounterCourse(
            readings: readings(ofChannel: index),
            CounterCourse.Traits(
                wrapsAt: range,
                fastest: Plausible.power(of: channel.domain).watts
                    / (channel.quantity.joulesPerUnit ?? 1),
                movesWithin: channel.domain.alwaysDraws
                    ? max(channel.refreshPeriod * 20, .milliseconds(20)) : nil,
                resolution: channel.resolution
            )
        )
    }

    /// The CPU time that the process tree used in a window.
    ///
    /// - Returns: nanosecond counters as a duration, or why there is none.
    public func cpuTime(in window: Window) -> Result<Duration, Absence> {
        guard
            let index = channels.firstIndex(where: {
                $0.quantity == .cpuTimeNanoseconds && $0.domain == .processTree
            })
        else { return .failure(Absence("no CPU time was read")) }
        do throws(CounterCourse.Fault) {
            let course = try CounterCourse(processTime: readings(ofChannel: index))
            guard let counted = course.amount(in: window) else { return .failure(.notCovered) }
            return .success(.nanoseconds(Int64(counted.rounded())))
        } catch {
            return .failure(Absence(error))
        }
    }
}

extension Channel.Domain {
    /// Whether it draws power at every moment, so that a counter that stands still is broken.
    ///
    /// A package and a board do; cores and graphics units may be switched off.
    var alwaysDraws: Bool {
        switch self {
        case .package, .dram, .psys, .gpu, .otherGPU: true
        default: false
        }
    }

    /// The word for it in the scope of a figure.
    public var scopeWord: String {
        switch self {
        case .dram: "DRAM"
        case .gpu: "GPU"
        case .otherGPU: "other GPUs"
        case .integratedGPU: "integrated GPU"
        default: rawValue
        }
    }
}

/// Why a value is missing.
public struct Absence: Error, Hashable, Sendable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }

    static let notCovered = Absence("the window is not covered by readings")

    init(_ fault: CounterCourse.Fault) {
        switch fault {
        case .noReadings: reason = "no reading worked"
        case .wrapsUnknown:
            reason = "nothing was read for so long that the counter may have wrapped"
        case .stalled(let time):
            reason =
                "the counter stood still for \(time.inNanoseconds / 1_000_000) ms of the window"
        case .reset: reason = "the counter was reset inside the window"
        case .aboveRange(let value): reason = "the counter showed \(value), above its own range"
        }
    }
}
