internal import Units

/// What is worked out from the readings of a trial; thinning leaves it exactly as it is.
public struct TrialConclusions: Sendable, Hashable {
    public var summary: TrialSummary
    public var warnings: [TrialWarning]

    /// - Returns: `nil` where the run has no comparison of the trial's.
    public init?(of trial: Trial, in run: Run) {
        let name = trial.planned.comparison
        guard let comparison = run.comparisons.first(where: { $0.name == name }) else { return nil }
        summary = TrialSummary(of: trial, in: comparison, estimateModel: run.estimateModel)
        warnings = trial.warningsFromData(
            samplingInterval: run.samplingInterval,
            logicalCPUs: run.host.logicalCPUs
        )
    }
}

extension Trial {
    /// Which readings have to stay so that all that is worked out from the trial stays exactly as it
    /// is.
    ///
    /// The readings around the edges of phases, wraps, standstills and failures are tried first; a
    /// channel whose figures would change keeps all of its own. Whether they do is found by working
    /// everything out again, and comparing it whole.
    ///
    /// - Parameter run: that it belongs to.
    /// - Returns: places in `readings`, ascending; all where nothing can go.
    public func readingsToKeep(in run: Run) -> [Int] {
        let all = Array(readings.indices)
        guard let before = TrialConclusions(of: self, in: run) else { return all }
        let thinning = Thinning(of: self, samplingInterval: run.samplingInterval)
        func isEqual(_ kept: [Int]) -> Bool {
            TrialConclusions(of: self.keeping(kept), in: run) == before
        }
        let everywhere = thinning.kept(inChannels: Set(channels.indices))
        if isEqual(everywhere) { return everywhere }
        let alone = channels.indices.filter { isEqual(thinning.kept(inChannels: [$0])) }
        let together = thinning.kept(inChannels: Set(alone))
        return isEqual(together) ? together : all
    }

    /// The trial with some of its readings.
    public func keeping(_ kept: [Int]) -> Trial {
        var trial = self
        trial.readings = kept.map { readings[$0] }
        return trial
    }
}

/// A guess at the readings that matter; whether it is right, the figures say.
struct Thinning {
    private let trial: Trial

    /// By channel, the places in the trial's readings, in order.
    private let places: [[Int]]

    /// By channel, those of them that matter.
    private let essential: [[Int]]

    /// A longer time without any reading would be taken for a stall of the harness.
    private let longestGap: Duration

    init(of trial: Trial, samplingInterval: Duration) {
        self.trial = trial
        var places = [[Int]](repeating: [], count: trial.channels.count)
        for (place, reading) in trial.readings.enumerated() {
            places[reading.channel].append(place)
        }
        self.places = places
        // Of the limit in `warningsFromData` a little less.
        longestGap = .nanoseconds(
            Int64(0.9e9 * max(10 * samplingInterval.inSeconds, 0.5))
        )
        let edges = Self.edges(of: trial)
        let spacing = longestGap / 2
        essential = places.indices.map { index in
            let own = places[index]
            let channel = ChannelThinning(
                channel: trial.channels[index],
                readings: own.map { trial.readings[$0] },
                edges: edges,
                spacing: spacing
            )
            return channel.kept().map { own[$0] }
        }
    }

    /// Where something begins or ends: what was counted by then is asked for.
    private static func edges(of trial: Trial) -> [MonotonicInstant] {
        var edges = Set(trial.events.map(\.instant))
        edges.formUnion([trial.started, trial.ended])
        if let window = trial.window { edges.formUnion([window.start, window.stop]) }
        return edges.sorted()
    }

    /// The places that stay where only some channels are thinned, ascending.
    func kept(inChannels thinned: Set<Int>) -> [Int] {
        var isKept = [Bool](repeating: false, count: trial.readings.count)
        for index in places.indices {
            for place in thinned.contains(index) ? essential[index] : places[index] {
                isKept[place] = true
            }
        }
        fillGaps(&isKept)
        return isKept.indices.filter { isKept[$0] }
    }

    /// Keeps a reading wherever there would be a longer time without one than there was.
    private func fillGaps(_ isKept: inout [Bool]) {
        let order = trial.readings.indices.sorted {
            (trial.readings[$0].before, $0) < (trial.readings[$1].before, $1)
        }
        guard let first = order.first else { return }
        var last = trial.readings[first].before
        isKept[first] = true
        for (place, next) in zip(order, order.dropFirst()) {
            let (here, there) = (trial.readings[place].before, trial.readings[next].before)
            if there - last > longestGap { isKept[place] = true }
            // A stall that there was stays as long as it was.
            if there - here > longestGap { isKept[next] = true }
            if isKept[place] { last = here }
        }
        if let end = order.last { isKept[end] = true }
    }
}
