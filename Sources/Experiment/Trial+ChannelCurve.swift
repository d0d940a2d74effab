internal import Units

extension Trial {
    /// The power that one channel saw over the window, unthinned.
    ///
    /// A counter's power is its difference between two readings by the time between them, wraps
    /// undone, of readings at least one refresh apart; a gauge's is what it showed, until it showed
    /// the next. Also of channels that are outside the total.
    ///
    /// - Parameter index: of `channels`.
    /// - Returns: a curve without points, and why, for a channel without energy or power.
    public func powerCurve(ofChannel index: Int) -> PowerCurve {
        let channel = channels[index]
        guard let window else { return PowerCurve(missingReason: outcome.explanation) }
        guard window.duration > .zero else {
            return PowerCurve(missingReason: "the window has no length")
        }
        let whole =
            channel.quantity == .powerMilliwatts
            ? integratedEnergy(ofChannel: index, in: window)
            : energy(ofChannel: index, in: window)
        guard let figure = whole.figure else {
            return PowerCurve(missingReason: whole.missingReason ?? "it is not known")
        }
        let points =
            channel.quantity == .powerMilliwatts
            ? gaugePoints(ofChannel: index, in: window)
            : counterPoints(ofChannel: index, in: window)
        guard !points.isEmpty else {
            return PowerCurve(missingReason: "the readings do not tell the power over time")
        }
        return PowerCurve(points: points, provenance: figure.provenance, scope: figure.scope)
    }

    /// The ends of the window and, between them, the instants that are at least so far apart.
    private func instants(
        _ readings: [MonotonicInstant],
        in window: Window,
        apart: Duration
    ) -> [MonotonicInstant] {
        var chosen = [window.start]
        for instant in readings
        where instant < window.stop && instant > chosen[chosen.count - 1]
            && instant - chosen[chosen.count - 1] >= apart
        {
            chosen.append(instant)
        }
        if chosen.count > 1, window.stop - chosen[chosen.count - 1] < apart { chosen.removeLast() }
        return chosen + [window.stop]
    }

    private func counterPoints(ofChannel index: Int, in window: Window) -> [PowerCurve.Point] {
        let channel = channels[index]
        guard let joulesPerUnit = channel.quantity.joulesPerUnit,
            let course = try? course(ofChannel: index)
        else { return [] }
        let ends = instants(
            course.points.map(\.instant),
            in: window,
            apart: channel.refreshPeriod
        )
        return zip(ends, ends.dropFirst()).compactMap { start, end in
            let stretch = Window(start: start, stop: end)
            guard
                let counted = course.difference(in: stretch, refreshPeriod: channel.refreshPeriod)
            else { return nil }
            let seconds = stretch.duration.inSeconds
            let budget = UncertaintyBudget<Energy>(
                edges: .joules(counted.error * joulesPerUnit),
                resolution: .joules(2 * Double(channel.resolution) * joulesPerUnit),
                sampling: .zero,
                accuracy: .joules(
                    counted.amount * joulesPerUnit * (channel.relativeAccuracy ?? 0)
                ),
                isAccuracyStated: channel.relativeAccuracy != nil
            )
            return PowerCurve.Point(
                start: start,
                end: end,
                watts: counted.amount * joulesPerUnit / seconds,
                uncertaintyWatts: budget.expanded.joules / seconds
            )
        }
    }

    private func gaugePoints(ofChannel index: Int, in window: Window) -> [PowerCurve.Point] {
        let known = readings(ofChannel: index).compactMap {
            reading -> (MonotonicInstant, Double)? in
            guard case .value(let milliwatts) = reading.outcome else { return nil }
            return (reading.after, Double(milliwatts) / 1000)
        }
        return known.indices.compactMap { place in
            let start = max(known[place].0, window.start)
            let next = place + 1 < known.count ? known[place + 1].0 : window.stop
            let end = min(next, window.stop)
            guard start < end else { return nil }
            return PowerCurve.Point(
                start: start,
                end: end,
                watts: known[place].1,
                uncertaintyWatts: channels[index].relativeAccuracy.map { $0 * known[place].1 }
            )
        }
    }
}
