internal import Units

extension Trial {
    /// The power over the window from the raw readings: of the channels, and by the rules, that
    /// make up `energy(estimateModel:)`.
    ///
    /// A counter's power is its difference between two readings by the time between them, wraps
    /// undone; where readings failed, one point covers the gap. Readings that follow each other by
    /// less than five refreshes are taken together: the counter's lag would look like a power that
    /// jumps.
    ///
    /// - Parameter estimateModel: what stands in for counters that were not read.
    /// - Returns: a curve without points, and why, where the trial has no energy.
    public func powerCurve(estimateModel: EstimateModel?) -> PowerCurve {
        let energy = energy(estimateModel: estimateModel)
        guard let window, let figure = energy.figure else {
            return PowerCurve(missingReason: energy.missingReason ?? outcome.explanation)
        }
        guard window.duration > .zero else {
            return PowerCurve(missingReason: "the window has no length")
        }
        let isEstimate = figure.provenance == .estimated
        let instants = curveInstants(in: window, isEstimate: isEstimate)
        let sources: [any PhaseSource]? =
            isEstimate
            ? estimateSource(figure, estimateModel, at: instants).map { [$0] }
            : countedSources(at: instants, in: window)
        guard let sources else {
            return PowerCurve(missingReason: "the readings do not tell the power over time")
        }
        return PowerCurve(
            points: Self.points(between: instants, of: sources),
            provenance: figure.provenance,
            scope: figure.scope
        )
    }

    private static func points(
        between instants: [MonotonicInstant],
        of sources: [any PhaseSource]
    ) -> [PowerCurve.Point] {
        instants.indices.dropLast().map { place in
            let stretch = PhaseTimeline.Stretch(from: place, to: place + 1)
            let share = sources.reduce(PhaseShare.none) { $0 + $1.share(of: [stretch]) }
            let seconds = (instants[place + 1] - instants[place]).inSeconds
            return PowerCurve.Point(
                start: instants[place],
                end: instants[place + 1],
                watts: share.value.joules / seconds,
                uncertaintyWatts: share.budget.expanded.joules / seconds
            )
        }
    }

    /// The ends of the window and, between them, where the channel that sets the pace was read.
    private func curveInstants(in window: Window, isEstimate: Bool) -> [MonotonicInstant] {
        guard let pace = pacemaker(isEstimate: isEstimate) else {
            return [window.start, window.stop]
        }
        var instants = [window.start]
        for instant in pace.instants
        where instant - instants[instants.count - 1] >= pace.shortest
            && instant > instants[instants.count - 1] && instant < window.stop
        {
            instants.append(instant)
        }
        // What is left at the end belongs to the point before it.
        if instants.count > 1, window.stop - instants[instants.count - 1] < pace.shortest {
            instants.removeLast()
        }
        return instants + [window.stop]
    }

    /// When the channel was read that is refreshed least often, and the shortest time that its
    /// readings tell the power of.
    private struct Pacemaker {
        var instants: [MonotonicInstant]
        var shortest: Duration
    }

    private func pacemaker(isEstimate: Bool) -> Pacemaker? {
        let indices = isEstimate ? processTimeChannels : energyChannels
        let counters = indices.filter { channels[$0].quantity != .powerMilliwatts }
        let slowest = (counters.isEmpty ? indices : counters)
            .max { channels[$0].refreshPeriod < channels[$1].refreshPeriod }
        return slowest.flatMap(pacemaker(ofChannel:))
    }

    private func pacemaker(ofChannel index: Int) -> Pacemaker? {
        let channel = channels[index]
        if channel.quantity == .powerMilliwatts {
            let course = PowerCourse(
                readings: readings(ofChannel: index),
                refreshPeriod: channel.refreshPeriod,
                averagingWindow: channel.averagingWindow
            )
            return course.map {
                Pacemaker(instants: $0.samples.map(\.instant), shortest: channel.refreshPeriod)
            }
        }
        let course =
            channel.quantity == .cpuTimeNanoseconds
            ? try? CounterCourse(processTime: readings(ofChannel: index))
            : try? course(ofChannel: index)
        return course.map { course in
            Pacemaker(
                // A reading shows what was counted half a refresh before it, in the mean.
                instants: course.points.map { $0.instant + (.zero - channel.refreshPeriod / 2) },
                shortest: channel.refreshPeriod * PowerTrack.refreshesBetween
            )
        }
    }

    private var processTimeChannels: [Int] {
        channels.indices.filter {
            channels[$0].quantity == .cpuTimeNanoseconds && channels[$0].domain == .processTree
        }
    }
}
