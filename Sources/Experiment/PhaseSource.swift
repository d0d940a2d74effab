internal import Units

/// Something that has an energy in a window, and can share it out over the window's stretches.
///
/// Shares of stretches that cover the window once add up to the energy of the window.
protocol PhaseSource {
    /// The energy of some stretches of a timeline, in order and apart from each other.
    func share(of stretches: [PhaseTimeline.Stretch]) -> PhaseShare
}

/// The energy of a part of a window with what it may be off by.
struct PhaseShare {
    var value: Energy
    var budget: UncertaintyBudget<Energy>

    static func + (left: Self, right: Self) -> Self {
        Self(value: left.value + right.value, budget: left.budget + right.budget)
    }

    static let none = Self(value: .zero, budget: UncertaintyBudget())
}

/// A gauge's integral over phases.
///
/// A gauge shows the mean of up to a second before, so the energy of a phase is off by half of that
/// time the spread of the power around both of its ends, as that of a window is; but by no more than
/// its length times that spread, however short it is.
struct GaugeShares: PhaseSource {
    private let instants: [MonotonicInstant]

    /// By each instant, in joules.
    private let amounts: [Double]

    /// The lowest and the highest power around each instant, in watts.
    private let spreads: [Double]
    private let range: Double
    private let lag: Double
    private let window: UncertaintyBudget<Energy>
    private let wholeSeconds: Double
    private let relativeAccuracy: Double?

    /// - Parameters:
    ///   - course: of the gauge, in mW.
    ///   - instants: of the timeline.
    ///   - whole: what the energy of the window may be off by.
    ///   - channel: that was read.
    init(
        _ course: PowerCourse,
        at instants: [MonotonicInstant],
        whole: UncertaintyBudget<Energy>,
        channel: Channel
    ) {
        self.instants = instants
        let profile = course.profile(at: instants)
        amounts = profile.amounts.map { $0 / 1000 }
        spreads = profile.spreads.map { $0 / 1000 }
        range = profile.range / 1000
        lag = (channel.refreshPeriod + channel.averagingWindow).inSeconds
        window = whole
        wholeSeconds = (instants[instants.count - 1] - instants[0]).inSeconds
        relativeAccuracy = channel.relativeAccuracy
    }

    func share(of stretches: [PhaseTimeline.Stretch]) -> PhaseShare {
        var value = 0.0
        var edges = 0.0
        var seconds = 0.0
        for stretch in stretches {
            let length = (instants[stretch.to] - instants[stretch.from]).inSeconds
            value += amounts[stretch.to] - amounts[stretch.from]
            seconds += length
            edges += min(
                lag / 2 * (spreads[stretch.from] + spreads[stretch.to]),
                length * range
            )
        }
        return PhaseShare(
            value: .joules(value),
            budget: UncertaintyBudget(
                edges: .joules(edges),
                resolution: window.resolution * (seconds / wholeSeconds),
                // What was not seen may all lie in these stretches.
                sampling: min(window.sampling, .joules(seconds * range)),
                accuracy: .joules(value * (relativeAccuracy ?? 0)),
                isAccuracyStated: relativeAccuracy != nil
            )
        )
    }
}

/// An estimate shared out: what the model gives for no CPU time by the time, the rest by the CPU time.
struct EstimateShares: PhaseSource {
    private let instants: [MonotonicInstant]
    private let counter: CounterShares?
    private let idle: Energy
    private let busy: Energy
    private let relativeUncertainty: Double

    /// - Parameters:
    ///   - idle: the estimate of the window without any CPU time.
    ///   - whole: the estimate of the window.
    ///   - relativeUncertainty: of the model.
    ///   - counter: of the CPU time, in seconds as if they were joules; `nil` where none was used.
    ///   - instants: of the timeline.
    init(
        idle: Energy,
        whole: Energy,
        relativeUncertainty: Double,
        counter: CounterShares?,
        at instants: [MonotonicInstant]
    ) {
        self.instants = instants
        self.counter = counter
        // Where nothing tells the phases apart but their length, all goes by it.
        self.idle = counter == nil ? whole : idle
        busy = counter == nil ? .zero : whole - idle
        self.relativeUncertainty = relativeUncertainty
    }

    func share(of stretches: [PhaseTimeline.Stretch]) -> PhaseShare {
        let seconds = stretches.reduce(0) {
            $0 + (instants[$1.to] - instants[$1.from]).inSeconds
        }
        var value = idle * (seconds / (instants[instants.count - 1] - instants[0]).inSeconds)
        var edges = Energy.zero
        if let counter {
            let share = counter.share(of: stretches)
            value = value + busy * (share.value / counter.whole)
            edges = busy * (share.budget.edges / counter.whole)
        }
        return PhaseShare(
            value: value,
            budget: UncertaintyBudget(edges: edges, accuracy: value * relativeUncertainty)
        )
    }
}
