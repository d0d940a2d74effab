public import Units

extension Trial {
    /// Whether it was imported with an energy and without a time: its instants then only mark the
    /// beginning and the end.
    public var hasNoImportedTime: Bool { events.contains(where: \.saysNoImportedTime) }

    /// The energy of a trial that was imported; `nil` where a sensor of this program read it.
    ///
    /// A channel of the whole machine is the total; without one packages, memory and boards are
    /// added up.
    func importedEnergy(in window: Window) -> Finding<Energy>? {
        if let reason = events.lazy.compactMap(\.importedAbsence).first {
            return .missing(reason: reason)
        }
        let imported = channels.indices.filter { channels[$0].importedRule != nil }
        guard !imported.isEmpty else { return nil }
        let whole = imported.filter { channels[$0].domain == .machine }
        let parts = imported.filter { channels[$0].domain.isPartOfTotal }
        guard !(whole + parts).isEmpty else {
            return .missing(
                reason: "the imported file states no energy of packages, memory or boards"
            )
        }
        return importedSum(ofChannels: whole.isEmpty ? parts : whole, in: window)
    }

    /// The energy of each part of the machine; `nil` where nothing was imported.
    func importedParts(in window: Window) -> [PartEnergy]? {
        let imported = channels.indices.filter { channels[$0].importedRule != nil }
        guard !imported.isEmpty else { return nil }
        return Channel.Domain.allCases.compactMap { domain in
            let own = imported.filter { channels[$0].domain == domain }
            guard !own.isEmpty else { return nil }
            return PartEnergy(domain: domain, energy: importedSum(ofChannels: own, in: window))
        }
    }

    private func importedSum(ofChannels indices: [Int], in window: Window) -> Finding<Energy> {
        var total = Energy.zero
        var scopes: [String] = []
        var budget: UncertaintyBudget<Energy>?
        for index in indices {
            switch importedEnergy(ofChannel: index, in: window) {
            case nil: continue
            case .missing(let reason): return .missing(reason: "\(channels[index].name): \(reason)")
            case .known(let figure):
                total = total + figure.value
                if let own = figure.budget { budget = budget.map { $0 + own } ?? own }
                if !scopes.contains(figure.scope) { scopes.append(figure.scope) }
            }
        }
        return .known(
            Self.imported(total, budget: budget, scope: scopes.joined(separator: " + "))
        )
    }

    /// What its instrument may be off by the files do not say: a budget holds the gaps at most.
    private static func imported(
        _ value: Energy,
        budget: UncertaintyBudget<Energy>? = nil,
        scope: String
    ) -> Figure<Energy> {
        Figure(value: value, budget: budget, provenance: .imported, scope: scope)
    }

    /// The energy of a channel by the rule that it was imported with; `nil` for any other channel.
    public func importedEnergy(ofChannel index: Int, in window: Window) -> Finding<Energy>? {
        let channel = channels[index]
        guard let rule = channel.importedRule else { return nil }
        guard window.duration > .zero else { return .missing(reason: "the window has no length") }
        let samples = importedSamples(ofChannel: index)
        let watts = channel.quantity.wattsPerUnit ?? 0
        let joules: Double?
        switch rule {
        case .windowMean: joules = samples.meanTimesLength(of: window).map { $0 * watts }
        case .scaledRectangles:
            joules =
                isWhole(window) ? scaledRectangles(samples, of: channel, in: window, watts) : nil
        case .constantPower:
            joules = samples.first.map { $0.power * watts * window.duration.inSeconds }
        case .trapezoids: return trapezoids(ofChannel: index, in: window)
        case .total: joules = isWhole(window) ? total(samples, of: channel, in: window) : nil
        }
        guard let joules else {
            return .missing(
                reason: isWhole(window)
                    ? Self.notCovered
                    : "the file gives one figure for the whole time, and none for a part of it"
            )
        }
        return .known(Self.imported(.joules(joules), scope: channel.interface))
    }

    private func isWhole(_ part: Window) -> Bool { window == part }

    /// The readings with a value, in the order of the file.
    private func importedSamples(ofChannel index: Int) -> [PowerCourse.Sample] {
        readings(ofChannel: index).compactMap { reading in
            guard case .value(let value) = reading.outcome else { return nil }
            return PowerCourse.Sample(instant: reading.instant, power: Double(value))
        }
    }

    private func scaledRectangles(
        _ samples: [PowerCourse.Sample],
        of channel: Channel,
        in window: Window,
        _ watts: Double
    ) -> Double? {
        guard
            let begin = events.first(where: {
                $0.isImported("power_measurement_start", ofChannel: channel.name)
            })?.instant,
            let last = samples.last?.instant, last > begin
        else { return nil }
        let efficiency =
            events.last { $0.isImported("conversion_eff", ofChannel: channel.name) }?.number ?? 1
        var area = 0.0
        var before = begin
        for sample in samples {
            area += sample.power * (sample.instant - before).inSeconds
            before = sample.instant
        }
        return area * watts * efficiency * window.duration.inSeconds / (last - begin).inSeconds
    }

    private static let notCovered = "the window is not covered by the samples of the file"

    /// Lines between the samples, by the rule for gauges: a gap is in the uncertainty, and one of
    /// most of the window leaves no energy.
    ///
    /// The few samples of a short log are no gap.
    private func trapezoids(ofChannel index: Int, in window: Window) -> Finding<Energy> {
        let course = PowerCourse(
            readings: readings(ofChannel: index),
            refreshPeriod: .zero,
            averagingWindow: .zero
        )
        guard let integral = course?.integral(in: window) else {
            return .missing(reason: Self.notCovered)
        }
        guard integral.longestGap <= 60 || integral.longestGap * 2 <= window.duration.inSeconds
        else {
            let seconds = Int(integral.longestGap.rounded())
            return .missing(
                reason: "no power was sampled for \(seconds) s, more than half of the time"
            )
        }
        let watts = channels[index].quantity.wattsPerUnit ?? 0
        let gaps = UncertaintyBudget(
            sampling: Energy.joules(integral.sampling * watts),
            isAccuracyStated: false
        )
        return .known(
            Self.imported(
                .joules(integral.amount * watts),
                budget: integral.sampling > 0 ? gaps : nil,
                scope: channels[index].interface
            )
        )
    }

    /// Without a detour over the interpolation of counters: what is stated for a time is exact.
    private func total(
        _ samples: [PowerCourse.Sample],
        of channel: Channel,
        in window: Window
    ) -> Double? {
        guard let first = samples.first, let last = samples.last, first.instant == window.start,
            last.instant == window.stop, last.power >= first.power
        else { return nil }
        // By a whole number: to multiply by 1e-9 would round twice.
        let unitsPerJoule = channel.quantity.joulesPerUnit.map { (1 / $0).rounded() }
        return unitsPerJoule.map { (last.power - first.power) / $0 }
    }
}

extension [PowerCourse.Sample] {
    /// The mean of the samples above 0 strictly inside a window, times its length; `nil` without
    /// any.
    fileprivate func meanTimesLength(of window: Window) -> Double? {
        let inside = filter {
            $0.instant > window.start && $0.instant < window.stop && $0.power > 0
        }
        guard !inside.isEmpty else { return nil }
        let sum = inside.reduce(0) { $0 + $1.power }
        return sum / Double(inside.count) * window.duration.inSeconds
    }
}
