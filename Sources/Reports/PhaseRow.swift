internal import Experiment
public import Statistics
public import Units

/// A phase of a variant: means over the completed trials that had it.
public struct PhaseRow: Sendable {
    /// From the outermost phase on; empty for what no phase covers.
    public var path: [String]

    /// How many trials had it.
    public var trials: Int

    /// How many there were in the window of a trial, in the mean; `nil` for what no phase covers.
    public var count: Double?

    /// For each unit of work, with the phases inside and without them.
    public var energy: MeanInterval<Energy>?
    public var ownEnergy: MeanInterval<Energy>?

    /// The share of the window's energy, the phases inside included.
    public var share: Double?
    public var time: MeanInterval<TimeSpan>?
    public var ownTime: MeanInterval<TimeSpan>?
    public var power: MeanInterval<Power>?

    /// The expanded uncertainty of `energy` in the trial where that is most, as a share of it.
    public var instrument: Double?

    public var missingReason: String?

    /// What a phase's row and that of the unattributed rest are made from.
    private struct Entry {
        var count: Int?
        var total: PhaseCost
        var own: PhaseCost
        var window: PhaseCost
        var work: Double
    }

    /// The rows of a variant, each phase after the one around it, what no phase covers last.
    ///
    /// - Parameters:
    ///   - trials: completed ones.
    ///   - isPerTrial: whether a trial is the unit, because not all say how much they did.
    /// - Returns: none where no trial printed a phase.
    static func rows(of trials: [TrialSummary], isPerTrial: Bool) -> [PhaseRow] {
        var paths: [[String]] = []
        var entries: [[String]: [Entry]] = [:]
        for trial in trials {
            guard let tree = trial.phases else { continue }
            let work = isPerTrial ? 1 : trial.work ?? 1
            for phase in tree.phases {
                if entries[phase.path] == nil { Self.insert(phase.path, into: &paths) }
                entries[phase.path, default: []].append(
                    Entry(
                        count: phase.count,
                        total: phase.total,
                        own: phase.own,
                        window: tree.window,
                        work: work
                    )
                )
            }
            entries[[], default: []].append(
                Entry(
                    total: tree.unattributed,
                    own: tree.unattributed,
                    window: tree.window,
                    work: work
                )
            )
        }
        guard !entries.isEmpty else { return [] }
        return (paths + [[]]).map { PhaseRow(path: $0, entries[$0] ?? []) }
    }

    /// Puts a path after its parent and what is already inside that.
    private static func insert(_ path: [String], into paths: inout [[String]]) {
        let parent = Array(path.dropLast())
        let last = parent.isEmpty ? nil : paths.lastIndex { $0.starts(with: parent) }
        if let last { paths.insert(path, at: last + 1) } else { paths.append(path) }
    }

    private init(path: [String], _ entries: [Entry]) {
        self.path = path
        trials = entries.count
        let counts = entries.compactMap(\.count)
        count = counts.isEmpty ? nil : Double(counts.reduce(0, +)) / Double(counts.count)
        time = MeanInterval(of: entries.map { TimeSpan.seconds($0.total.time.inSeconds / $0.work) })
        ownTime = MeanInterval(
            of: entries.map { TimeSpan.seconds($0.own.time.inSeconds / $0.work) }
        )
        missingReason = entries.compactMap(\.total.energy.missingReason).first
        let known = entries.filter { $0.total.energy.figure != nil }
        energy = MeanInterval(
            of: known.compactMap { $0.total.energy.figure.map(\.value) / $0.work }
        )
        ownEnergy = MeanInterval(
            of: known.compactMap { $0.own.energy.figure.map(\.value) / $0.work }
        )
        power = MeanInterval(of: known.compactMap(\.total.power))
        let shares = known.compactMap { entry -> Double? in
            guard let part = entry.total.energy.figure, let whole = entry.window.energy.figure,
                whole.value > .zero
            else { return nil }
            return part.value / whole.value
        }
        share = shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
        instrument = known.compactMap { entry -> Double? in
            guard let figure = entry.total.energy.figure, figure.value > .zero,
                let uncertainty = figure.uncertainty
            else { return nil }
            return uncertainty / figure.value
        }.max()
    }
}

/// Divides where there is something to divide.
private func / (energy: Energy?, work: Double) -> Energy? { energy.map { $0 / work } }
