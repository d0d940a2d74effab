internal import Units

extension Trial {
    /// Whether the workload printed an interval other than the window itself, wherever that lies.
    var hasPhases: Bool {
        events.contains { $0.kind != .point && $0.key != "run_start" && $0.key != "run_stop" }
    }

    /// What each phase of the window cost; `nil` where there is no window, or no phase in it and
    /// nothing to be said about the log.
    ///
    /// Any `NAME_start` … `NAME_stop` is a phase. One pass over readings and events, so that tens of
    /// thousands of both are no matter.
    public func phases(estimateModel: EstimateModel?) -> PhaseTree? {
        guard hasPhases, let window, window.duration > .zero else { return nil }
        return phases(in: window, energy: energy(estimateModel: estimateModel), estimateModel)
    }

    /// The same with the energy of the window, where that was worked out before.
    ///
    /// Phases that all lie outside the window make no tree; a log that is not understood wholly
    /// makes one without phases, for its remarks.
    func phases(
        in window: Window,
        energy: Finding<Energy>,
        _ estimateModel: EstimateModel?
    ) -> PhaseTree? {
        let timeline = PhaseTimeline(events: events, window: window)
        let order = timeline.order
        let remarks =
            order.isEmpty ? timeline.remarks.filter(\.isWorthSaying) : timeline.remarks
        guard !order.isEmpty || !remarks.isEmpty else { return nil }
        let instants = timeline.instants
        let sources: [any PhaseSource]?
        switch energy {
        case .missing: sources = nil
        case .known(let figure):
            sources =
                figure.provenance == .estimated
                ? estimateSource(figure, estimateModel, at: instants).map { [$0] }
                : countedSources(at: instants, in: window)
        }
        func cost(_ stretches: [PhaseTimeline.Stretch]) -> PhaseCost {
            PhaseCost(
                time: stretches.reduce(.zero) { $0 + (instants[$1.to] - instants[$1.from]) },
                energy: Self.energy(of: stretches, sources, window: energy)
            )
        }
        return PhaseTree(
            window: PhaseCost(time: window.duration, energy: energy),
            phases: order.map { place in
                let node = timeline.nodes[place]
                return Phase(
                    path: timeline.path(of: place),
                    count: node.count,
                    total: cost(node.total),
                    own: cost(node.own)
                )
            },
            unattributed: cost(timeline.unattributed),
            remarks: remarks
        )
    }

    private static func energy(
        of stretches: [PhaseTimeline.Stretch],
        _ sources: [any PhaseSource]?,
        window: Finding<Energy>
    ) -> Finding<Energy> {
        guard case .known(var figure) = window else { return window }
        guard let sources else {
            return .missing(reason: "the readings do not tell the phases apart")
        }
        let share = sources.reduce(PhaseShare.none) { $0 + $1.share(of: stretches) }
        figure.value = share.value
        figure.budget = share.budget
        return .known(figure)
    }

    /// What makes up the energy of the window; `nil` where a part of it cannot be shared out.
    func countedSources(at instants: [MonotonicInstant], in window: Window)
        -> [any PhaseSource]?
    {
        var sources: [any PhaseSource] = []
        for index in energyChannels {
            let source: (any PhaseSource)? =
                channels[index].quantity == .powerMilliwatts
                ? gaugeSource(ofChannel: index, at: instants, in: window)
                : counterSource(ofChannel: index, at: instants, in: window)
            guard let source else { return nil }
            sources.append(source)
        }
        return sources
    }

    /// The channels whose energies make up the total of the trial: each counter once, then boards.
    var energyChannels: [Int] {
        let mirrors = Set(mirroredChannels.flatMap { $0.channels.dropFirst() })
        let counters = channels.indices.filter { index in
            let channel = channels[index]
            return channel.quantity.joulesPerUnit != nil && channel.domain.isPartOfTotal
                && !channel.domain.isBoard && !mirrors.contains(index)
        }
        return counters + boardChannels
    }

    /// The channel that gives the energy of each board of the workload: its counter, else the first
    /// of its gauges.
    private var boardChannels: [Int] {
        var devices: [String] = []
        var chosen: [String: Int] = [:]
        for (index, channel) in channels.enumerated() {
            guard let device = channel.device, channel.domain.isBoard,
                channel.domain.isPartOfTotal, channel.quantity.givesEnergy
            else { continue }
            if chosen[device] == nil { devices.append(device) }
            if chosen[device] == nil || channel.quantity != .powerMilliwatts {
                chosen[device] = index
            }
        }
        return devices.compactMap { chosen[$0] }
    }

    private func counterSource(
        ofChannel index: Int,
        at instants: [MonotonicInstant],
        in window: Window
    ) -> CounterShares? {
        let channel = channels[index]
        guard let joulesPerUnit = channel.quantity.joulesPerUnit,
            let course = try? course(ofChannel: index)
        else { return nil }
        let open = course.lost(in: window) + course.doubtfulWraps(in: window)
        return CounterShares(
            course,
            at: instants,
            joulesPerUnit: joulesPerUnit,
            channel: channel,
            sampling: open * joulesPerUnit
        )
    }

    private func gaugeSource(
        ofChannel index: Int,
        at instants: [MonotonicInstant],
        in window: Window
    ) -> GaugeShares? {
        let channel = channels[index]
        guard let whole = integratedEnergy(ofChannel: index, in: window).figure?.budget,
            let course = PowerCourse(
                readings: readings(ofChannel: index),
                refreshPeriod: channel.refreshPeriod,
                averagingWindow: channel.averagingWindow
            )
        else { return nil }
        return GaugeShares(course, at: instants, whole: whole, channel: channel)
    }

    func estimateSource(
        _ figure: Figure<Energy>,
        _ model: EstimateModel?,
        at instants: [MonotonicInstant]
    ) -> EstimateShares? {
        guard let model, let window, let time = try? cpuTime(in: window).get(),
            let index = channels.firstIndex(where: {
                $0.quantity == .cpuTimeNanoseconds && $0.domain == .processTree
            }), let course = try? CounterCourse(processTime: readings(ofChannel: index))
        else { return nil }
        let idle = model.energy(
            cpuTime: .zero,
            window: window.duration,
            memory: meanMemory(in: window)
        )
        let counter = CounterShares(
            course,
            at: instants,
            joulesPerUnit: 1e-9,
            channel: channels[index],
            sampling: 0
        )
        return EstimateShares(
            idle: idle.value,
            whole: figure.value,
            relativeUncertainty: model.relativeUncertainty,
            counter: time > .zero ? counter : nil,
            at: instants
        )
    }
}

extension PhaseTimeline {
    /// The nodes that have a phase or a time in the window, each after the one around it.
    var order: [Int] {
        var children: [Int?: [Int]] = [:]
        for place in nodes.indices { children[nodes[place].parent, default: []].append(place) }
        var order: [Int] = []
        var rest = Array((children[nil] ?? []).reversed())
        while let place = rest.popLast() {
            if nodes[place].count > 0 || !nodes[place].total.isEmpty { order.append(place) }
            rest += (children[place] ?? []).reversed()
        }
        return order
    }

    /// The names of a node and of those around it, the outermost first.
    func path(of place: Int) -> [String] {
        var path: [String] = []
        var node: Int? = place
        while let here = node {
            path.append(nodes[here].name)
            node = nodes[here].parent
        }
        return path.reversed()
    }
}
