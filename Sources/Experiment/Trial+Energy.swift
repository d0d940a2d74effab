public import Units

/// Bounds of what is plausible, to tell a counter's wrap from its reset.
enum Plausible {
    /// No package or memory domain draws more; a counter that seems to was reset.
    static let power = Power.watts(2000)
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
            case .counter(let wrapsAt) = channel.behaviour
        else { return .missing(reason: "\(channel.name) does not count energy") }
        guard window.duration > .zero else {
            return .missing(reason: "the window has no length")
        }
        do throws(CounterCourse.Fault) {
            let course = try CounterCourse(
                readings: readings(ofChannel: index),
                wrapsAt: wrapsAt,
                fastest: Plausible.power.watts / joulesPerUnit
            )
            guard let counted = course.amount(in: window),
                let bound = course.bound(in: window, refreshPeriod: channel.refreshPeriod)
            else { return .missing(reason: Absence.notCovered.reason) }
            let value = Energy.joules(counted * joulesPerUnit)
            return .known(
                Figure(
                    value: value,
                    budget: UncertaintyBudget(
                        edges: .joules(bound * joulesPerUnit),
                        resolution: .joules(2 * Double(channel.resolution) * joulesPerUnit),
                        accuracy: value * (channel.relativeAccuracy ?? 0)
                    ),
                    provenance: channel.isSimulated ? .simulated : .measured,
                    scope: channel.domain.rawValue
                )
            )
        } catch {
            return .missing(reason: Absence(error).reason)
        }
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

    /// The energy of the whole trial's scope in its window.
    ///
    /// Packages and memory are added up where counters were read; `core`, `uncore` and `psys`
    /// overlap them and stay out. Where no counter was read and a model is given, the estimate.
    public func energy(estimateModel: EstimateModel?) -> Finding<Energy> {
        guard let window else { return .missing(reason: outcome.explanation) }
        let counters = channels.indices.filter {
            channels[$0].quantity.joulesPerUnit != nil && channels[$0].domain.isPartOfTotal
        }
        if !counters.isEmpty { return sum(ofChannels: counters, in: window) }
        guard let estimateModel else {
            return .missing(reason: "no energy counter was read and estimates are off")
        }
        switch cpuTime(in: window) {
        case .success(let time):
            return .known(
                estimateModel.energy(
                    cpuTime: time,
                    window: window.duration,
                    memory: meanMemory(in: window)
                )
            )
        case .failure(let absence): return .missing(reason: absence.reason)
        }
    }

    private func sum(ofChannels indices: [Int], in window: Window) -> Finding<Energy> {
        var total = Energy.zero
        var budget = UncertaintyBudget<Energy>()
        var domains: [Channel.Domain] = []
        for index in indices {
            switch energy(ofChannel: index, in: window) {
            case .missing(let reason):
                // A total with a part left out would look like a saving.
                return .missing(reason: "\(channels[index].name): \(reason)")
            case .known(let figure):
                total = total + figure.value
                budget = budget + (figure.budget ?? UncertaintyBudget())
                if !domains.contains(channels[index].domain) {
                    domains.append(channels[index].domain)
                }
            }
        }
        let isSimulated = indices.contains { channels[$0].isSimulated }
        let scope = domains.map(\.scopeWord).joined(separator: " + ")
        return .known(
            Figure(
                value: total,
                budget: budget,
                provenance: isSimulated ? .simulated : .measured,
                scope: scope
            )
        )
    }
}

extension Channel.Domain {
    /// The word for it in the scope of a figure.
    var scopeWord: String {
        switch self {
        case .dram: "DRAM"
        case .gpu, .otherGPU, .integratedGPU: "GPU"
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
        case .reset: reason = "the counter was reset inside the trial"
        case .aboveRange(let value): reason = "the counter showed \(value), above its own range"
        }
    }
}
