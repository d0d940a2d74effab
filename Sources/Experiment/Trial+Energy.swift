public import Units

/// Bounds of what is plausible, to tell a counter's wrap from its reset.
enum Plausible {
    /// No package or memory domain draws more; a counter that seems to was reset.
    static let power = Power.watts(2000)
}

extension Trial {
    /// The energy that a counter channel saw in a window.
    ///
    /// The uncertainty is a bound: at each edge the interpolation between two readings, one
    /// refresh of the counter at the mean power, and one step of its resolution. The accuracy of
    /// the sensor itself is not in it.
    ///
    /// - Parameters:
    ///   - index: a channel of `channels` that counts energy.
    ///   - window: inside the sampled time.
    /// - Returns: the energy, or why there is none.
    public func energy(ofChannel index: Int, in window: Window) -> Finding<Energy> {
        let channel = channels[index]
        guard channel.quantity == .energyMicrojoules,
            case .counter(let wrapsAt) = channel.behaviour
        else { return .missing(reason: "\(channel.name) does not count energy") }
        let fastest = Plausible.power.watts * 1e6
        switch amount(ofChannel: index, in: window, wrapsAt: wrapsAt, fastest: fastest) {
        case .failure(let absence): return .missing(reason: absence.reason)
        case .success(let counted):
            let power = counted.value / max(window.duration.inSeconds, 1e-9)
            let refresh = 2 * power * channel.refreshPeriod.inSeconds
            let resolution = 2 * Double(channel.resolution)
            return .known(
                Figure(
                    value: .joules(counted.value / 1e6),
                    uncertainty: .joules((counted.edges + refresh + resolution) / 1e6),
                    provenance: channel.isSimulated ? .simulated : .measured,
                    scope: channel.domain.rawValue
                )
            )
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
        // All CPUs of a machine cannot count faster than one second each a second; 10,000 is more
        // than any machine has.
        return amount(ofChannel: index, in: window, wrapsAt: nil, fastest: 1e9 * 10_000)
            .map { .nanoseconds(Int64($0.value.rounded())) }
    }

    /// The energy of the whole trial's scope in its window.
    ///
    /// Packages and memory are added up where counters were read; `core`, `uncore` and `psys`
    /// overlap them and stay out. Where no counter was read and a model is given, the estimate.
    public func energy(estimateModel: EstimateModel?) -> Finding<Energy> {
        guard let window else { return .missing(reason: outcome.explanation) }
        let counters = channels.indices.filter {
            channels[$0].quantity == .energyMicrojoules
                && [.package, .dram].contains(channels[$0].domain)
        }
        if !counters.isEmpty { return sum(ofChannels: counters, in: window) }
        guard let estimateModel else {
            return .missing(reason: "no energy counter was read and estimates are off")
        }
        switch cpuTime(in: window) {
        case .success(let time): return .known(estimateModel.energy(cpuTime: time))
        case .failure(let absence): return .missing(reason: absence.reason)
        }
    }

    /// The largest memory that the process tree was seen to hold over its life.
    public var peakMemory: Finding<ByteCount> {
        guard
            let index = channels.firstIndex(where: {
                $0.quantity == .memoryBytes && $0.domain == .processTree
            })
        else { return .missing(reason: "no memory was read") }
        let sizes = readings.compactMap { reading -> UInt64? in
            // What was read before the program was executed is the harness's own memory.
            guard reading.channel == index, reading.before >= started,
                case .value(let value) = reading.outcome
            else {
                return nil
            }
            return value
        }
        guard let largest = sizes.max(), largest > 0 else {
            return .missing(reason: "the process ended before its memory could be read")
        }
        return .known(
            Figure(
                value: ByteCount(magnitude: Double(largest)),
                uncertainty: nil,
                provenance: .measured,
                scope: "process tree, resident"
            )
        )
    }

    private func sum(ofChannels indices: [Int], in window: Window) -> Finding<Energy> {
        var total = Energy.zero
        var uncertainty = Energy.zero
        var domains: [Channel.Domain] = []
        for index in indices {
            switch energy(ofChannel: index, in: window) {
            case .missing(let reason):
                // A total with a part left out would look like a saving.
                return .missing(reason: "\(channels[index].name): \(reason)")
            case .known(let figure):
                total = total + figure.value
                uncertainty = uncertainty + (figure.uncertainty ?? .zero)
                if !domains.contains(channels[index].domain) {
                    domains.append(channels[index].domain)
                }
            }
        }
        let isSimulated = indices.contains { channels[$0].isSimulated }
        let scope = domains.map { $0 == .dram ? "DRAM" : $0.rawValue }.joined(separator: " + ")
        return .known(
            Figure(
                value: total,
                uncertainty: uncertainty,
                provenance: isSimulated ? .simulated : .measured,
                scope: scope
            )
        )
    }

    private func amount(
        ofChannel index: Int,
        in window: Window,
        wrapsAt: UInt64?,
        fastest: Double
    ) -> Result<(value: Double, edges: Double), Absence> {
        let course: CounterCourse
        do {
            course = try CounterCourse(
                readings: readings(ofChannel: index),
                wrapsAt: wrapsAt,
                fastest: fastest,
                bridgesLosses: channels[index].domain == .processTree
            )
        } catch {
            return .failure(Absence(error))
        }
        guard let from = course.amount(at: window.start), let to = course.amount(at: window.stop),
            let fromBound = course.interpolationBound(at: window.start),
            let toBound = course.interpolationBound(at: window.stop)
        else { return .failure(Absence("the window is not covered by readings")) }
        return .success((to - from, fromBound + toBound))
    }
}

/// Why a value is missing.
public struct Absence: Error, Hashable, Sendable {
    public var reason: String

    init(_ reason: String) { self.reason = reason }

    init(_ fault: CounterCourse.Fault) {
        switch fault {
        case .noReadings: reason = "no reading worked"
        case .reset: reason = "the counter was reset inside the trial"
        case .aboveRange(let value): reason = "the counter showed \(value), above its own range"
        }
    }
}
